"""Ending on request (SIGTERM, SIGHUP) as tidily as by the keyboard."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], object]

_asked_to_end: list[int] = []
"""The signal that asked, once one has."""


class TerminatedError(BaseException):
    """Somebody asked the process to end; what it wrote half and its workers end with it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


def obey_signals() -> None:
    """Let a request to end unwind the run: by default it would leave workers and drafts behind."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # a second request ends at once
    _asked_to_end.append(number)
    raise TerminatedError(number)


class Stopping:
    """Whether somebody asked the process to end, and by which signal."""

    def __init__(self) -> None:
        self.number: int | None = None

    def __call__(self) -> bool:
        return self.number is not None

    @property
    def status(self) -> int:
        """The exit status by custom: 128 and the signal's number."""
        return 128 + (self.number or signal.SIGINT)

    @property
    def word(self) -> str:
        return "interrupted" if self.number == signal.SIGINT else "terminated"


@contextmanager
def stoppable() -> Iterator[Stopping]:
    """Let the first request to end only be noted while the block runs; a second ends it at once.

    Signals that are ignored, as nohup asks for, stay ignored.
    """
    stopping = Stopping()
    if threading.current_thread() is not threading.main_thread():
        yield stopping  # no signal reaches other threads
        return
    before = {number: signal.getsignal(number) for number in _requests()}
    usual = {number: handler for number, handler in before.items() if callable(handler)}

    def note(number: int, _: FrameType | None) -> None:
        stopping.number = number
        _give_back(usual)

    try:
        for number in usual:
            signal.signal(number, note)
        yield stopping
    finally:
        _give_back(usual)


def _requests() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def _give_back(handlers: Mapping[signal.Signals, Handler]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)


def unwound(run: Callable[[], object]) -> object:
    """Run, and let a request to end win over whatever else broke because of it."""
    try:
        return run()
    except BaseException as problem:
        # A library that was cleaning up may have put an error of its own in place of ours.
        if _asked_to_end and not isinstance(problem, TerminatedError):
            raise TerminatedError(_asked_to_end[0]) from problem
        raise
