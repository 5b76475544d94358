"""Findings brought together by the rule they break, gravest first."""

from __future__ import annotations

from collections import Counter
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
    """Maybe only the first: holding all of a long run costs memory."""
    count: int

    @property
    def counted(self) -> str:
        """How many pictures, or SKUs, it is about, in words."""
        if isinstance(self.members[0].subject, ImageResult):
            return pictures(self.count)
        return f"{self.count} SKU{'' if self.count == 1 else 's'}"

    @property
    def head(self) -> Finding:
        return self.members[0].finding


class ByRule(NamedTuple):
    """What a report by rule tells."""

    groups: list[RuleGroup]
    """Gravest first, then those with the most pictures."""
    stopped: dict[str, list[str]]
    """What kept pictures from being judged, with their names: a damaged one stops every rule."""


def by_rule(result: Result, *, show_all: bool = False, most: int = 1) -> ByRule:
    """Return what needs attention by rule, at most so many members of each; 0 for all."""
    grouping = _Grouping(most)
    stopped: dict[str, list[str]] = {}
    for subject in subjects(result):
        shown = (each for each in subject.findings if show_all or needs_attention(each))
        judged, unjudged = parted(each for each in shown if not each.checklist)
        for finding in judged:
            grouping.add(Told(subject, finding))
        for note in unjudged:
            stopped.setdefault(note, []).append(name_of(subject))
    ranked = sorted(grouping.groups(), key=lambda group: (group.label.rank, -group.count))
    return ByRule(ranked, stopped)


def pictures(count: int) -> str:
    """Return so many pictures in words."""
    return f"{count} picture{'' if count == 1 else 's'}"


def checklist(result: Result) -> list[RuleGroup]:
    """Return what only a person can confirm, in the rulebooks' order."""
    grouping = _Grouping(most=1)
    for told in every(result):
        if told.finding.checklist:
            grouping.add(told)
    return grouping.groups()


class _Grouping:
    """Counts findings by rule and outcome, and keeps the first of each."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._members: dict[tuple[str, Label], list[Told]] = {}
        self._counts: Counter[tuple[str, Label]] = Counter()

    def add(self, told: Told) -> None:
        key = told.finding.full_id, label(told.finding)
        self._counts[key] += 1
        kept = self._members.setdefault(key, [])
        if len(kept) < self._most or not self._most:
            kept.append(told)

    def groups(self) -> list[RuleGroup]:
        return [
            RuleGroup(key[1], tuple(members), self._counts[key])
            for key, members in self._members.items()
        ]
