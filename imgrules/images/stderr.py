"""Catching what a C library prints to standard error: libtiff reports damage in no other way."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2
_MAX_BYTES = 64 * 1024


@contextmanager
def catch_stderr(lines: list[str]) -> Iterator[None]:
    """Send the process's standard error to a file meanwhile, and put its lines into ``lines``.

    The caller holds a lock: there is one standard error. Where it is closed, nothing is caught.
    """
    try:
        kept = os.dup(_STDERR)
    except OSError:
        yield
        return
    try:
        with tempfile.TemporaryFile() as spill:
            os.dup2(spill.fileno(), _STDERR)
            try:
                yield
            finally:
                os.dup2(kept, _STDERR)
                spill.seek(0)
                lines += spill.read(_MAX_BYTES).decode("utf-8", "replace").splitlines()
    finally:
        os.close(kept)
