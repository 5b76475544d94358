"""Every value of a run in pyperf's own file, with what pyperf knows of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyperf

from tests.benchmarks.performance.findings import Table, Target


def keep(found: Sequence[Table | Target], file: Path) -> None:
    """Write the seconds of every round of every way; replaces a file that is there."""
    suite = pyperf.BenchmarkSuite([
        _benchmark(f"{each.title}: {name}", seconds)
        for each in found if isinstance(each, Table)
        for name, seconds in each.values.items()
    ])  # fmt: skip
    suite.dump(str(file), replace=True)


def _benchmark(name: str, seconds: Sequence[float]) -> pyperf.Benchmark:
    return pyperf.Benchmark([pyperf.Run(list(seconds), metadata={"name": name})])
