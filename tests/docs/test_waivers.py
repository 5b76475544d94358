"""What the page on waivers tells a reader to do does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgrules.cli import app
from imgrules.rulebook.waivers import load_waivers
from imgrules.testing.pictures import draw
from imgrules.testing.recipe import Recipe
from imgrules.testing.samples import SAMPLES

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "waivers.md").read_text("utf-8")
PICTURE = "B0BOTTLE08.MAIN.jpg"
ONE = "--select amazon/longest-side-min"
"""All of the rules would only take longer."""


def imgrules(command: str) -> Result:
    return CliRunner().invoke(app, shlex.split(command)[1:], prog_name="imgrules")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    recipe = Recipe.model_validate({"name": PICTURE, **SAMPLES[PICTURE]})
    (tmp_path / "shots").mkdir()
    (tmp_path / "shots" / PICTURE).write_bytes(draw(recipe).data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands() -> list[str]:
    blocks = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_the_commands_do_in_this_order_what_the_page_says(shop: Path) -> None:
    told = {}
    for command in commands():
        done = imgrules(f"{command} --no-progress {ONE}" if " check " in command else command)
        assert done.exit_code in (0, 1), f"{command}\n{done.output}"
        told.setdefault(command, done)
    check = told["imgrules check shots/ -r amazon"].stdout
    assert "· waived" in check and "photo-studio" in check
    assert "photo-studio" in told["imgrules waivers list"].stdout
    assert "nothing taken out" in told["imgrules waivers prune --unused-in result.json"].stdout
    made = told["imgrules baseline create result.json"].stdout
    assert "left with their waivers: 1 finding" in made
    assert imgrules(f"imgrules check shots -r amazon -q {ONE}").exit_code == 0
    assert imgrules(f"imgrules check shots -r amazon -q --no-waivers {ONE}").exit_code == 1


def test_the_file_on_the_page_is_one(tmp_path: Path) -> None:
    block = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    path = tmp_path / "imgrules-waivers.yaml"
    path.write_text(block[1], "utf-8")
    assert load_waivers(path).entries[0].days == 90
