"""Measurements on disk, by what was measured: one row a picture and name, in SQLite.

Several runs may read and write at once. Nothing in it is precious: what cannot be read is measured
again, and a damaged file is begun anew.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from imgrules.engine.cache_file import CacheFile, DamagedError, with_companions
from imgrules.errors import ImgrulesError

FILE = "measurements.v1.sqlite3"
_KEPT_SHARE = 0.8
"""Of the bytes allowed, what pruning leaves."""
_ROWS_AT_ONCE = 200

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
        self._waiting: dict[str, bytes] = {}
        self._stamps: list[tuple[str, str, str, int]] = []
        with _told(self.path):
            folder.mkdir(parents=True, exist_ok=True)
            self._file = CacheFile(self.path)

    @property
    def damage(self) -> str | None:
        """What was wrong with the file where it was begun anew."""
        return self._file.damage

    @property
    def trouble(self) -> str | None:
        """Why nothing is read or written any more; a full disk must not end a run."""
        return self._file.trouble

    def picture(self, key: str) -> Row | None:
        """Return the row of that key, or None."""
        content = self._waiting.get(key) or self.contents([key]).get(key)
        return None if content is None else unpacked(content)

    def contents(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the rows of many keys, packed: ``unpacked`` reads one."""
        found = self._many("SELECT key, content, used FROM pictures WHERE key IN (%s)", keys)
        # Where a page is damaged, anything may stand in place of the content.
        sound = [each for each in found if isinstance(each[1], bytes)]
        for key, content, used in sound:
            if used != self._today:
                self._waiting.setdefault(key, content)  # written again, as used today
        return {key: content for key, content, _ in sound}

    def keep(self, key: str, row: Mapping[str, Any]) -> None:
        """Remember a row; it is written with others, at the latest by ``close``."""
        text = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
        self._waiting[key] = zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._write()

    def hashes(self, stamps: Mapping[str, str]) -> dict[str, str]:
        """Return the hashes of those files that have not changed since, by path and stamp."""
        found = self._many("SELECT path, stamp, sha256 FROM files WHERE path IN (%s)", [*stamps])
        return {path: sha256 for path, stamp, sha256 in found if stamps.get(path) == stamp}

    def keep_stamp(self, path: str, stamp: str, sha256: str) -> None:
        """Remember the hash of a file, as long as its stamp stays."""
        self._stamps.append((path, stamp, sha256, self._today))
        if len(self._stamps) >= _ROWS_AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what waits, and let the oldest rows go where there are too many bytes."""
        self._write()
        self._file.attempt(self._prune)
        self._file.close()

    def info(self) -> CacheInfo:
        """Return what is held. Raises CacheError where the file turns out to be damaged."""
        try:
            (pictures,) = self._file.base.execute("SELECT count(*) FROM pictures").fetchone()
            (files,) = self._file.base.execute("SELECT count(*) FROM files").fetchone()
        except sqlite3.DatabaseError as problem:
            raise CacheError(
                f"{self.path}: {problem}",
                hint="the next check begins it anew, and so does imgrules cache clear",
            ) from problem
        return CacheInfo(self.path, pictures, files, _size(self.path))

    def clear(self) -> None:
        """Forget everything. Raises CacheError where nothing can be written."""
        self._waiting.clear()
        self._stamps.clear()
        self._file.attempt(_forget_all)
        if self.trouble is None:
            with _told(self.path):
                self._file.base.execute("VACUUM")
        else:
            raise CacheError(f"{self.path}: {self.trouble}", hint="remove the file")

    def _many(self, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        for start in range(0, len(values), _ROWS_AT_ONCE):
            part = values[start : start + _ROWS_AT_ONCE]
            places = ",".join("?" * len(part))
            asked = partial(_fetched, query=query % places, values=part)
            found += self._file.attempt(asked) or ()
        return found

    def _write(self) -> None:
        rows = [(key, len(row), self._today, row) for key, row in self._waiting.items()]
        stamps, self._stamps = self._stamps, []
        self._waiting.clear()

        def write(base: sqlite3.Connection) -> None:
            base.executemany("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?)", rows)
            base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", stamps)

        self._file.attempt(write)

    def _prune(self, base: sqlite3.Connection) -> None:
        (total,) = base.execute("SELECT total(bytes) FROM pictures").fetchone()
        if total <= self._max_bytes:
            return
        spare = total - self._max_bytes * _KEPT_SHARE
        last = 0
        for used, size in base.execute(
            "SELECT used, total(bytes) FROM pictures GROUP BY used ORDER BY used"
        ).fetchall():
            last, spare = used, spare - size
            if spare <= 0:
                break
        base.execute("DELETE FROM pictures WHERE used <= ?", (last,))
        base.execute("DELETE FROM files WHERE used <= ?", (last,))


def _fetched(base: sqlite3.Connection, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows whose first column is among the values, which the query asks for."""
    found = base.execute(query, values).fetchall()
    if not {row[0] for row in found} <= set(values):
        raise DamagedError("it finds rows that nobody asked for")
    return found


def _forget_all(base: sqlite3.Connection) -> None:
    base.execute("DELETE FROM pictures")
    base.execute("DELETE FROM files")


def unpacked(content: bytes) -> Row | None:
    """Return a row as it was kept; None where it is damaged."""
    try:
        row = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError):
        return None
    return row if isinstance(row, dict) else None


def _size(path: Path) -> int:
    return sum(name.stat().st_size for name in with_companions(path) if name.exists())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise CacheError(
            f"{path}: {reason}", hint="name another folder with --cache-dir, or use --no-cache"
        ) from problem
