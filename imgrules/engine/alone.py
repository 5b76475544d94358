"""Having the worker judge that was forked first of all, one picture after another."""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from imgrules.engine.job import Job, Picture
from imgrules.engine.limits import Limits
from imgrules.engine.lone import Worker, receive, send
from imgrules.engine.lost import ending, lost, took_too_long
from imgrules.engine.picture import Answer
from imgrules.engine.stopping import LISTENS_EVERY, Known, Meanwhile, Stop, StoppedError


class GoneError(Exception):
    """The worker ended before it began with the picture, which is not to blame."""


def judged_alone(
    worker: Worker,
    job: Job,
    *,
    limits: Limits,
    known: Known | None,
    stop: Stop,
    meanwhile: Meanwhile,
) -> Iterator[Answer]:
    """Yield answers in the order of ``job.pictures``; fewer where the worker ends before.

    A picture that crashes it, takes too long or too much memory is ``unchecked`` and a problem;
    those after it get no answer here. Raises StoppedError once ``stop`` says so.
    """
    asking = _Asking(worker, job, limits, stop)
    try:
        for picture in job.pictures:
            if stop():
                raise StoppedError
            answer = known(picture) if known is not None else None
            yield answer or asking.judge(picture, meanwhile)
            if asking.over:
                return
    except GoneError:
        return
    finally:
        worker.end()


class _Asking:
    """One run's dealings with the worker."""

    def __init__(self, worker: Worker, job: Job, limits: Limits, stop: Stop) -> None:
        self._worker = worker
        rest = replace(job, pictures=(), problems=())  # a picture travels by itself
        self._brief: tuple[Job, Limits] | None = (rest, limits)
        self._limits = limits
        self._stop = stop
        self.over = False

    def judge(self, picture: Picture, meanwhile: Meanwhile) -> Answer:
        begins = self._brief is not None
        self._send(picture)
        if begins:
            meanwhile()
        try:
            self._receive(None)
        except EOFError as problem:
            raise GoneError from problem
        try:
            answer = self._receive(time.monotonic() + self._limits.seconds)
        except EOFError:
            self.over = True
            return lost(picture, ending(self._worker.wait()))
        except TimeoutError:
            self.over = True
            return lost(picture, took_too_long(self._limits))
        if isinstance(answer, BaseException):
            raise answer
        made: Answer = answer
        return made

    def _send(self, picture: Picture) -> None:
        try:
            if self._brief is not None:
                send(self._worker.asks, self._brief)
                self._brief = None
            send(self._worker.asks, picture)
        except BrokenPipeError as problem:
            raise GoneError from problem

    def _receive(self, until: float | None) -> Any:  # noqa: ANN401  (whatever was sent)
        while not select.select([self._worker.answers], [], [], LISTENS_EVERY)[0]:
            if self._stop():
                raise StoppedError
            if until is not None and time.monotonic() > until:
                raise TimeoutError
        return receive(self._worker.answers)
