"""What the page on reports tells a reader to do does what it says."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from imgrules.cli import app
from imgrules.reporters import MANY_PICTURES, REPORTERS
from imgrules.reporters.csv_ import COLUMNS
from imgrules.reporters.github import MOST as ANNOTATIONS
from imgrules.reporters.sarif import MOST as RESULTS

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "reports.md").read_text("utf-8")
_EXAMPLE = "F-5a00a2dfabca"


def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    _draw(tmp_path / "shots")
    lines = re.findall(r"^imgrules .*$", PAGE, re.MULTILINE)
    assert len(lines) == 9
    name = _EXAMPLE
    for line in lines:
        arguments = shlex.split(line.replace(_EXAMPLE, name))[1:]
        made = CliRunner().invoke(app, arguments, prog_name="imgrules")
        assert made.exit_code in (0, 1), made.output
        if "csv=" in line:
            with Path("findings.csv").open(encoding="utf-8-sig", newline="") as file:
                name = next(csv.DictReader(file))["finding"]


def _draw(folder: Path) -> None:
    folder.mkdir()
    picture = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(picture).rectangle((100, 100, 300, 300), fill="#8a2f2f")
    picture.save(folder / "B0TEST0001.MAIN.jpg")


def test_the_page_names_every_format_and_column() -> None:
    for name in REPORTERS:
        assert f"`{name}`" in PAGE
    assert f"Columns: {', '.join(COLUMNS[:9])}" in " ".join(PAGE.split()).replace(
        " (of rules that are yet to come)", ""
    )


def test_the_numbers_are_the_real_ones() -> None:
    assert f"more than {MANY_PICTURES} pictures" in PAGE
    assert f"shows {ANNOTATIONS} errors" in PAGE
    assert f"more than {RESULTS:,}" in PAGE
