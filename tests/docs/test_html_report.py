"""What the page on HTML reports tells a reader to do does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from imgrules.cli import app
from imgrules.reporters import MOST_PICTURES

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "html-report.md").read_text("utf-8")


def test_every_command_runs_and_writes_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _draw(tmp_path / "shots")
    lines = re.findall(r"^imgrules .*$", PAGE, re.MULTILINE)
    assert len(lines) == 4
    for line in lines:
        made = CliRunner().invoke(app, shlex.split(line)[1:], prog_name="imgrules")
        assert made.exit_code in (0, 1), made.output
        for name in re.findall(r"html=(\S+)", line):
            text = (tmp_path / name).read_text("utf-8")
            assert text.count("<img src=") == 2
            (tmp_path / name).unlink()


def _draw(folder: Path) -> None:
    folder.mkdir()
    for name in ("B0TEST0001.MAIN.jpg", "B0TEST0001.PT01.jpg"):
        picture = Image.new("RGB", (600, 600), "white")
        ImageDraw.Draw(picture).rectangle((60, 60, 540, 540), fill="#8a2f2f")
        picture.save(folder / name)


def test_the_number_of_pictures_is_the_real_one() -> None:
    assert f"at most {MOST_PICTURES} pictures" in PAGE
