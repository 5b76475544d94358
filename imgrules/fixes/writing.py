"""Files written whole or not at all, and what is said when they cannot be."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from imgrules.errors import ImgrulesError
from imgrules.fixes.likeness import Likeness

_LONGEST_NAME = 255
"""Bytes of a name that every file system in use takes."""
_HINTS = {
    errno.ENOSPC: "free some space and run again; what is finished is kept",
    errno.EDQUOT: "your quota is used up: free some space and run again; what is finished is kept",
    errno.EACCES: "give yourself write access to the folder, or choose another",
    errno.EPERM: "give yourself write access to the folder, or choose another",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.ENAMETOOLONG: "the name is longer than the file system allows; rename the picture",
    errno.ENOTDIR: "a file stands where a folder is needed; move it or choose another folder",
}


@contextmanager
def told(path: Path, what: str = "cannot be written") -> Iterator[None]:
    """Turn an operating system's error into one that says what to do."""
    try:
        yield
    except OSError as problem:
        why = problem.strerror or str(problem)
        hint = _HINTS.get(problem.errno or 0)
        raise ImgrulesError(f"{path}: {what}: {why}", hint=hint) from problem


def part_name(name: str, tag: str) -> str:
    """Return the name of the draft of a file: hidden, of this writer, never too long."""
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    ending = f".{digest}.{tag}.part"
    room = _LONGEST_NAME - 1 - len(os.fsencode(ending))
    return f".{os.fsdecode(os.fsencode(name)[:room])}{ending}"


def write_whole(target: Path, data: bytes, *, tag: str, like: Likeness | None = None) -> None:
    """Write through a draft in the same folder; durable on return.

    The target is the old file or the new one, never a part. Raises ImgrulesError.
    """
    draft = target.with_name(part_name(target.name, tag))
    with told(target):
        try:
            _fill(draft, data)
            if like is not None:
                like.give_to(draft)
            draft.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):  # what went wrong first is what is told
                draft.unlink()
            raise
        sync_folder(target.parent)


def _fill(draft: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    descriptor = os.open(draft, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable. Windows does so by itself and opens no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def missing_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folders that are not there yet, outermost first."""
    missing = []
    while not os.path.lexists(folder):
        missing.append(folder)
        folder = folder.parent
    return tuple(reversed(missing))


def make_folders(folder: Path) -> None:
    """Make a folder and those above it; durable on return. Raises ImgrulesError."""
    missing = missing_folders(folder)
    with told(folder, "cannot be made"):
        folder.mkdir(parents=True, exist_ok=True)
        for made in missing:
            sync_folder(made.parent)


def remove_file(path: Path) -> None:
    """Remove a file if it is there; durable on return. Raises ImgrulesError."""
    with told(path, "cannot be removed"):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def hash_of(path: Path) -> str | None:
    """Return the SHA-256 of a plain file; None where there is nothing. Links are not followed.

    Raises ImgrulesError for what is no plain file and for what cannot be read.
    """
    if not os.path.lexists(path):
        return None
    if path.is_symlink() or not path.is_file():
        raise ImgrulesError(f"{path}: is a link or no file; it is left alone")
    with told(path, "cannot be read"), path.open("rb") as file:
        made = sha256()
        while part := file.read(1 << 20):
            made.update(part)
    return made.hexdigest()


def absolute(path: Path) -> Path:
    """Return the path from the root, without ``..``; links are not followed."""
    return Path(os.path.abspath(path))  # noqa: PTH100  (Path.absolute keeps the dots)
