"""The page on performance says what was measured, and what falls short of what is demanded."""

from __future__ import annotations

import re
from pathlib import Path

from tests.benchmarks.performance.findings import Table, Target, at_least, at_most
from tests.benchmarks.performance.page import page
from tests.benchmarks.performance.rounds import interleaved, median, ratio

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "performance.md"


def test_a_demand_that_is_not_met_is_named_above_the_tables() -> None:
    found = [
        Table("Speed", "Two ways.", ("way", "ms"), [("fast", "1.0"), ("slow", "12.5")]),
        at_most("fast beside slow", 2, 1.96, " ×"),
        at_least("slow", 2000, 1234.5, " a second", 0),
        Target("order", "the same", "the same", met=True),
    ]
    lines = page("Measured on a desk.", found).splitlines()
    short = "Short: slow: 1,234 a second, wanted ≥ 2,000 a second."
    assert f"2 of 3 demands are met. {short}" in lines
    assert "| fast beside slow | ≤ 2 × | 1.96 × | met |" in lines
    assert "| slow | ≥ 2,000 a second | 1,234 a second | **short** |" in lines
    at = lines.index("| way | ms |")
    assert lines[at : at + 4] == ["| way | ms |", "|---|---:|", "| fast | 1.0 |", "| slow | 12.5 |"]


def test_every_way_has_its_turn_in_every_round_and_none_is_always_first() -> None:
    turns: list[str] = []

    def way(name: str, seconds: float) -> float:
        turns.append(name)
        return seconds * len(turns)

    times = interleaved({"a": lambda: way("a", 1), "b": lambda: way("b", 2)}, rounds=3)
    assert turns == ["a", "b", "b", "a", "a", "b"]
    assert times == {"a": [1, 4, 5], "b": [4, 6, 12]}
    assert median(times, "b", count=2) == 3
    assert ratio(times, "b", "a") == 2.4


def test_the_page_is_what_the_benchmark_wrote() -> None:
    said = PAGE.read_text(encoding="utf-8")
    assert "Written by `python -m tests.benchmarks.performance --write`" in said
    assert " demands are met." in said
    assert said.count("| **short** |") == said.count(", wanted ")
    named = re.findall(r"`(tests/[a-z_/.]+)`", said)
    assert len(named) >= 4
    assert [name for name in named if not (ROOT / name).exists()] == []
