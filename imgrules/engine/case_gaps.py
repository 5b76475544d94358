"""What a rulebook's cases leave unproved: rules without a case, rules nobody would miss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imgrules.engine.case_report import Gap, Tried, Unguarded
from imgrules.engine.expect import compare
from imgrules.model import Decides, Outcome
from imgrules.rulebook.model import Rulebook

_FAULTS = {Outcome.FAIL, Outcome.REVIEW}
"""A check that can only ask a person shows its bad side as a review."""


def gaps(tried: Sequence[Tried], books: Sequence[Rulebook]) -> tuple[Gap, ...]:
    """Return every rule of every edition that no green case shows passing, or none failing."""
    return tuple(gap for book in books for gap in _gaps_of(tried, book))


def _gaps_of(tried: Sequence[Tried], book: Rulebook) -> Iterator[Gap]:
    green = [each for each in tried if each.trial.book is book and each.result.passed]
    for rule in _machine_rules(book):
        seen = {each.result.outcomes.get(rule) for each in green}
        if Outcome.PASS not in seen:
            yield Gap(book.edition, rule, "pass")
        if not _FAULTS & seen:
            yield Gap(book.edition, rule, "fail")


def unguarded(tried: Sequence[Tried], books: Sequence[Rulebook]) -> tuple[Unguarded, ...]:
    """Silence each rule in turn and return those whose silence turns no case red.

    Nothing is measured again: a silenced rule is one whose findings all read ``pass``.
    """
    return tuple(
        Unguarded(book.edition, rule)
        for book in books
        for rule in _machine_rules(book)
        if not any(_misses(each, rule) for each in tried if each.trial.book is book)
    )


def _misses(tried: Tried, rule: str) -> bool:
    """Say whether a green case turns red without the rule."""
    if not tried.result.passed:
        return False
    return bool(compare(tried.findings, tried.trial.case.expect, silenced=rule))


def _machine_rules(book: Rulebook) -> Iterator[str]:
    return (rule.id for rule in book.rules if rule.decides is Decides.MACHINE)
