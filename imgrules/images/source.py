"""Reading a file once: its bytes, hash and what its first bytes say it is."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from imgrules.errors import UnreadableError
from imgrules.images.magic import sniff

MAX_FILE_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file before its content is interpreted."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    format: str | None
    """By magic bytes: ``jpeg``, ``png``, …; None when no known picture format."""


def read_file(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> tuple[FileFacts, bytes]:
    """Read the file whole.

    Raises UnreadableError: ``no-access`` (missing, no permission, not a regular file), ``empty``,
    ``too-large`` (over ``max_bytes``).
    """
    try:
        data = _read_regular(path, max_bytes)
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise UnreadableError("no-access", f"cannot be read: {why}") from problem
    if not data:
        raise UnreadableError("empty", "the file is empty")
    digest = hashlib.sha256(data).hexdigest()
    return FileFacts(path.name, len(data), digest, sniff(data)), data


def _read_regular(path: Path, max_bytes: int) -> bytes:
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > max_bytes:
            raise UnreadableError("too-large", f"{size} bytes is over the limit of {max_bytes}")
        data = file.read(size + 1)
    if len(data) > size:
        raise OSError(errno.EBUSY, "somebody is still writing it")
    return data


_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: Path) -> BufferedReader:
    """Open a file to read it; never wait, as a FIFO does for a writer that never comes.

    Raises OSError, also where it is no regular file, or stops being one between look and opening.
    """
    _refuse_special(path.stat())
    file = os.open(path, os.O_RDONLY | _AT_ONCE)
    try:
        _refuse_special(os.fstat(file))
        return open(file, "rb")  # noqa: PTH123  (a descriptor)
    except BaseException:
        os.close(file)
        raise


def _refuse_special(facts: os.stat_result) -> None:
    if not stat.S_ISREG(facts.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
