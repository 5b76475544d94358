"""How long ``check -r amazon`` takes beside bare decoding and the naive script, in one run.

``python -m tests.benchmarks.check_speed`` prints medians and ratios; the rounds are interleaved,
for absolute times drift with whatever else the machine does. ``--planes`` prints what each check
takes.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

from imgrules import plugins
from imgrules.cli.books import load_books
from imgrules.engine.job import Job
from imgrules.engine.measure import key_for, measure_image
from imgrules.engine.prepare import prepare
from imgrules.engine.run import run
from imgrules.ext import Need
from imgrules.images.image import Image
from tests.benchmarks import naive
from tests.benchmarks.decode import decode
from tests.benchmarks.performance.pictures import draw_mains

DAY = date(2026, 11, 21)
PLANES = ("file", "header", "pixels", "work", "subject")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--planes", action="store_true", help="what each plane and check takes")
    parser.add_argument("--folder", type=Path, help="pictures of your own")
    asked = parser.parse_args()
    import cv2

    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as room:
        folder = asked.folder or draw_mains(Path(room) / "mains")
        paths = sorted(folder.iterdir())
        job = _job(paths)
        _compare(paths, job, asked.rounds)
        if asked.planes:
            _planes(paths, job, asked.rounds)


def _job(paths: list[Path]) -> Job:
    books = load_books(("amazon",), DAY)
    return prepare([str(path) for path in paths], books, as_of=DAY, ignore=("overlay.*",)).job


def _compare(paths: list[Path], job: Job, rounds: int) -> None:
    ways: dict[str, Callable[[], object]] = {
        "bare decode": lambda: decode(paths),
        "check -r amazon, no text model": lambda: run(job),
        "naive script": lambda: [naive.check(path) for path in paths],
    }
    for way in ways.values():
        way()
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, way in ways.items():
            times[name].append(_timed(way) / len(paths))
    for name, taken in times.items():
        pairs = zip(taken, times["bare decode"], strict=True)
        ratio = statistics.median(one / bare for one, bare in pairs)
        print(f"{name:32} {1000 * statistics.median(taken):7.1f} ms  {ratio:5.2f} × decode")


def _planes(paths: list[Path], job: Job, rounds: int) -> None:
    keys = {key for book in job.rulebooks for rule in book.rules
            if rule.scope == "image" and (key := key_for(rule)) is not None
            and plugins.load_check(key.check).needs is not Need.TEXT}  # fmt: skip
    taken: dict[str, float] = defaultdict(float)
    for _ in range(rounds):
        for image in map(Image, paths):
            for plane in PLANES:
                taken[plane] += _timed(lambda image=image, plane=plane: getattr(image, plane))
            for key in sorted(keys):
                taken[key.check] += _timed(lambda image=image, key=key: measure_image(image, [key]))
    for name, seconds in sorted(taken.items(), key=lambda item: -item[1]):
        print(f"  {name:30} {1000 * seconds / rounds / len(paths):7.2f} ms")


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
