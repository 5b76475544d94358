"""The Python reference runs as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imgrules.testing import Recipe, draw

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = re.findall(
    r"<!-- run -->\n```python\n(.*?)```",
    (DOCS / "reference" / "python.md").read_text("utf-8"),
    re.S,
)


@pytest.mark.parametrize("number", range(3))
def test_block(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shots").mkdir()
    recipe = Recipe.model_validate({"canvas": [400, 400]})
    (tmp_path / "shots" / "a.jpg").write_bytes(draw(recipe, "a").data)
    monkeypatch.chdir(tmp_path)
    exec(compile(BLOCKS[number], f"block {number}", "exec"), {})  # noqa: S102
    said = capsys.readouterr().out
    wanted = ["fail shots/a.jpg", "amazon", "google@2027-01-31"][number]
    assert wanted in said
