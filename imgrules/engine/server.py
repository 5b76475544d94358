"""The process that workers are forked from. Nothing heavy is imported here: it must start early."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from functools import cache
from multiprocessing.context import BaseContext

_PRELOAD = ["imgrules.engine.preload", "PIL.Image", "imgrules.engine.pool"]
_LONGEST_FOLDER = 70
"""Bytes: macOS lets the name of a socket be 104 long, and multiprocessing adds 32 to the folder."""


@cache
def context() -> BaseContext:
    """Return how workers start: forked from a small server where the system can, else spawned.

    They are not forked from this process: onnxruntime's and OpenCV's threads do not survive that.
    The server listens on a socket in the temporary folder, whose name may be too long for one.
    """
    known = "forkserver" in multiprocessing.get_all_start_methods()
    if not known or len(os.fsencode(tempfile.gettempdir())) > _LONGEST_FOLDER:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    return context


def prestart() -> None:
    """Start the server that workers are forked from, so that it imports while others load."""
    if context().get_start_method() == "forkserver":
        import signal
        from multiprocessing import forkserver, resource_tracker

        resource_tracker.ensure_running()  # it unblocks SIGINT, and the server starts it
        # Ctrl-C reaches the whole terminal; it would strike the server while it still imports.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
