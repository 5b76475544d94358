"""A rule through the editions of its rulebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imgrules.model import Severity, Value
from imgrules.rulebook.kept import Kept
from imgrules.rulebook.load import load_file
from imgrules.rulebook.model import Rule, Rulebook
from imgrules.rulebook.shelf import editions_in

_COMPARED = ("check", "severity", "decides", "basis", "applies_to", "when", "enforce_from", "scope")


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as one edition has it."""

    edition: str
    present: bool
    title: str = ""
    severity: Severity | None = None
    params: Mapping[str, Value] | None = None
    """As written; None where the rule is absent."""
    changed: tuple[str, ...] = ()
    """What differs from the edition before, such as ``params.min_px: 500 → 1000``."""


def history(rulebook: Rulebook, rule_id: str, kept: Kept | None = None) -> tuple[Version, ...]:
    """Return the rule in every edition beside this one, oldest first."""
    versions = []
    before: Rule | None = None
    for book in _editions(rulebook, kept):
        rule = next((rule for rule in book.rules if rule.id == rule_id), None)
        versions.append(_version(book.edition, rule, before))
        before = rule
    return tuple(versions)


def _editions(rulebook: Rulebook, kept: Kept | None) -> tuple[Rulebook, ...]:
    editions = editions_in(rulebook.path.parent)
    if rulebook.path not in [edition.path for edition in editions]:
        return (rulebook,)  # a copy under another name has no history of its own
    return tuple(load_file(edition.path, as_of=edition.day, kept=kept) for edition in editions)


def _version(edition: str, rule: Rule | None, before: Rule | None) -> Version:
    if rule is None:
        return Version(edition, present=False)
    changed = _changes(before, rule) if before else ()
    return Version(edition, True, rule.title, rule.severity, rule.params_given, changed)


def _changes(before: Rule, after: Rule) -> tuple[str, ...]:
    old, new = _comparable(before), _comparable(after)
    return tuple(
        f"{name}: {old.get(name, 'not given')} → {new.get(name, 'not given')}"
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    )


def _comparable(rule: Rule) -> dict[str, object]:
    values = {name: getattr(rule, name) for name in _COMPARED}
    return values | {f"params.{name}": value for name, value in rule.params_given.items()}
