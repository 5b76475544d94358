"""One way in a process of its own, which works when it is told to.

So imports and models are loaded before the clock runs, no way finds memory that another has
touched, and one without workers stays on one core.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.performance.ways import Work, prepare_way

WALL, PROCESSOR = "wall", "processor"
CLOCKS = {WALL: time.perf_counter, PROCESSOR: time.process_time}

_ALONE = {
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "TQDM_DISABLE": "1",
}  # fmt: skip
"""No threads but those asked for, and no bars."""
_ALIKE = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""What workers of imgrules ask of glibc, asked for every way: it makes the others faster too."""


class Served:
    """A way that has done its work once and waits."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self._running = running
        self.pid = running.pid
        self._answer()

    def once(self) -> float:
        """Do the work and return how many seconds it took."""
        if self._running.stdin is None:
            raise SystemExit("no input")
        self._running.stdin.write("\n")
        self._running.stdin.flush()
        return self._answer()

    def _answer(self) -> float:
        line = self._running.stdout.readline() if self._running.stdout else ""
        if not line:
            raise SystemExit(f"{' '.join(map(str, self._running.args))} ended")  # type: ignore[arg-type]
        return float(line)


def command(way: str, folder: Path, workers: int = 0, clock: str = WALL) -> list[str]:
    """Return what starts it; ``workers`` 0 is the process itself, on one core."""
    module = "tests.benchmarks.performance.served"
    return [sys.executable, "-m", module, way, str(folder), str(workers), clock]


def surroundings() -> dict[str, str]:
    """Return the environment every measured process gets."""
    return {**os.environ, **_ALONE}


@contextmanager
def served(way: str, folder: Path, workers: int = 0, clock: str = WALL) -> Iterator[Served]:
    """Start it, and end it afterwards."""
    running = subprocess.Popen(
        command(way, folder, workers, clock),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**surroundings(), **_ALIKE},
    )
    try:
        yield Served(running)
    finally:
        running.communicate()


def main(arguments: Sequence[str]) -> None:
    """Work once, and once more for each line that comes."""
    way, folder, workers = arguments[0], Path(arguments[1]), int(arguments[2])
    clock = CLOCKS[arguments[3]]
    if not workers and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    work = prepare_way(way, sorted(folder.iterdir()), workers)
    _time(work, clock)
    for _ in sys.stdin:
        _time(work, clock)


def _time(work: Work, clock: Callable[[], float]) -> None:
    started = clock()
    work()
    print(clock() - started, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
