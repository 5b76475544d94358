"""Whole commands as a person calls them, start of Python included."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.benchmarks.performance.findings import Findings, Row, Table, at_most
from tests.benchmarks.performance.rounds import Times, interleaved, median
from tests.benchmarks.performance.rulesets import options
from tests.benchmarks.performance.scale import Scale
from tests.benchmarks.performance.served import surroundings

PYTHON = "python -c pass"
HELP, EXPLAIN = "imgrules --help", "imgrules explain amazon/background-white"
ONE = "imgrules check, one picture, all but text"
UNSEEN = "the same with a cache that has not seen it"
STARTS = {
    PYTHON: ("-c", "pass"),
    HELP: ("-m", "imgrules", "--help"),
    EXPLAIN: ("-m", "imgrules", "explain", "amazon/background-white"),
}
SETTLED = 2.5
"""Seconds; the cache trusts the times of files only that are older than two."""


def imgrules(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "imgrules", *arguments]


def check(folder: Path, kind: str, *more: str) -> list[str]:
    """Return the command that judges a folder by one kind of rules."""
    return imgrules("check", str(folder), *options(kind), "--no-progress", "--quiet", *more)


def timed(command: Sequence[str], surroundings: Mapping[str, str] | None = None) -> float:
    """Run a command to its end and return the seconds; exit 1 says that pictures fail."""
    started = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, env=surroundings or outside_ci(), check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command[:4])} ended with {done.returncode}: {done.stderr!r}")
    return seconds


def outside_ci() -> dict[str, str]:
    """Return the environment of somebody's own machine: in a CI the cache trusts no times."""
    return {name: value for name, value in surroundings().items() if name != "CI"}


def starts(folder: Path, scale: Scale) -> Findings:
    """Measure how long commands take that do little."""
    with tempfile.TemporaryDirectory() as room:
        ways = _starts(min(folder.iterdir()), Path(room))
        interleaved(ways, 1)  # the first call of each compiles modules and reads rulebooks
        times = interleaved(ways, scale.starts)
    rows: list[Row] = [(name, f"{1000 * median(times, name):,.0f}") for name in times]
    words = (
        "Milliseconds from start to end, modules compiled and rulebooks read before, as by any "
        f"earlier call; medians of {scale.starts} interleaved rounds."
    )
    yield Table("Start-up", words, ("command", "ms"), rows, times)
    for name, limit in ((HELP, 150), (EXPLAIN, 150), (ONE, 400)):
        yield at_most(f"`{name}`", limit, 1000 * median(times, name), " ms", 0)


def _starts(picture: Path, room: Path) -> dict[str, Callable[[], float]]:
    kept = room / "kept"
    surroundings = {
        **_compiling(outside_ci(), room / "compiled"), "IMGRULES_CACHE_DIR": str(kept),
    }  # fmt: skip
    commands = {name: [sys.executable, *words] for name, words in STARTS.items()}
    commands[ONE] = check(picture, "pixels", "--no-cache")
    ways = {
        name: lambda command=command: timed(command, surroundings)
        for name, command in commands.items()
    }

    def unseen() -> float:
        for file in kept.glob("*.sqlite*"):
            file.unlink()
        return timed(check(picture, "pixels"), surroundings)

    return {**ways, UNSEEN: unseen}


def _compiling(surroundings: dict[str, str], folder: Path) -> dict[str, str]:
    """Have Python keep compiled modules, as it does wherever something is installed."""
    kept = {
        name: value for name, value in surroundings.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder)}


def shop(folder: Path, room: Path, scale: Scale) -> Findings:
    """Measure a shop's pictures cold, and again from the cache."""
    time.sleep(SETTLED)
    count = len(list(folder.iterdir()))
    kept = room / "kept"
    timed(check(folder, "pixels", "--cache-dir", str(kept)))
    numbers = iter(range(1_000_000))

    def cold(kind: str, workers: int) -> Callable[[], float]:
        return lambda: timed(
            check(folder, kind, f"--jobs={workers}", f"--cache-dir={room / str(next(numbers))}")
        )

    ways = {
        "files and headers, 1 worker": cold("headers", 1),
        "all but text, 1 worker": cold("pixels", 1),
        "all but text, 2 workers": cold("pixels", 2),
        "all but text, from the cache": lambda: timed(
            check(folder, "pixels", "--cache-dir", str(kept))
        ),
    }
    times = interleaved(ways, scale.few_rounds)
    words = (
        f"`imgrules check` over {count} different main pictures, from start to end, nothing kept "
        f"before but in the last row; medians of {scale.few_rounds} interleaved rounds."
    )
    head = ("command", "seconds", "pictures a second")
    yield Table("Whole commands", words, head, _rows(times, count), times)


def _rows(times: Times, count: int) -> list[Row]:
    return [
        (name, f"{median(times, name):.2f}", f"{1 / median(times, name, count):,.1f}")
        for name in times
    ]
