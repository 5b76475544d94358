"""A small rulebook, a few pictures, and a way to run the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image, ImageDraw

from imgrules.cli import app

RULEBOOK = r"""
schema: 1
rulebook: acme
edition: "2026-01-01"
title: Acme shop pictures
sources:
  guide: {title: "Acme guide", url: "https://acme.example/guide", retrieved: "2026-10-01"}
roles:
  - {role: main, pattern: '^(?P<sku>[A-Z0-9]{8,14})\.MAIN\.[a-z]+$'}
  - {role: secondary, pattern: '^(?P<sku>[A-Z0-9]{8,14})\.PT\d\d\.[a-z]+$'}
unmatched: main
categories: [clothing, shoes]
regions: [us, uk]
rules:
  - id: longest-side
    title: Longest side at least 100 px
    check: dimensions.long_edge
    params: {min_px: 100}
    severity: error
    source: {ref: guide, clause: "2.1", quote: "at least 100 pixels"}
    remedy: Send the original photo.
  - id: longest-side-zoom
    title: Longest side at least 200 px
    check: dimensions.long_edge
    params: {min_px: 200}
    severity: warning
    basis: third-party
    source: {ref: guide, clause: "2.2"}
  - id: longest-side-soon
    title: Longest side at least 300 px
    check: dimensions.long_edge
    params: {min_px: 300}
    severity: error
    enforce_from: "2090-01-31"
    source: {ref: guide, clause: "2.3"}
  - id: main-only
    title: Main picture at least 50 px
    applies_to: [main]
    check: dimensions.long_edge
    params: {min_px: 50}
    severity: error
    source: {ref: guide}
  - id: shoes-left
    title: A left shoe is shown
    when: {category: [shoes]}
    decides: human
    severity: error
    source: {ref: guide, clause: "7"}
  - id: right-product
    title: The picture shows the product that is sold
    decides: human
    severity: error
    source: {ref: guide, clause: "1"}
"""

Run = Callable[..., Result]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the rulebook in ./acme."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "2026-01-01.yaml").write_text(RULEBOOK, encoding="utf-8")
    return tmp_path


def draw(path: Path, side: int) -> None:
    """Draw a picture whose longest side is ``side``."""
    picture = Image.new("RGB", (side, side * 3 // 4), "white")
    ImageDraw.Draw(picture).rectangle((side // 4, side // 4, side // 2, side // 2), fill="#8a2f2f")
    picture.save(path)


@pytest.fixture
def shots(place: Path) -> Path:
    """Three pictures: one fine but for the future, one that fails, one that warns."""
    folder = place / "shots"
    folder.mkdir()
    draw(folder / "B0TEST0001.MAIN.png", 320)
    draw(folder / "B0TEST0001.PT01.png", 60)
    draw(folder / "B0TEST0001.PT02.png", 150)
    return folder


@pytest.fixture
def run() -> Run:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, prog_name="imgrules")

    return call
