"""Findings brought together by the rule they break, gravest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from imgrules.model import Finding, ImageResult, Result
from imgrules.reporters.groups import parted
from imgrules.reporters.labels import Label, label, needs_attention
from imgrules.reporters.subjects import Told, every, name_of, subjects


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule with one outcome, and everything it is about."""

    label: Label
    members: tuple[Told, ...]

    @property
    def counted(self) -> str:
        """How many pictures, or SKUs, it is about, in words."""
        if isinstance(self.members[0].subject, ImageResult):
            return pictures(len(self.members))
        return f"{len(self.members)} SKU{'' if len(self.members) == 1 else 's'}"

    @property
    def head(self) -> Finding:
        return self.members[0].finding


class ByRule(NamedTuple):
    """What a report by rule tells."""

    groups: list[RuleGroup]
    """Gravest first, then those with the most pictures."""
    stopped: dict[str, list[str]]
    """What kept pictures from being judged, with their names: a damaged one stops every rule."""


def by_rule(result: Result, *, show_all: bool = False) -> ByRule:
    """Return what needs attention by rule."""
    told: list[Told] = []
    stopped: dict[str, list[str]] = {}
    for subject in subjects(result):
        shown = (each for each in subject.findings if show_all or needs_attention(each))
        judged, unjudged = parted(each for each in shown if not each.checklist)
        told += [Told(subject, finding) for finding in judged]
        for note in unjudged:
            stopped.setdefault(note, []).append(name_of(subject))
    ranked = sorted(_grouped(told), key=lambda group: (group.label.rank, -len(group.members)))
    return ByRule(ranked, stopped)


def pictures(count: int) -> str:
    """Return so many pictures in words."""
    return f"{count} picture{'' if count == 1 else 's'}"


def checklist(result: Result) -> list[RuleGroup]:
    """Return what only a person can confirm, in the rulebooks' order."""
    return _grouped(told for told in every(result) if told.finding.checklist)


def _grouped(told: Iterable[Told]) -> list[RuleGroup]:
    groups: dict[tuple[str, Label], list[Told]] = {}
    for each in told:
        groups.setdefault((each.finding.full_id, label(each.finding)), []).append(each)
    return [RuleGroup(word, tuple(members)) for (_, word), members in groups.items()]
