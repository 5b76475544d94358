"""The end of a write: what is still to do once the new file stands under its name."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from imgrules.fixes.blobs import Blobs
from imgrules.fixes.journal import Journal, Write
from imgrules.fixes.outputs import Outputs
from imgrules.fixes.writing import hash_of, remove_file


@dataclass(frozen=True, slots=True)
class Books:
    """Where a run keeps account: its journal, the originals it keeps, the table of outputs."""

    run: str
    journal: Journal
    originals: Blobs
    outputs: Outputs


def land(write: Write, books: Books) -> None:
    """Take away the picture the result replaces, and record the result. May be repeated."""
    for change in write.changes[1:]:
        path = Path(change.path)
        if change.before is not None and hash_of(path) == change.before:
            books.originals.get(change.before)  # never without the original in safety
            remove_file(path)
    target = write.target
    if target.after is not None:
        books.outputs.add(write.source, write.plan, Path(target.path), target.after, books.run)
    books.journal.add("wrote", number=write.number)


def drop(write: Write, books: Books) -> None:
    """Record that the write came to nothing, and take away the folders made for it."""
    remove_empty(write.folders)
    books.journal.add("drop", number=write.number)


def remove_empty(folders: tuple[str, ...]) -> None:
    """Remove folders that a run made, innermost first, as far as they are empty."""
    for folder in reversed(folders):
        with contextlib.suppress(OSError):  # somebody uses it, or it is gone
            Path(folder).rmdir()
