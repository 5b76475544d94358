"""What one run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.engine.excuses import Excuses
from imgrules.model import Problem, RoleChoice
from imgrules.rulebook.model import Rule, Rulebook

if TYPE_CHECKING:
    from imgrules.engine.weights import Weight


@dataclass(frozen=True, slots=True)
class Picture:
    """One file to judge, with what is known of it besides its bytes."""

    path: Path
    name: str
    """As reports show it: the path as given, with forward slashes."""
    roles: Mapping[str, RoleChoice]
    """Rulebook name → role."""
    sku: str | None = None
    sku_given: bool = False
    """True where a manifest says the SKU; else file names do."""
    categories: tuple[str, ...] = ()
    region: str | None = None
    channel: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """Pictures, the rulebooks to hold them against, and the date to judge for."""

    pictures: Sequence[Picture]
    rulebooks: tuple[Rulebook, ...]
    as_of: date
    not_a_gate: bool = False
    problems: tuple[Problem, ...] = ()
    """What intake already found wrong; carried into the result."""
    narrowed: bool = False
    """Whether only some of the rulebooks' rules were asked for."""
    weights: tuple[Weight, ...] = ()
    """What rules count as for some of the pictures."""
    excuses: Excuses = field(default_factory=Excuses)
    """Waivers and known findings, which set findings aside."""


def applies(rule: Rule, picture: Picture, role: str) -> bool:
    """Whether the rule is about this picture in this role."""
    return rule.for_role(role) and rule.when.matches(
        categories=picture.categories, region=picture.region, channel=picture.channel
    )


def rules_for(rulebook: Rulebook, picture: Picture) -> list[Rule]:
    """Return the rules of one rulebook that apply to the picture, in the rulebook's order."""
    role = picture.roles[rulebook.name].role
    return [rule for rule in rulebook.rules if applies(rule, picture, role)]
