"""Locks on files: held until released, or until their process is gone, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from weakref import WeakSet

from imgrules.fixes.writing import told

_FAR = 1 << 30
"""Windows hides a locked byte from every reader: lock one that nobody reads."""


class Lock:
    """A lock that this process holds."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor
        _held.add(self)

    def note(self, text: str) -> None:
        """Write who holds it, for whoever finds it taken."""
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, text.encode("ascii", "backslashreplace"))

    def release(self, *, remove: bool = False) -> None:
        """Let go; harmless when done twice. ``remove`` takes the file away first."""
        if self._descriptor < 0:
            return
        if remove:
            with contextlib.suppress(OSError):  # left behind, it reads as a lock nobody holds
                self.path.unlink()
        self.forget()

    def forget(self) -> None:
        """Close the file without a word."""
        os.close(self._descriptor)
        self._descriptor = -1
        _held.discard(self)


def try_lock(path: Path) -> Lock | None:
    """Take the lock, or return None where another holder lives. The file is made if need be.

    Raises ImgrulesError.
    """
    with told(path, "cannot be locked"):
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            if not _take(descriptor):
                os.close(descriptor)
                return None
            if _is_at(descriptor, path):
                return Lock(path, descriptor)
            os.close(descriptor)  # a tidier removed the file between opening and locking


def is_held(path: Path) -> bool:
    """Whether a living holder has the lock; what a dead one left is taken away."""
    if not path.exists():
        return False
    lock = try_lock(path)
    if lock is None:
        return True
    lock.release(remove=True)
    return False


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_held: WeakSet[Lock] = WeakSet()


def _forget_all() -> None:
    for lock in tuple(_held):
        lock.forget()


if hasattr(os, "register_at_fork"):
    # A forked child shares the lock and would hold it on after its parent was killed.
    os.register_at_fork(after_in_child=_forget_all)
