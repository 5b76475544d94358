"""What runs have written: which source and plan gave which file."""

from __future__ import annotations

from pathlib import Path

from imgrules.errors import ImgrulesError
from imgrules.fixes.calls import bytes_of
from imgrules.fixes.database import Database
from imgrules.fixes.writing import hash_of


class Outputs:
    """The table of outputs. Paths are absolute."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, source: str, plan: str, target: Path, sha256: str, run: str) -> None:
        """Record a written file; durable on return."""
        with self._database.write() as rows:
            rows.execute(
                "INSERT OR REPLACE INTO outputs (source, plan, path, sha256, run) "
                "VALUES (?, ?, ?, ?, ?)",
                (source, plan, bytes_of(str(target)), sha256, run),
            )

    def done_before(self, source: str, plan: str, target: Path) -> str | None:
        """Return the hash of the file where this source and plan gave it and it is still so."""
        rows = self._database.read(
            "SELECT sha256 FROM outputs WHERE source = ? AND plan = ? AND path = ?",
            (source, plan, bytes_of(str(target))),
        )
        return rows[0]["sha256"] if rows and _now(target) == rows[0]["sha256"] else None

    def is_ours(self, target: Path, sha256: str) -> bool:
        """Whether a file with this hash was written here by a run."""
        return bool(
            self._database.read(
                "SELECT 1 FROM outputs WHERE path = ? AND sha256 = ? LIMIT 1",
                (bytes_of(str(target)), sha256),
            )
        )


def _now(target: Path) -> str | None:
    try:
        return hash_of(target)
    except ImgrulesError:  # a link, a folder, not readable: certainly not what was written
        return None
