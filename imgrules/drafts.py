"""Drafts of files that appear when they are whole; what a killed process left is taken away."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

_END = ".tmp"
_YOUNG = 60
"""Seconds by which a draft must be older than ours: a younger one may not be claimed yet."""


def named(target: Path) -> Path:
    """Return what this process's draft of a file is called."""
    return target.with_name(f"{_beginning(target)}{os.getpid()}{_END}")


def claim(draft: IO[str]) -> None:
    """Let others see that somebody writes the draft: as long as it is open, however that ends."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # a disk without locks, where nobody takes drafts away either
            fcntl.flock(draft.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)


def tidy(target: Path, ours: Path) -> None:
    """Take away drafts of the file that nobody writes any more."""
    with suppress(OSError):  # tidying is no reason to fail
        now = ours.stat().st_mtime
        for left in _others(target, ours):
            if left.stat().st_mtime < now - _YOUNG and _is_abandoned(left):
                left.unlink()


def _others(target: Path, ours: Path) -> Iterator[Path]:
    beginning = _beginning(target)
    with os.scandir(target.parent) as entries:
        for entry in entries:
            number = entry.name.removeprefix(beginning).removesuffix(_END)
            is_draft = number.isdigit() and entry.name == f"{beginning}{number}{_END}"
            if is_draft and entry.name != ours.name:
                yield Path(entry.path)


def _beginning(target: Path) -> str:
    return f".{target.name[:200]}."


if sys.platform == "win32":

    def _is_abandoned(_: Path) -> bool:
        return True  # the system lets nobody take away a file that is open
else:

    def _is_abandoned(draft: Path) -> bool:
        import fcntl

        with draft.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
        return True
