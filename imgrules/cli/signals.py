"""Ending on request (SIGTERM, SIGHUP) as tidily as by the keyboard."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

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


def unwound(run: Callable[[], object]) -> object:
    """Run, and let a request to end win over whatever else broke because of it."""
    try:
        return run()
    except BaseException as problem:
        # A library that was cleaning up may have put an error of its own in place of ours.
        if _asked_to_end and not isinstance(problem, TerminatedError):
            raise TerminatedError(_asked_to_end[0]) from problem
        raise
