"""The ways to look at a folder of pictures that are held against each other."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks import naive
from tests.benchmarks.decode import decode

Work = Callable[[], object]


def prepare_way(name: str, paths: Sequence[Path], workers: int) -> Work:
    """Return the work, once everything it imports and loads beforehand is there.

    ``workers`` 0: in this process; else in as many processes of their own.
    """
    if name == "decode":
        return _each(_decode_one, paths, workers)
    if name == "naive":
        return _each(naive.check, paths, workers)
    if name == "cleanvision":
        return _cleanvision(paths, max(1, workers))
    return _check(name, paths, workers)


def _decode_one(path: Path) -> None:
    decode([path])


def _each(one: Callable[[Path], object], paths: Sequence[Path], workers: int) -> Work:
    if not workers:
        return lambda: [one(path) for path in paths]
    pool = multiprocessing.get_context("spawn").Pool(workers)
    return lambda: pool.map(one, paths, chunksize=1)


def _cleanvision(paths: Sequence[Path], workers: int) -> Work:
    from cleanvision import Imagelab

    names = [str(path) for path in paths]

    def work() -> None:
        lab = Imagelab(filepaths=names, verbose=False)
        lab.find_issues(n_jobs=workers, verbose=False)

    return work


def _check(kind: str, paths: Sequence[Path], workers: int) -> Work:
    import cv2

    from imgrules.cli.books import load_books
    from imgrules.engine.limits import Limits
    from imgrules.engine.prepare import prepare
    from imgrules.engine.run import run
    from tests.benchmarks.performance.rulesets import DAY, RULEBOOK, narrowing

    cv2.setNumThreads(1)
    names = [str(path) for path in paths]
    job = prepare(names, load_books((RULEBOOK,), DAY), as_of=DAY, **narrowing(kind)).job
    return lambda: run(job, workers=max(1, workers), limits=Limits() if workers else None)
