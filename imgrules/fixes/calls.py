"""One paid call as the ledger records it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Literal, get_args

from imgrules.fixes.budget import known_price
from imgrules.model import Value

State = Literal["planned", "sent", "accepted", "done", "failed", "unknown", "lost"]
"""``planned``: nothing left this machine. ``sent``: it may have. ``accepted``: the service gave it
a number. ``done``: its result is stored. ``failed``: refused or broken. ``unknown``: sent, and
given up by the user's word. ``lost``: done, but the stored result is gone."""
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece of work: what is to be done to what, by whom, at what price."""

    processor: str
    operation: str
    work: str
    params: str
    credits: float | None

    @classmethod
    def of(
        cls, processor: str, operation: str, work: str, params: Mapping[str, Value],
        credits: float | None,
    ) -> Asked:  # fmt: skip
        """Take the arguments of ``Till.open``; an impossible price counts as unknown."""
        return cls(processor, operation, work, canonical(params), known_price(credits))

    @property
    def key(self) -> str:
        """What two askings for the same work share; the price is no part of it."""
        parts = [self.processor, self.operation, self.work, self.params]
        return sha256(json.dumps(parts).encode("ascii")).hexdigest()


def canonical(params: Mapping[str, Value]) -> str:
    """Return one text for equal parameters: keys sorted, 1.0 as 1. ValueError for NaN."""
    return json.dumps(_plain(params), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Call:
    """A row of the ledger. Times are ISO 8601; ``key`` and ``attempt`` together are unique."""

    id: int
    key: str
    attempt: int
    processor: str
    operation: str
    work: str
    params: str
    run: str
    image: bytes
    image_sha256: str
    state: State
    owner: str | None
    sendings: int
    remote_id: str | None
    result: str | None
    estimated: float | None
    """Credits by the price table; None where no price was known."""
    reported: float | None
    """Credits by the service's own account; None where it does not say."""
    error: str
    planned_at: str
    sent_at: str | None
    accepted_at: str | None
    ended_at: str | None

    @property
    def picture(self) -> str:
        """The picture's path as reports show it."""
        return text_of(self.image)

    @property
    def name(self) -> str:
        """The call in words."""
        return f"{self.operation} by {self.processor} for {self.picture}"


COLUMNS = ", ".join(field.name for field in fields(Call))


def call_of(row: sqlite3.Row) -> Call:
    return Call(*row)


def latest(rows: sqlite3.Connection, key: str) -> Call | None:
    """Return the last attempt at a piece of work."""
    query = f"SELECT {COLUMNS} FROM calls WHERE key = ? ORDER BY attempt DESC LIMIT 1"  # noqa: S608
    row = rows.execute(query, (key,)).fetchone()
    return None if row is None else call_of(row)


def insert(rows: sqlite3.Connection, values: Mapping[str, object]) -> Call:
    """Add a row and return it; the columns that are not given hold their defaults."""
    names = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    query = f"INSERT INTO calls ({names}) VALUES ({marks}) RETURNING {COLUMNS}"  # noqa: S608
    return call_of(rows.execute(query, tuple(values.values())).fetchone())


def update(
    rows: sqlite3.Connection, call: int, values: Mapping[str, object], *,
    states: tuple[State, ...] = STATES, held_by: str | None = None,
) -> Call | None:  # fmt: skip
    """Change a row that is in one of the states and held by this owner; None if it is not."""
    names = ", ".join(f"{name} = ?" for name in values)
    marks = ", ".join("?" for _ in states)
    mine = "" if held_by is None else " AND owner = ?"
    query = (
        f"UPDATE calls SET {names} WHERE id = ? AND state IN ({marks}){mine} "  # noqa: S608
        f"RETURNING {COLUMNS}"
    )
    given = [*values.values(), call, *states, *([] if held_by is None else [held_by])]
    row = rows.execute(query, given).fetchone()
    return None if row is None else call_of(row)


def bytes_of(path: str) -> bytes:
    """Return a path for storing, whatever it holds: names on Unix need not be Unicode."""
    return path.encode("utf-8", "surrogatepass")


def text_of(path: bytes) -> str:
    return path.decode("utf-8", "surrogatepass")


def storable(text: str) -> str:
    """Return foreign text as SQLite can hold it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
