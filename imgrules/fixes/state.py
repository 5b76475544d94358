"""The state folder ``.imgrules``: where its parts are, and who may change it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imgrules.errors import ImgrulesError
from imgrules.fixes.locks import try_lock
from imgrules.fixes.writing import make_folders, told

RUNS = "runs"
ORIGINALS = "originals"
REJECTED = "rejected"
WORK = "work"
PLAN = "plan.json"
_LOCK = "applying.lock"


@contextmanager
def applying(state: Path) -> Iterator[None]:
    """Hold the state folder: one run, or one undo, at a time. Raises ImgrulesError.

    The lock goes with the process: one that was killed blocks nobody.
    """
    make_folders(state)
    lock = try_lock(state / _LOCK)
    if lock is None:
        raise ImgrulesError(
            f"{state}: another imgrules is changing pictures here{_holder(state / _LOCK)}",
            hint="wait for it to end, or name another folder with --state",
        )
    try:
        lock.note(f"{os.getpid()}\n")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    with told(path, "cannot be read"):
        number = path.read_text("ascii").strip()
    return f" (process {number})" if number else ""


def run_folders(state: Path) -> tuple[Path, ...]:
    """Return the folders of all runs, the oldest first."""
    folder = state / RUNS
    if not folder.is_dir():
        return ()
    with told(folder, "cannot be read"):
        return tuple(sorted(path for path in folder.iterdir() if path.is_dir()))


def undo_tag(run: str) -> str:
    """Return what names the drafts of an undo."""
    return f"{run}-undo"
