"""A catalogue of many small pictures, no two of them alike, and a cache that knows them.

Measuring 100,000 pictures to see what is done with what was measured would take an hour: a few are
measured, and the others' rows in the cache are copies with names of their own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from imgrules.engine.cache_store import CacheStore
from imgrules.engine.environment import environment
from tests.benchmarks.performance.commands import check, outside_ci

_MEASURED = 60
"""Pictures whose rows the others' are copied from: ten products."""
_ROLES = ("MAIN", "PT01", "PT02", "PT03", "PT04", "PT05")
_SIDE = 64
_TODAY = time.time_ns() // 86_400_000_000_000 + 719_163
"""The number of the day, as ``date.toordinal`` counts."""


def name_of(number: int) -> str:
    """Return a picture's name; six make a product."""
    return f"S{number // 6:09d}.{_ROLES[number % 6]}.jpg"


def draw_many(folder: Path, count: int) -> Path:
    """Write small pictures, no two of them alike."""
    folder.mkdir()
    colours = np.random.default_rng(1).integers(0, 255, (count, 3), np.uint8)
    pixels = np.full((_SIDE, _SIDE, 3), 255, np.uint8)
    for number in range(count):
        pixels[16:-16, 16:-16] = colours[number]
        Image.fromarray(pixels).save(folder / name_of(number), comment=str(number).encode())
    return folder


def link(folder: Path, part: Path, count: int) -> Path:
    """Make a folder of the first pictures, by hard links."""
    part.mkdir(parents=True)
    for number in range(count):
        os.link(folder / name_of(number), part / name_of(number))
    return part


def fill(cache: Path, folder: Path, count: int, kind: str) -> None:
    """Give every picture the measurements of one that was measured."""
    measured = min(count, _MEASURED)
    with tempfile.TemporaryDirectory() as room:
        few = link(folder, Path(room) / "few", measured)
        command = check(few, kind, "--cache-dir", str(cache))
        subprocess.run(command, check=False, capture_output=True, env=outside_ci())
    store = CacheStore(cache, today=_TODAY, max_bytes=1 << 40)
    names = [name_of(number) for number in range(measured)]
    rows = [store.picture(_key(folder / name)) for name in names]
    for number in range(measured, count):
        row, old = rows[number % measured], names[number % measured]
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
