"""What the sections of the run hand over: tables, and what is held against a demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the page, with how its figures came about."""

    title: str
    words: str
    head: Row
    rows: Sequence[Row]
    values: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Name of a way → its seconds, round by round; kept by ``--json``."""


@dataclass(frozen=True, slots=True)
class Target:
    """A demand and what was measured."""

    what: str
    wanted: str
    measured: str
    met: bool


Findings = Iterator[Table | Target]


def at_most(what: str, limit: float, measured: float, unit: str, digits: int = 2) -> Target:
    """Hold a figure against an upper limit."""
    return Target(
        what, f"≤ {limit:g}{unit}", f"{measured:,.{digits}f}{unit}", met=measured <= limit
    )


def at_least(what: str, limit: float, measured: float, unit: str, digits: int = 1) -> Target:
    """Hold a figure against a lower limit."""
    return Target(
        what, f"≥ {limit:,g}{unit}", f"{measured:,.{digits}f}{unit}", met=measured >= limit
    )
