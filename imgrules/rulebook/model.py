"""A rulebook edition as the engine uses it: resolved, validated, frozen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from imgrules.errors import UsageError
from imgrules.model import Basis, Decides, Severity, Source, Value
from imgrules.patterns import Bounded, Match
from imgrules.rulebook.names import suggest

if TYPE_CHECKING:
    from imgrules.ext import Params

__all__ = ["Fix", "RolePattern", "Rule", "Rulebook", "SourceDocument", "When"]


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document that rules come from."""

    title: str
    url: str = ""
    retrieved: str = ""
    """The day it was last read, YYYY-MM-DD."""
    date: str = ""
    confidence: Literal["primary", "secondary", "conflict"] = "primary"


@dataclass(frozen=True, slots=True)
class RolePattern:
    """The role of files whose base name matches."""

    role: str
    pattern: str

    def search(self, base_name: str) -> Match | None:
        """Look for the pattern in a file's base name; upper and lower case are alike.

        Raises SlowPatternError.
        """
        return _bounded(self.pattern).find(base_name)


@cache
def _bounded(pattern: str) -> Bounded:
    # Asked of every picture: looking up what re has compiled takes longer than the search.
    return Bounded(pattern, ignore_case=True)


@dataclass(frozen=True, slots=True)
class When:
    """Where a rule applies; an empty tuple does not limit it."""

    category: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    not_category: tuple[str, ...] = ()
    not_region: tuple[str, ...] = ()
    not_channel: tuple[str, ...] = ()

    def matches(
        self,
        *,
        categories: Collection[str] = (),
        region: str | None = None,
        channel: str | None = None,
    ) -> bool:
        """Say whether a picture with these facts meets the rule.

        What is not given cannot match a limit: such a rule does not apply.
        """
        return (
            _fits(categories, self.category, self.not_category)
            and _fits({region}, self.region, self.not_region)
            and _fits({channel}, self.channel, self.not_channel)
        )


def _fits(given: Collection[str | None], wanted: tuple[str, ...], exempt: tuple[str, ...]) -> bool:
    return (not wanted or bool(set(given) & set(wanted))) and not set(given) & set(exempt)


@dataclass(frozen=True, slots=True)
class Fix:
    """The operation that would repair a failure."""

    operation: str
    params: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One requirement of an edition, all inheritance applied."""

    id: str
    title: str
    applies_to: tuple[str, ...]
    """Roles; empty for every role."""
    when: When
    check: str
    """Empty where a person decides."""
    params_given: Mapping[str, Value]
    """As written, inherited values included; defaults of the check left out."""
    severity: Severity
    decides: Decides
    basis: Basis
    source: Source
    enforce_from: date | None
    message: str
    remedy: str
    fix: Fix | None
    waivable: bool
    final: bool
    scope: Literal["image", "set"]
    origin: Mapping[str, str]
    """Where each value was written: ``params.min_px`` to ``file:line:column``; ``""``: the rule."""
    sha256: str = ""
    """Of what it asks, its check and parameters: the same hash asks the same of a picture."""
    options: str = "{}"
    """Those of its parameters that change what is measured, as canonical JSON."""

    @cached_property
    def params(self) -> Params | None:
        """The check's parameters, its defaults included; None where a person decides.

        Made when somebody asks: a rule is listed, explained and shown without importing its check.
        """
        if not self.check:
            return None
        from imgrules import plugins

        params: Params = plugins.load_check(self.check).Params.model_validate(self.params_given)
        return params

    def for_role(self, role: str) -> bool:
        """Say whether pictures of that role are held to the rule."""
        return not self.applies_to or role in self.applies_to


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One edition, all inheritance applied."""

    name: str
    edition: str
    title: str
    sources: Mapping[str, SourceDocument]
    roles: tuple[RolePattern, ...]
    unmatched: str
    """The role of a file that no pattern matches, or ``error``."""
    categories: tuple[str, ...]
    regions: tuple[str, ...]
    channels: tuple[str, ...]
    rules: tuple[Rule, ...]
    disabled: Mapping[str, str]
    """Inherited rules that were switched off, with the reason."""
    extends: tuple[str, ...]
    sha256: str
    """Of everything that decides a verdict; equal hashes judge alike."""
    file: str
    path: Path

    @property
    def spec(self) -> str:
        """The name that loads exactly this edition."""
        return f"{self.name}@{self.edition}"

    @property
    def role_names(self) -> tuple[str, ...]:
        """Every role the rulebook knows, in the order it names them."""
        named = [pattern.role for pattern in self.roles]
        named += [self.unmatched] if self.unmatched != "error" else []
        named += [role for rule in self.rules for role in rule.applies_to]
        return tuple(dict.fromkeys(named))

    def rule(self, rule_id: str) -> Rule:
        """Return the rule of that id. Raises UsageError with the nearest id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise UsageError(
            f"{self.spec} has no rule {rule_id}",
            hint=suggest(rule_id, (rule.id for rule in self.rules), what="its rules"),
        )
