"""Formats that are written part by part say what they say in one piece."""

from __future__ import annotations

import pytest

from imgrules.cli.formats import load_reporter
from imgrules.model import Result
from imgrules.reporters import REPORTERS, InParts, View


@pytest.mark.parametrize("name", ["csv", "json", "jsonl", "junit"])
def test_parts_are_the_whole(name: str, result: Result) -> None:
    made = load_reporter(name)
    assert isinstance(made, InParts)
    assert "".join(made.parts(result, View())) == load_reporter(name).end(result, View())


def test_formats_for_people_are_written_at_once() -> None:
    others = set(REPORTERS) - {"csv", "json", "jsonl", "junit"}
    assert not any(isinstance(load_reporter(name), InParts) for name in others)
