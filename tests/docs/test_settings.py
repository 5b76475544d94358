"""What the page on settings shows is what the file does."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgrules.cli import app
from imgrules.config import load_config
from tests.docs.samples import draw_samples

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "settings.md").read_text("utf-8")
PICTURE = "B0BOTTLE08.MAIN.jpg"


def imgrules(command: str) -> Result:
    return CliRunner().invoke(app, shlex.split(command)[1:], prog_name="imgrules")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    draw_samples(tmp_path / "shots", PICTURE)
    return tmp_path


def test_init_writes_a_file_that_the_next_check_goes_by(shop: Path) -> None:
    assert "imgrules init -r amazon\n" in PAGE
    assert imgrules("imgrules init -r amazon").exit_code == 0
    done = imgrules("imgrules check shots --select longest-side-min --no-progress")
    assert done.exit_code in {0, 1}, done.stderr
    assert "settings from imgrules.yaml" in done.stdout


def test_the_example_does_what_the_page_says(shop: Path) -> None:
    shown = re.search(r"<!-- file: imgrules.yaml -->\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert shown
    Path("imgrules.yaml").write_text(shown[1], encoding="utf-8")
    assert (
        imgrules("imgrules rules new house-rules house-rules --edition 2026-01-01").exit_code == 0
    )
    (shop / "shots" / "jewellery").mkdir()
    (shop / "shots" / PICTURE).rename(shop / "shots" / "jewellery" / PICTURE)
    done = imgrules("imgrules check --select 'longest-side*' --no-progress")
    assert done.exit_code in {0, 1}, done.stderr
    result = json.loads((shop / "result.json").read_text("utf-8"))
    assert [used["rulebook"] for used in result["rulebooks"]] == ["amazon", "house-rules"]
    (notice,) = result["notices"]
    assert "amazon/longest-side-zoom counts as info instead of warning" in notice["message"]
    assert load_config(Path("imgrules.yaml")).check.region == "us"
