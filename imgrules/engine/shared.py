"""Findings that say the same of many pictures, kept once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from imgrules.model import Finding

MOST = 20_000
"""Findings kept; more would cost memory and save little."""
_NAMES = tuple(field.name for field in fields(Finding))

Kept = int | tuple[int, dict[str, Any]]
"""The number of an equal finding, or of one of the same rule with what differs from it."""


class SharedFindings:
    """Turns findings into what takes little room, and back."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._all: list[Finding] = []
        self._known: dict[Finding, int] = {}
        self._of_rule: dict[str, int] = {}
        self._seen: dict[int, tuple[Finding, int]] = {}
        """By identity: what many pictures share is mostly one object, and hashing it takes long."""

    def put(self, finding: Finding) -> Kept:
        """Return what ``take`` makes the finding from again."""
        seen = self._seen.get(id(finding))
        if seen is not None:
            return seen[1]
        known = self._known.get(finding)
        if known is not None:
            return self._see(finding, known)
        like = self._of_rule.get(finding.full_id)
        if like is None or len(self._all) < self._most:
            return self._see(finding, self._add(finding))
        first = self._all[like]
        return like, {
            name: mine
            for name in _NAMES
            if (mine := getattr(finding, name)) != getattr(first, name)
        }

    def take(self, kept: Kept) -> Finding:
        """Return a finding equal to the one put."""
        if isinstance(kept, int):
            return self._all[kept]
        like, changes = kept
        return replace(self._all[like], **changes)

    def _see(self, finding: Finding, at: int) -> int:
        if len(self._seen) >= self._most:
            self._seen.clear()
        self._seen[id(finding)] = (finding, at)
        return at

    def _add(self, finding: Finding) -> int:
        at = len(self._all)
        self._all.append(finding)
        self._known[finding] = at
        self._of_rule.setdefault(finding.full_id, at)
        return at
