"""What the page on changing rules tells a reader to do does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imgrules.cli import app
from imgrules.testing.samples import SAMPLES, write_samples

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "rule-changes.md").read_text("utf-8")
NAMES = ("B0BOTTLE08.MAIN.jpg", "B0WATCH001.MAIN.jpg")


def commands() -> list[str]:
    blocks = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("imgrules ")]


def imgrules(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="imgrules")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        few = {name: {**SAMPLES[name], "canvas": [420, 420]} for name in NAMES}
        patch.setattr("imgrules.testing.samples.SAMPLES", few)
        write_samples(folder / "shots")
    return folder


def test_the_commands_run_in_their_order(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    said = {}
    for command in commands():
        words = shlex.split(command)[1:]
        done = imgrules(*words, *(["-j", "1"] if words[0] == "check" else []))
        assert done.exit_code in (0, 1), f"{command}: {done.output}"
        said[command] = done.output
    (replayed,) = (text for command, text in said.items() if "--replay" in command)
    assert "pictures that pass under google@2026-04-14 fail" in " ".join(replayed.split())
    assert "cannot be told" not in replayed
