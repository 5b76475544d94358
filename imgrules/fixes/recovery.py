"""Putting in order what killed runs left behind."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from imgrules.errors import ImgrulesError
from imgrules.fixes import database
from imgrules.fixes.blobs import Blobs
from imgrules.fixes.database import Database
from imgrules.fixes.journal import NAME, Journal, Told, Write, is_settled, read_journal
from imgrules.fixes.landing import Books, drop, land
from imgrules.fixes.ledger import OWNERS, RESULTS, owner_file
from imgrules.fixes.locks import is_held
from imgrules.fixes.outputs import Outputs
from imgrules.fixes.state import ORIGINALS, WORK, applying, run_folders, undo_tag
from imgrules.fixes.writing import hash_of, part_name, remove_file, told

_DRAFT_OF = re.compile(r"\.([0-9a-f]{32})\.part$")
"""Of a stored result: the owner that was writing it."""


def recover(state: Path) -> tuple[str, ...]:
    """Clean up after runs that were cut short and say what was found, a line each.

    A file that was written whole counts as written; half-written drafts are removed. Raises
    ImgrulesError, also where a run is under way.
    """
    with applying(state):
        return recover_held(state)


def recover_held(state: Path) -> tuple[str, ...]:
    """Do the same for a caller that holds the folder already."""
    notes = []
    for folder in run_folders(state):
        if is_settled(folder / NAME):
            continue
        journal = read_journal(folder / NAME)
        if not journal.ended:
            notes.append(_put_in_order(state, folder, journal))
        elif journal.undoing and not journal.undone:
            notes.append(_half_undone(folder, journal))
    _tidy(state)
    return tuple(notes)


def _put_in_order(state: Path, folder: Path, journal: Told) -> str:
    with closing(Database(state / database.NAME)) as rows:
        books = Books(
            folder.name,
            Journal(folder / NAME),
            Blobs(folder / ORIGINALS, folder.name),
            Outputs(rows),
        )
        whole = len(journal.wrote) + sum(decide(write, books) for write in journal.open)
        clear_work(folder)
        _remove_drafts(folder)
        books.journal.add("recovered")
    dropped = len(journal.writes) - whole
    files = "1 file is" if whole == 1 else f"{whole} files are"
    half = f", {dropped} half-way and taken back" if dropped else ""
    return f"run {folder.name} was cut short: {files} written whole{half}"


def decide(write: Write, books: Books) -> bool:
    """Take a write for done where the new file stands, else for never begun. Raises ImgrulesError.

    For writes of which nobody knows how far they got.
    """
    target = Path(write.target.path)
    remove_file_if_there(target.with_name(write.part))
    if _hash_or_none(target) == write.target.after:
        land(write, books)
        return True
    drop(write, books)
    return False


def _hash_or_none(path: Path) -> str | None:
    try:
        return hash_of(path)
    except ImgrulesError:  # a link or a folder by now: not the file we wrote
        return None


def _half_undone(folder: Path, journal: Told) -> str:
    for write in journal.whole:
        for change in write.changes:
            path = Path(change.path)
            name = part_name(path.name, undo_tag(folder.name))
            remove_file_if_there(path.with_name(name))
    return (
        f"undoing run {folder.name} was cut short; imgrules undo {folder.name} takes back the rest"
    )


def remove_file_if_there(path: Path) -> None:
    """Remove a left-over draft; its folder may be gone as well."""
    if path.parent.is_dir():
        remove_file(path)


def clear_work(folder: Path) -> None:
    """Remove a run's working files. Raises ImgrulesError."""
    work = folder / WORK
    if work.is_dir():
        with told(work, "cannot be removed"):
            shutil.rmtree(work)


def _remove_drafts(folder: Path) -> None:
    for path in _files(folder):
        if path.name.startswith(".") and path.name.endswith(".part"):
            remove_file(path)


def _tidy(state: Path) -> None:
    """Remove what dead owners left: their locks, and results they never finished storing."""
    owners = state / OWNERS
    for path in _files(owners):
        is_held(path)
    for path in _files(state / RESULTS):
        match = _DRAFT_OF.search(path.name)
        if match and not is_held(owner_file(owners, match[1])):
            remove_file(path)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        with told(folder, "cannot be read"):
            yield from tuple(folder.rglob("*.part" if folder.name != OWNERS else "*.lock"))
