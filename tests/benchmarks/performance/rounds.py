"""Rounds in which every way has its turn, so that what slows the machine slows them alike."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.performance.served import WALL, served

Times = Mapping[str, Sequence[float]]
"""Name of a way → seconds, round by round."""


def interleaved(ways: Mapping[str, Callable[[], float]], rounds: int) -> Times:
    """Let every way work once a round; another one begins each time."""
    names, times = list(ways), defaultdict(list)
    for number in range(rounds):
        start = number % len(names)
        for name in (*names[start:], *names[:start]):
            times[name].append(ways[name]())
    return {name: times[name] for name in names}


def over(
    folder: Path, ways: Mapping[str, tuple[str, int]], rounds: int, clock: str = WALL
) -> Times:
    """Measure ways over the files of one folder; title → way and workers."""
    with ExitStack() as stack:
        ready = {
            title: stack.enter_context(served(way, folder, workers, clock))
            for title, (way, workers) in ways.items()
        }
        return interleaved({title: each.once for title, each in ready.items()}, rounds)


def ratio(times: Times, slow: str, fast: str) -> float:
    """Return how many times longer one took, the median of the rounds' ratios."""
    pairs = zip(times[slow], times[fast], strict=True)
    return statistics.median(one / other for one, other in pairs)


def median(times: Times, name: str, count: int = 1) -> float:
    """Return the median of the seconds for one of ``count`` pictures."""
    return statistics.median(times[name]) / count
