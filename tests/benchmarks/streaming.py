"""How memory, speed and the first result grow with the number of pictures.

Prints, for runs over 2,000, 20,000 and 100,000 small pictures that the cache knows: seconds,
pictures a second, the highest memory of the process, and when the first line of JSON Lines was
there. The measurements are made once on a few pictures and copied to the others' rows in a cache of
its own; the pictures are all different.

    python -m tests.benchmarks.streaming [--count N]… [--rules NAME]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from imgrules.engine.cache_store import CacheStore
from imgrules.engine.environment import environment

COUNTS = (2_000, 20_000, 100_000)
_MEASURED = 60
"""Pictures whose measurements the others' rows are copied from: ten products."""
_ROLES = ("MAIN", "PT01", "PT02", "PT03", "PT04", "PT05")
_SIDE = 64
_TODAY = time.time_ns() // 86_400_000_000_000 + 719_163
"""The number of the day, as ``date.toordinal`` counts."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost."""

    pictures: int
    seconds: float
    first_line: float
    """Seconds until the first picture's line was there."""
    megabytes: float
    """The highest memory of the process itself; its workers stand idle."""

    def __str__(self) -> str:
        return (
            f"{self.pictures:>9,} {self.seconds:>9.1f} {self.pictures / self.seconds:>10,.0f} "
            f"{self.first_line:>12.2f} {self.megabytes:>10,.0f}"
        )


def name_of(number: int) -> str:
    return f"S{number // 6:09d}.{_ROLES[number % 6]}.jpg"


def draw(folder: Path, count: int) -> None:
    """Write small pictures, no two of them alike."""
    folder.mkdir(parents=True, exist_ok=True)
    colours = np.random.default_rng(1).integers(0, 255, (count, 3), np.uint8)
    pixels = np.full((_SIDE, _SIDE, 3), 255, np.uint8)
    for number in range(count):
        pixels[16:-16, 16:-16] = colours[number]
        Image.fromarray(pixels).save(folder / name_of(number), comment=str(number).encode())


def fill(cache: Path, folder: Path, count: int, rules: str) -> None:
    """Give every picture the measurements of one that was measured."""
    with tempfile.TemporaryDirectory() as few:
        names = [name_of(number) for number in range(min(count, _MEASURED))]
        for name in names:
            os.link(folder / name, Path(few) / name)
        subprocess.run([*_check(few, rules, cache), "-q"], check=False, stdout=subprocess.DEVNULL)
    store = CacheStore(cache, today=_TODAY, max_bytes=1 << 40)
    rows = [store.picture(_key(folder / name)) for name in names]
    for number in range(_MEASURED, count):
        row, old = rows[number % _MEASURED], names[number % _MEASURED]
        if row is None:
            raise SystemExit(f"{old} was not kept by the cache")
        path = folder / name_of(number)
        store.keep(_key(path), {**row, "made": dict(_renamed(row["made"], old, path.name))})
    store.close()


def _renamed(made: dict[str, Any], old: str, new: str) -> Iterator[tuple[str, Any]]:
    for key, value in made.items():
        head, space, name = key.rpartition(" ")
        yield (f"{head}{space}{new}" if name == old else key), value


def _key(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}.{environment()}"


def _check(folder: str, rules: str, cache: Path) -> list[str]:
    return [sys.executable, "-m", "imgrules", "check", folder, "-r", rules, "--no-progress",
            "--cache-dir", str(cache)]  # fmt: skip


def measure(folder: Path, count: int, rules: str, cache: Path, formats: Sequence[str]) -> Run:
    """Run once over the first ``count`` pictures and return what it cost."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as room:
        part = Path(room) / "shots"
        part.mkdir()
        for number in range(count):
            os.link(folder / name_of(number), part / name_of(number))
        time.sleep(2.5)  # links are young; the cache trusts the times of settled files only
        asked = [word for each in formats for word in ("-f", f"{each}={room}/report.{each}")]
        command = [*_check(str(part), rules, cache), *asked, "-f", "jsonl"]
        return _timed(command, count)


def _timed(command: Sequence[str], count: int) -> Run:
    started = time.monotonic()
    running = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = running.stdout
    if out is None:
        raise SystemExit("no output")
    first = next((time.monotonic() - started for line in out if b'"image"' in line), 0.0)
    draining = threading.Thread(target=lambda: [None for _ in out])
    draining.start()
    _, _, used = os.wait4(running.pid, 0)
    draining.join()
    return Run(count, time.monotonic() - started, first, used.ru_maxrss / 1024)


def main() -> None:
    """Make pictures and cache, and print a line for each count."""
    asking = argparse.ArgumentParser()
    asking.add_argument("--count", type=int, action="append", default=[])
    asking.add_argument("--rules", default="amazon")
    asking.add_argument("-f", "--format", action="append", default=[], dest="formats")
    asking.add_argument("--room", type=Path, default=Path(tempfile.gettempdir()))
    asked = asking.parse_args()
    counts = sorted(asked.count or COUNTS)
    with tempfile.TemporaryDirectory(dir=asked.room) as room:
        folder, cache = Path(room) / "pictures", Path(room) / "cache"
        draw(folder, counts[-1])
        fill(cache, folder, counts[-1], asked.rules)
        print(
            f"{'pictures':>9} {'seconds':>9} {'a second':>10} {'first line s':>12} {'peak MB':>10}"
        )
        for count in counts:
            print(measure(folder, count, asked.rules, cache, asked.formats), flush=True)


if __name__ == "__main__":
    main()
