"""The ways in which something can differ between two editions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from imgrules.model import Value


class Kind(StrEnum):
    """What a difference does; in the order in which they matter to a seller."""

    ADDED = "added"
    REMOVED = "removed"
    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    WIDENED = "widened"
    """It applies to more pictures than before."""
    NARROWED = "narrowed"
    CHANGED = "changed"
    """Different, and neither stricter nor more lenient by what can be told."""
    SEVERITY = "severity changed"
    ENFORCED = "enforce date changed"
    FIX = "fix changed"
    SOURCE = "source changed"
    REWORDED = "reworded"

    @property
    def rank(self) -> int:
        """Lower matters more."""
        return list(Kind).index(self)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, what it was and is, and the same in words."""

    kind: Kind
    what: str
    """The key, such as ``params.min_px`` or ``severity``."""
    before: Value
    after: Value
    words: str

    @property
    def said(self) -> str:
        """The change with its kind before it, where the words do not tell the kind themselves."""
        told = self.kind in {Kind.SEVERITY, Kind.ENFORCED, Kind.FIX, Kind.SOURCE, Kind.REWORDED}
        return self.words if told else f"{self.kind.value}: {self.words}"


def say(value: Value) -> str:
    """Return a value as a person would write it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(say, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {say(item)}" for key, item in value.items()) or "none"
    return str(value)


def arrow(before: Value, after: Value) -> str:
    """Return both values with an arrow between them."""
    return f"{say(before)} → {say(after)}"
