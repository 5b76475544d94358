"""Spreading pictures over processes; a picture that kills its process costs only itself.

Paths travel to the workers, never pixels: sending a 12 MB array costs more than decoding it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from imgrules.engine import lone
from imgrules.engine.job import Job
from imgrules.engine.limits import Limits
from imgrules.engine.picture import Answer
from imgrules.engine.stopping import Known, Meanwhile, Stop

_FEW = 8
"""As many pictures the worker judges at most that was forked first of all; more go to the pool,
which replaces its workers."""


def spread(
    job: Job,
    workers: int,
    limits: Limits | None = None,
    known: Known | None = None,
    *,
    stop: Stop = lambda: False,
    meanwhile: Meanwhile = lambda: None,
) -> Iterator[Answer]:
    """Yield the answers in the order of ``job.pictures``, as soon as those before are there.

    Raises StoppedError once ``stop`` says so. ``meanwhile`` may be called while others work.

    A picture that crashes its worker, takes too long or too much memory is ``unchecked`` and a
    problem; the others are judged.
    """
    limits = limits or Limits()
    answered = 0
    if workers == 1 and len(job.pictures) <= _FEW and (worker := lone.take()) is not None:
        from imgrules.engine.alone import judged_alone

        for answer in judged_alone(
            worker, job, limits=limits, known=known, stop=stop, meanwhile=meanwhile
        ):
            answered += 1
            yield answer
    if answered < len(job.pictures):
        from imgrules.engine.pool import pooled

        lone.dismiss()
        if answered:
            job = replace(job, pictures=job.pictures[answered:])
        yield from pooled(job, workers, limits=limits, known=known, stop=stop, meanwhile=meanwhile)
