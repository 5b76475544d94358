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


SAID = ("fail shots/a.jpg", "amazon", "ΔE2000 of the product: 0", "google@2027-01-31")
"""What each block prints, among other things."""


def test_each_block_is_run() -> None:
    assert len(BLOCKS) == len(SAID)


@pytest.mark.parametrize("number", range(len(SAID)))
def test_block(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shots").mkdir()
    # Amazon refuses it: the product is small in its frame. It has pixels enough to be cropped.
    recipe = Recipe.model_validate({"canvas": [1000, 1000], "subject": {"fill": 0.7}})
    (tmp_path / "shots" / "a.jpg").write_bytes(draw(recipe, "a").data)
    monkeypatch.chdir(tmp_path)
    exec(compile(BLOCKS[number], f"block {number}", "exec"), {})  # noqa: S102
    assert SAID[number] in capsys.readouterr().out
