"""Judging by a lock file: the locked editions, and nothing that has changed since."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.errors import LockError, PluginError, RulebookError

if TYPE_CHECKING:
    from imgrules.model import Notice
    from imgrules.rulebook.lock import Lock
    from imgrules.rulebook.model import Rulebook

_WANTED = "where the change is wanted, lock anew: imgrules rules lock; else bring back what was"


@dataclass(frozen=True, slots=True)
class Locked:
    """The rulebooks as locked, and what a person should know of them."""

    books: tuple[Rulebook, ...]
    notices: tuple[Notice, ...]


def default_lock() -> Path:
    """Return where the lock file is unless somebody says otherwise."""
    from imgrules.rulebook.lock import NAME

    return Path(NAME)


def load_locked(specs: Sequence[str], file: Path, day: date) -> Locked:
    """Load the locked editions of the rulebooks named, or of all that are locked.

    Raises LockError that names every difference between the lock and what is installed.
    """
    from imgrules.rulebook.lock import differences, make_lock, read_lock

    lock = read_lock(file)
    names = [_name(spec, lock, file) for spec in specs] or list(lock.rulebooks)
    books: dict[str, Rulebook] = {}
    faults: list[str] = []
    for name in names:
        try:
            books[name] = _load(name, lock, file, day)
        except (RulebookError, PluginError) as problem:
            faults.append(f"{name}: {problem.message}")
    if books:
        faults += differences(lock, make_lock(books))
    if faults:
        lines = "\n".join(faults)
        raise LockError(f"{file}: what is installed is not what was locked\n{lines}", hint=_WANTED)
    notices = (*_left_out(lock, file, books), *_newer(lock, file, books, day))
    return Locked(tuple(books.values()), notices)


def key_of(spec: str, file: Path) -> str:
    """Return the name under which a rulebook is locked: without edition, paths from the file."""
    from imgrules.rulebook.load import parse_spec

    wanted = parse_spec(spec)
    if wanted.path is None:
        return wanted.name
    home = file.absolute().parent
    near = Path(os.path.relpath(wanted.path.absolute(), home)).as_posix()
    return near if near.startswith("../") else f"./{near}"


def _name(spec: str, lock: Lock, file: Path) -> str:
    from imgrules.rulebook.load import parse_spec
    from imgrules.rulebook.names import suggest

    name, edition = key_of(spec, file), parse_spec(spec).edition
    held = lock.rulebooks.get(name)
    if held is None:
        hint = suggest(name, lock.rulebooks, what="locked")
        everything = " ".join(f"-r {each}" for each in (*lock.rulebooks, spec))
        raise LockError(
            f"{file}: {name} is not locked",
            hint=f"{hint}; to lock it too: imgrules rules lock {everything}",
        )
    if edition not in (None, held.edition):
        raise LockError(
            f"{file}: {spec} was asked for, locked is {held.rulebook}@{held.edition}",
            hint=f"lock it: imgrules rules lock -r {spec}",
        )
    return name


def place_of(name: str, file: Path) -> str:
    """Return a locked name as it can be loaded from here."""
    if not name.startswith((".", "/")):
        return name
    near = os.path.relpath((file.absolute().parent / name).resolve())
    return near if near.startswith("..") else f".{os.sep}{near}"


def _load(name: str, lock: Lock, file: Path, day: date) -> Rulebook:
    from imgrules.rulebook.load import load_rulebook

    place = place_of(name, file)
    pinned = place.endswith((".yaml", ".yml"))
    return load_rulebook(place if pinned else f"{place}@{lock.rulebooks[name].edition}", as_of=day)


def _left_out(lock: Lock, file: Path, books: dict[str, Rulebook]) -> list[Notice]:
    """Say which locked rulebooks were not asked for: a gate must not get smaller unseen."""
    from imgrules.model import Notice

    others = [name for name in lock.rulebooks if name not in books]
    if not others:
        return []
    are = "is" if len(others) == 1 else "are"
    message = f"{', '.join(others)} {are} locked in {file} and {are} not judged by here"
    hint = "only the rulebooks of -r, or of rules in imgrules.yaml, judge"
    return [Notice("lock/not-judged", message, hint)]


def _newer(lock: Lock, file: Path, books: dict[str, Rulebook], day: date) -> list[Notice]:
    """Say which rulebooks have an edition in force that is newer than the locked one."""
    from imgrules.model import Notice
    from imgrules.rulebook.load import list_editions

    notices = []
    for name, book in books.items():
        place = place_of(name, file)
        editions = [] if place.endswith((".yaml", ".yml")) else list_editions(place)
        order = [edition.id for edition in editions]
        begun = [edition.id for edition in editions if edition.day <= day]
        if begun and order.index(begun[-1]) > order.index(book.edition):
            newest = f"{book.name}@{begun[-1]}"
            message = f"{newest} is in force; judged by {book.spec}, which is locked"
            hint = f"see imgrules rules diff {place}@{book.edition} {place}@{begun[-1]}, then lock"
            notices.append(Notice("lock/newer-edition", message, f"{hint} anew"))
    return notices
