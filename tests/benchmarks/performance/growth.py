"""How time, memory and the first result grow with the number of pictures."""

from __future__ import annotations

import hashlib
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.performance.catalogue import draw_many, fill, link
from tests.benchmarks.performance.commands import SETTLED, imgrules, outside_ci
from tests.benchmarks.performance.findings import Findings, Row, Table, Target, at_least, at_most
from tests.benchmarks.performance.memory import resident
from tests.benchmarks.performance.rulesets import options
from tests.benchmarks.performance.scale import Scale

KIND = "everything"
HEAD = ("pictures", "seconds", "pictures a second", "first result, s", "peak MB")
_EVERY = 0.05
"""Seconds between two looks at the memory."""
_GROWTH = 4.0
"""KB of memory a picture more may take: names and roles, never pixels or findings."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What one run cost, and what its lines said."""

    pictures: int
    seconds: float
    first: float
    """Seconds until the first picture's line was there."""
    megabytes: float
    """The highest resident memory of the process that leads, without its workers."""
    lines: str
    """A digest of the pictures' lines in their order."""

    @property
    def rate(self) -> float:
        return self.pictures / self.seconds

    def row(self) -> Row:
        return (
            f"{self.pictures:,}", f"{self.seconds:.1f}", f"{self.rate:,.0f}", f"{self.first:.2f}",
            f"{self.megabytes:,.0f}",
        )  # fmt: skip


def stream(room: Path, cache: Path, *more: str) -> Streamed:
    """Judge the folder ``shots`` of the room, reading JSON Lines as they come."""
    started = time.monotonic()
    running = subprocess.Popen(
        imgrules("check", "shots", *options(KIND), "--no-progress", "--format=jsonl",
                 f"--cache-dir={cache}", *more),
        stdout=subprocess.PIPE, cwd=room, env=outside_ci(),
    )  # fmt: skip
    reading = _Reading(running.stdout or ())
    reading.start()
    highest = 0.0
    while running.poll() is None:
        highest = max(highest, resident(running.pid))
        time.sleep(_EVERY)
    reading.join()
    if running.returncode not in (0, 1):
        raise SystemExit(f"imgrules check ended with {running.returncode}")
    seconds, first = reading.last - started, reading.first - started
    return Streamed(reading.count, seconds, first, highest, reading.digest())


class _Reading(threading.Thread):
    def __init__(self, lines: Iterable[bytes]) -> None:
        super().__init__()
        self._lines, self._hash = lines, hashlib.sha256()
        self.first = self.last = 0.0
        self.count = 0

    def run(self) -> None:
        for line in self._lines:
            if b'"kind": "image"' in line:
                self.first = self.first or time.monotonic()
                self.count += 1
                self._hash.update(line)
        self.last = time.monotonic()

    def digest(self) -> str:
        return self._hash.hexdigest()


def cold(room: Path, scale: Scale) -> Findings:
    """Measure pictures that nobody has seen, and the same again from the cache."""
    pictures = draw_many(room / "drawn", max(scale.cold))
    rows, same = [], []
    for count in scale.cold:
        place = room / str(count)
        link(pictures, place / "shots", count)
        time.sleep(SETTLED)
        runs = [stream(place, place / "kept", "--jobs=2"), stream(place, place / "kept")]
        alone = stream(place, place / "alone", "--jobs=1") if count == min(scale.cold) else runs[0]
        same.append(len({each.lines for each in (*runs, alone)}) == 1)
        rows.append(runs[0].row())
    words = (
        "Pictures of 64 × 64 px that nobody has seen, all rules, two workers, JSON Lines to a pipe."
    )
    yield Table("Growth, nothing cached", words, HEAD, rows)
    yield Target(
        "the same lines in the same order: one worker, two, from the cache",
        "byte for byte", "the same" if all(same) else "they differ", met=all(same),
    )  # fmt: skip


def warm(room: Path, scale: Scale) -> Findings:
    """Measure pictures that the cache knows."""
    pictures, cache = draw_many(room / "drawn", max(scale.warm)), room / "cache"
    fill(cache, pictures, max(scale.warm), KIND)
    runs = []
    for count in scale.warm:
        place = room / str(count)
        link(pictures, place / "shots", count)
        time.sleep(SETTLED)
        stream(place, cache)  # the first run reads each file: its links are new to the cache
        runs.append(stream(place, cache))
    words = (
        "The same kind of pictures, known to the cache, all rules. The peak is that of the process "
        "that leads; its workers stand idle."
    )
    yield Table("Growth, from the cache", words, HEAD, [run.row() for run in runs])
    yield from _demands(runs)


def _demands(runs: Sequence[Streamed]) -> Findings:
    few, most = runs[-2], runs[-1]
    yield at_least("from the cache", 2000, most.rate, " pictures a second", 0)
    yield at_most("the first result from the cache", 1, max(run.first for run in runs), " s")
    more = 1000 * (most.megabytes - few.megabytes) / (most.pictures - few.pictures)
    yield at_most(f"memory a picture more, up to {most.pictures:,}", _GROWTH, more, " KB", 1)
