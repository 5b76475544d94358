"""The pool of worker processes: pebble's, so that a picture that kills one costs only itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing.context import BaseContext
from multiprocessing.synchronize import RLock

import pebble

from imgrules.engine.guard import NoWorkersError, refuse_without_file
from imgrules.engine.job import Job, Picture
from imgrules.engine.limits import Limits
from imgrules.engine.lost import ending, lost, took_too_long
from imgrules.engine.picture import Answer
from imgrules.engine.server import context
from imgrules.engine.stopping import LISTENS_EVERY, Known, Meanwhile, Stop, StoppedError
from imgrules.engine.worker import check, start

RECYCLED_AFTER = 1000
"""Pictures a worker judges before a fresh one takes its place: what libraries leak ends with it."""
AHEAD = 16
"""Pictures a worker may be ahead of the one whose answer is awaited; keeps memory flat."""

pebble.CONSTS.sleep_unit = 0.02
"""Seconds between two looks of the pool at its workers. It ends that much after the last answer,
and tells of a lost worker that much later."""


class _KeptLocks:
    """A way to start workers that keeps the locks it makes for as long as it is kept itself.

    The pool drops its locks, and their names with them, before it ends the workers. One that is
    still starting then would not find them, and fail with a traceback at the end of a good run.
    """

    def __init__(self, context: BaseContext) -> None:
        self._context = context
        self._locks: list[RLock] = []
        self.Pipe = context.Pipe
        self.Process = context.Process  # type: ignore[attr-defined]
        self.get_start_method = context.get_start_method

    def RLock(self) -> RLock:
        lock = self._context.RLock()
        self._locks.append(lock)
        return lock


def pooled(
    job: Job,
    workers: int,
    *,
    limits: Limits,
    known: Known | None,
    stop: Stop,
    meanwhile: Meanwhile,
) -> Iterator[Answer]:
    """Yield the answers in the order of ``job.pictures``, as soon as those before are there.

    Raises StoppedError once ``stop`` says so.

    No process is started before there is a picture that is not ``known``.
    A picture that crashes its worker, takes too long or too much memory is ``unchecked`` and a
    problem; the others are judged. Raises NoWorkersError where no worker lives at all.
    """
    refuse_without_file()
    rest = replace(job, pictures=(), problems=())  # a picture travels with its task
    pool = pebble.ProcessPool(
        max_workers=workers,
        max_tasks=RECYCLED_AFTER,
        initializer=start,
        initargs=(rest, limits),
        context=_KeptLocks(context()),
    )
    # Not ``with pool``: interrupted while the workers start, it would wait for every picture.
    try:
        ask = _asking(pool, limits, meanwhile)
        yield from _in_order(
            ask, job.pictures, workers * AHEAD, limits=limits, known=known, stop=stop
        )
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


_Ask = Callable[[Picture], "pebble.ProcessFuture[Answer]"]
_Waiting = tuple[Picture, "pebble.ProcessFuture[Answer] | Answer"]


def _in_order(
    ask: _Ask,
    pictures: Iterable[Picture],
    ahead: int,
    *,
    limits: Limits,
    known: Known | None,
    stop: Stop,
) -> Iterator[Answer]:
    waiting: deque[_Waiting] = deque()
    for picture in pictures:
        if stop():
            yield from (_answer(*each, limits, stop) for each in waiting)
            raise StoppedError
        answer = known(picture) if known is not None else None
        waiting.append((
            picture,
            answer or ask(picture),
        ))  # fmt: skip
        while waiting and (len(waiting) >= ahead or isinstance(waiting[0][1], tuple)):
            yield _answer(*waiting.popleft(), limits, stop)
    while waiting:
        yield _answer(*waiting.popleft(), limits, stop)


def _asking(pool: pebble.ProcessPool, limits: Limits, meanwhile: Meanwhile) -> _Ask:
    """Return what hands a picture to the pool; the first one starts the workers."""
    begun = False

    def ask(picture: Picture) -> pebble.ProcessFuture[Answer]:
        nonlocal begun
        try:
            future = pool.schedule(check, (picture,), timeout=limits.seconds)
        except RuntimeError as problem:  # the pool broke while other pictures were waited for
            raise _no_workers() from problem
        if not begun:
            begun = True
            meanwhile()
        return future

    return ask


def _answer(
    picture: Picture, future: pebble.ProcessFuture[Answer] | Answer, limits: Limits, stop: Stop
) -> Answer:
    if isinstance(future, tuple):
        return future
    while not wait([future], LISTENS_EVERY).done:
        if stop():
            raise StoppedError
    try:
        return future.result()
    except TimeoutError:
        return lost(picture, took_too_long(limits))
    except pebble.ProcessExpired as problem:
        return lost(picture, ending(problem.exitcode))
    except BrokenProcessPool as problem:
        raise _no_workers() from problem


def _no_workers() -> NoWorkersError:
    return NoWorkersError(
        "the worker processes end while they start",
        hint="see whether the system ends them: its memory, its limits of processes",
    )
