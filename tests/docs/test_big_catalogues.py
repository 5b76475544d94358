"""The page on big catalogues: its commands run, and its names are the product's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from imgrules.cli import app
from imgrules.engine.interrupted import INTERRUPTED, interruption

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "big-catalogues.md").read_text("utf-8")


def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shots").mkdir()
    Image.new("RGB", (300, 300), "white").save("shots/B0TEST0001.MAIN.jpg")
    lines = re.findall(r"^imgrules .*$", PAGE, re.MULTILINE)
    assert len(lines) == 3
    for line in lines:
        made = CliRunner().invoke(app, shlex.split(line)[1:], prog_name="imgrules")
        assert made.exit_code in (0, 1), made.output


def test_an_interrupted_run_is_called_what_the_page_calls_it() -> None:
    assert f"`{INTERRUPTED}`" in PAGE
    assert interruption(412, 1000).message.partition(";")[0] in PAGE
