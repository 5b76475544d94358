"""What the worker does that was forked first of all: import, then judge what comes."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from imgrules.engine.lone import receive, send

if TYPE_CHECKING:
    from imgrules.engine.job import Picture

STARTED = "started"
"""Sent as judging a picture begins: from then on its time runs, and what ends the worker is its
doing."""
_DIES_WITH_PARENT = 1
"""``PR_SET_PDEATHSIG`` of Linux."""


def work(parent: int, asked: int, answered: int) -> None:
    """Judge pictures until there are no more; first comes what they are judged by."""
    _die_with(parent)
    _read_nothing()
    gc.disable()  # while modules are made there is nothing to collect
    import imgrules.engine.preload
    import imgrules.ext  # noqa: F401  (every check needs it)
    from imgrules.engine import worker

    try:
        worker.start(*receive(asked))
        gc.freeze()
        gc.enable()
        while True:
            picture = receive(asked)
            send(answered, STARTED)
            _answer(answered, picture)
    except (EOFError, BrokenPipeError):  # nobody asks any more
        sys.stderr.flush()


def _answer(answered: int, picture: Picture) -> None:
    from imgrules.engine import worker

    try:
        answer: object = worker.check(picture)
    except Exception as problem:  # raised again where the run is led
        import traceback

        problem.add_note(traceback.format_exc())
        answer = problem
    send(answered, answer)


def _die_with(parent: int) -> None:
    """Have the system end this process with the command, also in the middle of a picture."""
    import ctypes
    import signal

    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _read_nothing() -> None:
    """Leave standard input to the command."""
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
