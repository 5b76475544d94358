"""Reading a file once: its bytes, hash and what its first bytes say it is."""

from __future__ import annotations

import errno
import hashlib
import stat
from dataclasses import dataclass
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
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        # Opening a FIFO would wait for a writer that never comes.
        raise OSError(errno.EINVAL, "not a regular file")
    if facts.st_size > max_bytes:
        message = f"{facts.st_size} bytes is over the limit of {max_bytes}"
        raise UnreadableError("too-large", message)
    return path.read_bytes()
