"""Findings brought together by the rule they break, gravest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imgrules.model import Finding, Result
from imgrules.reporters.labels import Label, label
from imgrules.reporters.subjects import Told, every, listed


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule with one outcome, and everything it is about."""

    label: Label
    members: tuple[Told, ...]

    @property
    def head(self) -> Finding:
        return self.members[0].finding


def by_rule(result: Result) -> list[RuleGroup]:
    """Return what needs attention by rule."""
    return ranked(listed(result))


def ranked(told: Iterable[Told]) -> list[RuleGroup]:
    """Return the findings by rule: gravest first, then those with the most pictures."""
    return sorted(_grouped(told), key=lambda group: (group.label.rank, -len(group.members)))


def checklist(result: Result) -> list[RuleGroup]:
    """Return what only a person can confirm, in the rulebooks' order."""
    return _grouped(told for told in every(result) if told.finding.checklist)


def _grouped(told: Iterable[Told]) -> list[RuleGroup]:
    groups: dict[tuple[str, Label], list[Told]] = {}
    for each in told:
        groups.setdefault((each.finding.full_id, label(each.finding)), []).append(each)
    return [RuleGroup(word, tuple(members)) for (_, word), members in groups.items()]
