"""The journal of a run: one JSON line a step, durable before the next step is taken."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from imgrules.fixes.likeness import Likeness
from imgrules.fixes.writing import sync_folder, told
from imgrules.model import Value

NAME = "journal.jsonl"
_LONGEST_END = 1 << 16
"""Bytes; a longer summary costs reading the whole journal, no more."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a run does to one path. Hashes are SHA-256; None: there is no file.

    ``like``: permissions, owner and time of the file as it was before.
    """

    path: str
    before: str | None
    after: str | None
    like: Likeness | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """One result being written. A result under a new name also takes away the picture it replaces.

    ``part``: name of the draft beside the target. ``folders``: those made for it, outermost first.
    """

    number: int
    source: str
    plan: str
    part: str
    changes: tuple[Change, ...]
    folders: tuple[str, ...] = ()

    @property
    def target(self) -> Change:
        return self.changes[0]


class Journal:
    """Appends lines. Text that is no Unicode (file names) survives as JSON escapes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()

    def add(self, what: str, **facts: Any) -> None:  # noqa: ANN401  (JSON: any of its types)
        """Write one line; durable on return. Raises ImgrulesError."""
        line = json.dumps({"do": what, **facts}, sort_keys=True, allow_nan=False).encode("ascii")
        with self._lock, told(self.path):
            new = not self.path.exists()
            with self.path.open("ab") as file:
                # A line that a kill cut short must not swallow this one.
                file.write((b"\n" if file.tell() else b"") + line + b"\n")
                file.flush()
                os.fsync(file.fileno())
            if new:
                sync_folder(self.path.parent)

    def intend(self, write: Write) -> None:
        self.add("write", **asdict(write))


@dataclass(frozen=True, slots=True)
class Told:
    """A journal as read back."""

    started: str
    writes: tuple[Write, ...]
    """All intended, in order."""
    wrote: frozenset[int]
    """Numbers of those that are known to be whole."""
    dropped: frozenset[int]
    ended: bool
    """Finished, or put in order after a kill."""
    undoing: bool
    undone: bool
    summary: Mapping[str, Value]

    @property
    def open(self) -> tuple[Write, ...]:
        """Writes of which nobody knows how far they got."""
        known = self.wrote | self.dropped
        return tuple(write for write in self.writes if write.number not in known)

    @property
    def whole(self) -> tuple[Write, ...]:
        return tuple(write for write in self.writes if write.number in self.wrote)


def is_settled(path: Path) -> bool:
    """Whether the last line says that nothing is left to put in order, without reading the rest.

    Raises ImgrulesError.
    """
    if not path.exists():
        return False
    with told(path, "cannot be read"), path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LONGEST_END))
        last = _line(file.read().rstrip(b"\n").rpartition(b"\n")[2])
    return last is not None and last.get("do") in {"end", "recovered", "undone"}


def read_journal(path: Path) -> Told:
    """Read a journal; a line that a kill cut short says nothing. Raises ImgrulesError."""
    lines = _lines(path)

    def of(what: str) -> list[dict[str, Any]]:
        return [line for line in lines if line.get("do") == what]

    begun, ended = of("run"), of("end")
    return Told(
        started=str(begun[0]["started"]) if begun else "",
        writes=tuple(_write(line) for line in of("write")),
        wrote=frozenset(line["number"] for line in of("wrote")),
        dropped=frozenset(line["number"] for line in of("drop")),
        ended=bool(ended or of("recovered")),
        undoing=bool(of("undo")),
        undone=bool(of("undone")),
        summary=ended[-1]["summary"] if ended else {},
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    with told(path, "cannot be read"):
        raw = path.read_bytes()
    return [line for line in map(_line, raw.split(b"\n")) if line is not None]


def _line(raw: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _write(line: Mapping[str, Any]) -> Write:
    return Write(
        line["number"],
        line["source"],
        line["plan"],
        line["part"],
        tuple(_change(change) for change in line["changes"]),
        tuple(line["folders"]),
    )


def _change(facts: Mapping[str, Any]) -> Change:
    like = None if facts["like"] is None else Likeness(**facts["like"])
    return Change(facts["path"], facts["before"], facts["after"], like)
