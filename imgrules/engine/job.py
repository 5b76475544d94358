"""What one run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from imgrules.model import Problem, RoleChoice
from imgrules.rulebook.model import Rule, Rulebook


@dataclass(frozen=True, slots=True)
class Picture:
    """One file to judge, with what is known of it besides its bytes."""

    path: Path
    name: str
    """As reports show it: the path as given, with forward slashes."""
    roles: Mapping[str, RoleChoice]
    """Rulebook name → role."""
    sku: str | None = None
    categories: tuple[str, ...] = ()
    region: str | None = None
    channel: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """Pictures, the rulebooks to hold them against, and the date to judge for."""

    pictures: tuple[Picture, ...]
    rulebooks: tuple[Rulebook, ...]
    as_of: date
    not_a_gate: bool = False
    problems: tuple[Problem, ...] = ()
    """What intake already found wrong; carried into the result."""


def applies(rule: Rule, picture: Picture, role: str) -> bool:
    """Whether the rule is about this picture in this role."""
    if not rule.for_role(role):
        return False
    when = rule.when
    region, channel = _known(picture.region), _known(picture.channel)
    return (
        _fits(when.category, when.not_category, picture.categories)
        and _fits(when.region, when.not_region, region)
        and _fits(when.channel, when.not_channel, channel)
    )


def _known(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _fits(wanted: tuple[str, ...], barred: tuple[str, ...], known: tuple[str, ...]) -> bool:
    # What the run does not say cannot match: such a rule is listed as never exercised.
    return (not wanted or bool(set(wanted) & set(known))) and not set(barred) & set(known)


def rules_for(rulebook: Rulebook, picture: Picture) -> list[Rule]:
    """Return the rules of one rulebook that apply to the picture, in the rulebook's order."""
    role = picture.roles[rulebook.name].role
    return [rule for rule in rulebook.rules if applies(rule, picture, role)]
