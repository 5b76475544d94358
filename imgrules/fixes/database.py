"""The SQLite file of a state folder: durable, for several threads and processes at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from imgrules.errors import ImgrulesError
from imgrules.fixes.writing import make_folders

NAME = "ledger.sqlite3"
_MARK = 0x1A6E5
"""SQLite's application_id: a database of somebody else is never taken for ours."""
_PATIENCE = 60.0
"""Seconds to wait for another process's transaction; ours take milliseconds."""

MIGRATIONS = (
    """
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        processor TEXT NOT NULL,
        operation TEXT NOT NULL,
        work TEXT NOT NULL,
        params TEXT NOT NULL,
        run TEXT NOT NULL,
        image BLOB NOT NULL,
        image_sha256 TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN
            ('planned', 'sent', 'accepted', 'done', 'failed', 'unknown', 'lost')),
        owner TEXT,
        sendings INTEGER NOT NULL DEFAULT 0,
        remote_id TEXT,
        result TEXT,
        estimated REAL,
        reported REAL,
        error TEXT NOT NULL DEFAULT '',
        planned_at TEXT NOT NULL,
        sent_at TEXT,
        accepted_at TEXT,
        ended_at TEXT,
        UNIQUE (key, attempt)
    );
    CREATE INDEX calls_by_run ON calls (run);
    CREATE TABLE outputs (
        source TEXT NOT NULL,
        plan TEXT NOT NULL,
        path BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        run TEXT NOT NULL,
        PRIMARY KEY (source, plan, path)
    );
    CREATE INDEX outputs_by_path ON outputs (path);
    """,
)
"""Scripts that lead from one version of the schema to the next; never edited once released."""


class Database:
    """One connection, used by one thread at a time. Raises ImgrulesError for every trouble."""

    def __init__(self, path: Path) -> None:
        self.path = path
        make_folders(path.parent)
        self._lock = RLock()
        with self._told():
            self._connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        with self._lock, self._told():
            self._connection.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Change it in one transaction; durable once the block is left."""
        with self._lock, self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def read(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return the rows of one query."""
        with self._lock, self._told():
            return self._connection.execute(query, values).fetchall()

    def _prepare(self) -> None:
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA fullfsync = ON")  # macOS: past the disk's own cache
        self._migrate()
        # Kept in the file. Where it cannot be had (some network disks) the old journal serves.
        self._connection.execute("PRAGMA journal_mode = WAL")

    def _migrate(self) -> None:
        if self._checked_version(self._connection) == len(MIGRATIONS):
            return
        with self.write() as rows:  # looked at again: another process may have been quicker
            version = self._checked_version(rows)
            for script in MIGRATIONS[version:]:
                for statement in filter(str.strip, script.split(";")):
                    rows.execute(statement)
            rows.execute(f"PRAGMA application_id = {_MARK}")
            rows.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _checked_version(self, rows: sqlite3.Connection) -> int:
        version, mark = (
            int(rows.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("user_version", "application_id")
        )
        tables = rows.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if mark != _MARK and (mark or version or tables):
            raise ImgrulesError(
                f"{self.path}: is no ledger of imgrules", hint="name another folder with --state"
            )
        if version > len(MIGRATIONS):
            raise ImgrulesError(
                f"{self.path}: was written by a newer imgrules (schema {version})",
                hint="update imgrules; its record of what was paid must not be lost",
            )
        return version

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as problem:
            raise ImgrulesError(f"{self.path}: {problem}", hint=_hint(problem)) from problem
        except sqlite3.DatabaseError as problem:
            raise ImgrulesError(
                f"{self.path}: the ledger is damaged: {problem}",
                hint="restore it from a backup; without it, paid work would be paid for again",
            ) from problem


_ACCESS = "give yourself write access to the folder; reading needs it too"
_HINTS = {
    "SQLITE_FULL": "free some space and run again; what is finished is kept",
    "SQLITE_BUSY": "another imgrules is busy with it; wait for it to end",
    "SQLITE_READONLY": _ACCESS,
    "SQLITE_CANTOPEN": _ACCESS,
}


def _hint(problem: sqlite3.OperationalError) -> str | None:
    name = getattr(problem, "sqlite_errorname", "")  # may be longer: SQLITE_READONLY_DIRECTORY
    return next((hint for known, hint in _HINTS.items() if name.startswith(known)), None)
