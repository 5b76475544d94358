"""Choosing a picture's role and saying why: flag, manifest, file name, default, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from imgrules.errors import UsageError
from imgrules.model import RoleChoice
from imgrules.patterns import Match, SlowPatternError

REFUSE = "error"
"""The ``unmatched`` setting that accepts no guess."""


class Pattern(Protocol):
    """A line of a rulebook's ``roles``."""

    @property
    def role(self) -> str: ...

    @property
    def pattern(self) -> str: ...

    def search(self, base_name: str) -> Match | None: ...


@dataclass(frozen=True, slots=True)
class Stated:
    """A role somebody wrote down, and where: ``--role``, ``photos.csv:3``."""

    role: str
    where: str


_GIVEN = "given by "
"""How the reason of a role begins that somebody stated."""


def stated_in(choice: RoleChoice) -> Stated | None:
    """Return the role as it was stated; None for one that a file's name tells."""
    if not choice.reason.startswith(_GIVEN):
        return None
    where = choice.reason.removeprefix(_GIVEN).removesuffix(_unknown_to(choice.rulebook))
    return Stated(choice.role, where)


def _unknown_to(rulebook: str) -> str:
    return f"; {rulebook} has no rules of its own for it"


@dataclass(frozen=True, slots=True)
class RoleBook:
    """What one rulebook says about roles."""

    rulebook: str
    patterns: Sequence[Pattern]
    unmatched: str
    known: Sequence[str]
    """Every role the rulebook uses."""
    file: str = ""
    """What reports call the rulebook's file."""

    def choose(self, name: str, stated: Stated | None = None) -> tuple[RoleChoice, str | None]:
        """Return the role of the file called ``name`` and the SKU its name tells, if any.

        Raises UsageError where the rulebook accepts no guess and nothing names a role, and
        SlowPatternError.
        """
        try:
            found = first_match(name, self.patterns)
        except SlowPatternError as problem:
            raise problem.at(f"{self.file or self.rulebook}, roles") from None
        sku = _sku(found[1]) if found else None
        if stated is not None:
            return self._as_stated(stated), sku
        if found is not None:
            return _by_name(self.rulebook, found[0].role, found[0].pattern), sku
        if self.unmatched == REFUSE:
            raise self._refusal(name)
        return _by_default(self.rulebook, self.unmatched), sku

    def _as_stated(self, stated: Stated) -> RoleChoice:
        reason = f"{_GIVEN}{stated.where}"
        if stated.role not in self.known:
            reason += _unknown_to(self.rulebook)
        return RoleChoice(self.rulebook, stated.role, reason)

    def _refusal(self, name: str) -> UsageError:
        return UsageError(
            f"{name}: {self.rulebook} cannot tell the role from the file name",
            hint=f"rename the file, or give --role or a manifest ({', '.join(self.known)})",
        )


# One object for all pictures chosen alike: there may be 100,000 of them.
@lru_cache(maxsize=1024)
def _by_name(rulebook: str, role: str, pattern: str) -> RoleChoice:
    return RoleChoice(rulebook, role, f"name matches {pattern}")


@lru_cache(maxsize=1024)
def _by_default(rulebook: str, role: str) -> RoleChoice:
    reason = f"no name pattern matches; {rulebook} takes it as {role}"
    return RoleChoice(rulebook, role, reason)


def first_match(name: str, patterns: Sequence[Pattern]) -> tuple[Pattern, Match] | None:
    """Return the first pattern that matches the base name, with the match."""
    for pattern in patterns:
        match = pattern.search(name)
        if match is not None:
            return pattern, match
    return None


def _sku(match: Match) -> str | None:
    """Return the SKU the name tells; an empty group tells none."""
    return match.groupdict().get("sku") or None
