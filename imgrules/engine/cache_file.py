"""The cache's file, in SQLite: used by several runs at once, and begun anew where it is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

_BUSY_SECONDS = 10
_TABLES = """
CREATE TABLE IF NOT EXISTS pictures (
  key TEXT PRIMARY KEY, bytes INTEGER NOT NULL, used INTEGER NOT NULL, content BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pictures_by_use ON pictures (used);
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, stamp TEXT NOT NULL, sha256 TEXT NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
"""
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
"""SQLite's own words for it; the last one says that the tables are not ours."""
_PROBLEMS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the latter where its message quotes a name that is no text any more."""

Made = TypeVar("Made")


class DamagedError(sqlite3.DatabaseError):
    """What the file answers cannot be right."""


class CacheFile:
    """An open file. Raises OSError or sqlite3.Error where there can be none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage: str | None = None
        """What was wrong with it where it was begun anew."""
        self.trouble: str | None = None
        """Why nothing is read or written any more; a full disk must not end a run."""
        self._which = _identity(path)
        try:
            self.base = _connected(path)
        except _PROBLEMS as problem:
            if not is_damage(problem):
                raise
            self._begin_anew(str(problem))
        self._which = _identity(path)

    def attempt(self, work: Callable[[sqlite3.Connection], Made]) -> Made | None:
        """Return what the work makes, in one transaction; None where it cannot be done any more."""
        if self.trouble is not None:
            return None
        try:
            return self._mended(work)
        except (OSError, *_PROBLEMS) as problem:
            self.trouble = str(problem)
            return None

    def close(self) -> None:
        self.base.close()

    def _mended(self, work: Callable[[sqlite3.Connection], Made]) -> Made:
        """Do the work, if need be in a file begun anew; once in a run, or the disk is at fault."""
        try:
            return self._done(work)
        except _PROBLEMS as problem:
            if not is_damage(problem):
                raise
        try:
            # Another run may have begun it anew meanwhile, and must not lose what that keeps.
            return self._done(work)
        except _PROBLEMS as problem:
            if not is_damage(problem) or self.damage is not None:
                raise
            self._begin_anew(str(problem))
        return self._done(work)

    def _done(self, work: Callable[[sqlite3.Connection], Made]) -> Made:
        with self.base:
            return work(self.base)

    def _begin_anew(self, why: str) -> None:
        self.damage = why
        if hasattr(self, "base"):
            self.base.close()
        if not _emptied(self.path) and _identity(self.path) == self._which:
            for name in with_companions(self.path):
                name.unlink(missing_ok=True)
        self.base = _connected(self.path)
        self._which = _identity(self.path)


def is_damage(problem: Exception) -> bool:
    """Whether the file itself is at fault: not the disk, its owner or another run."""
    if isinstance(problem, DamagedError | UnicodeDecodeError):
        return True
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def with_companions(path: Path) -> tuple[Path, ...]:
    """Return the file and those that SQLite keeps beside it."""
    return path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))


def _emptied(path: Path) -> bool:
    """Replace all pages by those of an empty file, as one transaction that other runs wait for.

    False where so much is damaged that SQLite cannot even write to it.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as empty, closing(_plain(path)) as damaged:
            empty.executescript(_TABLES)
            empty.backup(damaged, progress=_refuse_to_wait)
            (found,) = damaged.execute("PRAGMA quick_check(1)").fetchone()
    except _PROBLEMS:
        return False
    return bool(found == "ok")


def _refuse_to_wait(status: int, *_: int) -> None:
    # It would try again for ever; by now it has waited as long as for any lock.
    if status not in {sqlite3.SQLITE_OK, sqlite3.SQLITE_DONE}:
        raise sqlite3.OperationalError("database is locked")


def _connected(path: Path) -> sqlite3.Connection:
    base = _plain(path)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = OFF")  # a cache may be lost with the power
        base.executescript(_TABLES)
    except BaseException:
        base.close()
        raise
    return base


def _plain(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    # A damaged text is another text, which nothing equals; it must not end the run.
    base.text_factory = lambda content: content.decode("utf-8", "replace")
    return base


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
