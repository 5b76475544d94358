"""Spreading pictures over processes; a picture that kills its process costs only itself.

Paths travel to the workers, never pixels: sending a 12 MB array costs more than decoding it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import pebble

from imgrules.engine.job import Job, Picture
from imgrules.engine.picture import Answer, check_picture, unreadable_finding
from imgrules.errors import ImgrulesError
from imgrules.model import ImageResult, Outcome, Problem, Verdict

SECONDS_PER_PICTURE = 120.0
"""A picture that takes longer has hung its decoder; the slowest real ones take a tenth of it."""

_job: Job | None = None


def spread(
    job: Job, workers: int, *, seconds_per_picture: float = SECONDS_PER_PICTURE
) -> Iterator[Answer]:
    """Yield the answers in the order of ``job.pictures``."""
    # Spawned, not forked: onnxruntime's and OpenCV's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    pool = pebble.ProcessPool(
        max_workers=workers, initializer=_start, initargs=(job,), context=context
    )
    # Not ``with pool``: interrupted while the workers start, it would wait for every picture.
    try:
        futures = pool.map(_check, range(len(job.pictures)), timeout=seconds_per_picture)
        answers = futures.result()
        for picture in job.pictures:
            yield _next(answers, picture)
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def _start(job: Job) -> None:
    import cv2

    global _job  # noqa: PLW0603  (one job a worker process, set once at its start)
    _job = job
    cv2.setNumThreads(1)  # the processes are the parallelism


def _check(index: int) -> Answer:
    if _job is None:
        raise ImgrulesError("a worker was started without its job")
    return check_picture(_job.pictures[index], _job)


def _next(answers: Iterator[Answer], picture: Picture) -> Answer:
    try:
        return next(answers)
    except TimeoutError:
        return _lost(picture, "took too long and was stopped")
    except pebble.ProcessExpired as problem:
        return _lost(picture, f"crashed the worker process (exit {problem.exitcode})")


def _lost(picture: Picture, why: str) -> Answer:
    finding = unreadable_finding(Outcome.UNCHECKED, f"judging this picture {why}")
    roles = tuple(picture.roles[name] for name in sorted(picture.roles))
    image = ImageResult(
        path=picture.name,
        sha256=None,
        bytes=None,
        format=None,
        width=None,
        height=None,
        sku=picture.sku,
        sku_given=picture.sku_given,
        categories=picture.categories,
        region=picture.region,
        channel=picture.channel,
        roles=roles,
        verdict=Verdict.UNCHECKED,
        measurements=(),
        findings=(finding,),
        extra=dict(picture.extra),
    )
    problem = Problem(
        kind="worker-lost",
        message=f"judging {picture.name} {why}",
        hint="the other pictures were judged; this one was not",
        path=picture.name,
    )
    return image, (problem,)
