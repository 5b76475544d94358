"""Measurements on disk, by what was measured: one row a picture and name, in SQLite.

Several runs may read and write at once. Nothing in it is precious: what cannot be read is measured
again.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imgrules.errors import ImgrulesError

FILE = "measurements.v1.sqlite3"
_BUSY_SECONDS = 10
_KEPT_SHARE = 0.8
"""Of the bytes allowed, what pruning leaves."""
_ROWS_AT_ONCE = 200
_TABLES = """
CREATE TABLE IF NOT EXISTS pictures (
  key TEXT PRIMARY KEY, bytes INTEGER NOT NULL, used INTEGER NOT NULL, content BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pictures_by_use ON pictures (used);
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, stamp TEXT NOT NULL, sha256 TEXT NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
"""

Row = dict[str, Any]


class CacheError(ImgrulesError):
    """The cache cannot be opened; the run does without it."""


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What the cache holds."""

    path: Path
    pictures: int
    files: int
    bytes: int
    """Of the files on disk."""


class CacheStore:
    """The rows. ``today`` is the number of the day, by which rows grow old."""

    def __init__(self, folder: Path, *, today: int, max_bytes: int) -> None:
        self.path = folder / FILE
        self._today = today
        self._max_bytes = max_bytes
        self.trouble: str | None = None
        """Why nothing is read or written any more; a full disk must not end a run."""
        self._waiting: dict[str, bytes] = {}
        self._stamps: list[tuple[str, str, str, int]] = []
        with _told(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._base = _open(self.path)

    def picture(self, key: str) -> Row | None:
        """Return the row of that key, or None."""
        content = self._waiting.get(key) or self.contents([key]).get(key)
        return None if content is None else unpacked(content)

    def contents(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the rows of many keys, packed: ``unpacked`` reads one."""
        found = self._many("SELECT key, content, used FROM pictures WHERE key IN (%s)", keys)
        for key, content, used in found:
            if used != self._today:
                self._waiting.setdefault(key, content)  # written again, as used today
        return {key: content for key, content, _ in found}

    def keep(self, key: str, row: Mapping[str, Any]) -> None:
        """Remember a row; it is written with others, at the latest by ``close``."""
        text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
        self._waiting[key] = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._write()

    def hashes(self, stamps: Mapping[str, str]) -> dict[str, str]:
        """Return the hashes of those files that have not changed since, by path and stamp."""
        found = self._many("SELECT path, stamp, sha256 FROM files WHERE path IN (%s)", [*stamps])
        return {path: sha256 for path, stamp, sha256 in found if stamps[path] == stamp}

    def keep_stamp(self, path: str, stamp: str, sha256: str) -> None:
        """Remember the hash of a file, as long as its stamp stays."""
        self._stamps.append((path, stamp, sha256, self._today))
        if len(self._stamps) >= _ROWS_AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what waits, and let the oldest rows go where there are too many bytes."""
        self._write()
        if self.trouble is None:
            with self._watched():
                self._prune()
        self._base.close()

    def info(self) -> CacheInfo:
        """Return what is held."""
        (pictures,) = self._base.execute("SELECT count(*) FROM pictures").fetchone()
        (files,) = self._base.execute("SELECT count(*) FROM files").fetchone()
        return CacheInfo(self.path, pictures, files, _size(self.path))

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._stamps.clear()
        with self._base:
            self._base.execute("DELETE FROM pictures")
            self._base.execute("DELETE FROM files")
        self._base.execute("VACUUM")

    def _many(self, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(values), _ROWS_AT_ONCE):
            part = values[start : start + _ROWS_AT_ONCE]
            if self.trouble is None:
                with self._watched():
                    places = ",".join("?" * len(part))
                    found += self._base.execute(query % places, part).fetchall()
        return found

    def _write(self) -> None:
        rows = [(key, len(row), self._today, row) for key, row in self._waiting.items()]
        stamps, self._stamps = self._stamps, []
        self._waiting.clear()
        if self.trouble is None:
            with self._watched():
                self._base.executemany("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?)", rows)
                self._base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", stamps)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with self._base:
                yield
        except sqlite3.Error as problem:
            self.trouble = str(problem)

    def _prune(self) -> None:
        (total,) = self._base.execute("SELECT coalesce(sum(bytes), 0) FROM pictures").fetchone()
        if total <= self._max_bytes:
            return
        spare = total - int(self._max_bytes * _KEPT_SHARE)
        last = 0
        for used, size in self._base.execute(
            "SELECT used, sum(bytes) FROM pictures GROUP BY used ORDER BY used"
        ).fetchall():
            last, spare = used, spare - size
            if spare <= 0:
                break
        self._base.execute("DELETE FROM pictures WHERE used <= ?", (last,))
        self._base.execute("DELETE FROM files WHERE used <= ?", (last,))


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _connected(path)
    except sqlite3.DatabaseError as problem:
        if isinstance(problem, sqlite3.OperationalError):
            raise  # locked or not allowed, not damaged
        for name in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            name.unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_BUSY_SECONDS)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = OFF")  # a cache may be lost with the power
        base.executescript(_TABLES)
    except BaseException:
        base.close()
        raise
    return base


def unpacked(content: bytes) -> Row | None:
    """Return a row as it was kept; None where it is damaged."""
    try:
        row = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError):
        return None
    return row if isinstance(row, dict) else None


def _size(path: Path) -> int:
    names = (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")))
    return sum(name.stat().st_size for name in names if name.exists())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise CacheError(
            f"{path}: {reason}", hint="name another folder with --cache-dir, or use --no-cache"
        ) from problem
