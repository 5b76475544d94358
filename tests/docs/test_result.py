"""The page on the stored result: what it names is there, and its code runs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import imgrules
from imgrules.document import dump_result, result_data
from imgrules.testing import Recipe, draw

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "result.md").read_text("utf-8")


@pytest.fixture(autouse=True)
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shots").mkdir()
    recipe = Recipe.model_validate({"canvas": [400, 400]})
    Path("shots/a.jpg").write_bytes(draw(recipe, "a").data)
    result = imgrules.check(["shots"], rulebooks=["amazon"])
    Path("result.json").write_text(dump_result(result_data(result)), encoding="utf-8")


def test_the_table_names_every_key() -> None:
    table = PAGE.partition("## The document")[2].partition("A finding names")[0]
    cells = "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))
    assert set(re.findall(r"`(\w+)`", cells)) == json.loads(Path("result.json").read_text()).keys()


def test_the_code_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"<!-- run -->\n```python\n(.*?)```", PAGE, re.S)
    exec(compile(block, "block", "exec"), {})  # noqa: S102
    assert "shots/a.jpg | Longest side" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_command_line_of_jq_runs() -> None:
    command = PAGE.partition("```text\n")[2].partition("```")[0]
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert '"title": "Longest side' in done.stdout
