"""What becomes of pictures and products when they are judged by other rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from imgrules.engine.replay import Replay, unmeasured
from imgrules.engine.verdict import verdict
from imgrules.model import Finding, Outcome, Result, Status, Verdict

PASSING = frozenset({Verdict.PASS, Verdict.WARN})
"""A warning stops no picture."""


class Turn(StrEnum):
    """Which way a verdict went."""

    FAILS = "fails"
    UNTOLD = "cannot be told"
    """The stored result lacks a measurement that the new rules need, and nothing else fails."""
    REVIEW = "to review"
    WARNED = "warned"
    PASSES = "passes"
    """It failed."""
    EASED = "eased"
    """Something weighed on it before, without failing it."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One picture, or one product, whose verdict is another or cannot be told."""

    kind: Literal["picture", "product"]
    name: str
    turn: Turn
    before: Verdict | None
    """None where the old rules could not judge it at all."""
    after: Verdict
    reasons: tuple[Finding, ...]
    """New findings that make it worse; of what got better, the old ones that are gone."""
    missing: tuple[str, ...] = ()
    """Checks whose measurement the stored result does not hold."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stored result judged by old rules and by new ones."""

    before: Result
    after: Result
    shifts: tuple[Shift, ...]
    """Pictures, then products; in the stored result's order."""

    @property
    def passing_before(self) -> int:
        """How many pictures pass under the old rules."""
        return sum(image.verdict in PASSING for image in self.before.images)

    def of(self, turn: Turn, kind: str = "picture") -> tuple[Shift, ...]:
        """Return the shifts of one turn."""
        return tuple(each for each in self.shifts if each.turn is turn and each.kind == kind)


def compare(before: Replay, after: Replay) -> Comparison:
    """Compare two judgements of one stored result."""
    shifts = (*_pictures(before.result, after.result), *_products(before.result, after.result))
    return Comparison(before.result, after.result, shifts)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the findings on one picture or product came to."""

    findings: tuple[Finding, ...] = ()
    verdict: Verdict | None = None


def _pictures(before: Result, after: Result) -> Iterator[Shift]:
    known = {image.path: _Judged(image.findings, image.verdict) for image in before.images}
    for image in after.images:
        old = known.get(image.path, _Judged())
        yield from _shift("picture", image.path, old, image.findings, image.verdict)


def _products(before: Result, after: Result) -> Iterator[Shift]:
    # A product has one result a rulebook; here each side has one rulebook.
    known = {group.sku: _Judged(group.findings, verdict(group.findings)) for group in before.sets}
    for group in after.sets:
        # A product without rules for it passes.
        old = known.get(group.sku, _Judged(verdict=Verdict.PASS))
        yield from _shift("product", group.sku, old, group.findings, verdict(group.findings))


def _shift(
    kind: Literal["picture", "product"],
    name: str,
    old: _Judged,
    findings: Sequence[Finding],
    after: Verdict,
) -> Iterator[Shift]:
    lacking = {finding.check for finding in findings if unmeasured(finding) and _counts(finding)}
    if lacking and after is not Verdict.FAIL:
        yield Shift(kind, name, Turn.UNTOLD, old.verdict, after, (), tuple(sorted(lacking)))
    elif turn := _turn(old.verdict, after):
        worse = turn in {Turn.FAILS, Turn.REVIEW, Turn.WARNED}
        reasons = (
            _reasons(findings, old.findings, after)
            if worse
            else _reasons(old.findings, findings, old.verdict)
        )
        yield Shift(kind, name, turn, old.verdict, after, reasons)


def _turn(before: Verdict | None, after: Verdict) -> Turn | None:
    if before is after:
        return None
    if after is Verdict.FAIL:
        return Turn.FAILS
    if before is Verdict.FAIL:
        return Turn.PASSES if after in PASSING else Turn.REVIEW
    ranks = list(Verdict)  # from the mildest to the gravest
    if before is not None and ranks.index(after) < ranks.index(before):
        return Turn.EASED
    if after is Verdict.PASS:
        return Turn.EASED
    return Turn.WARNED if after is Verdict.WARN else Turn.REVIEW


def _reasons(
    worse: Sequence[Finding], better: Sequence[Finding], gravest: Verdict | None
) -> tuple[Finding, ...]:
    """Return what earns the gravest verdict on one side and did not on the other."""
    heavy = [finding for finding in worse if verdict([finding]) is gravest]
    same = {(each.rule, each.outcome, each.severity, each.status) for each in better}
    fresh = [each for each in heavy
             if (each.rule, each.outcome, each.severity, each.status) not in same]  # fmt: skip
    return tuple(fresh or heavy)


def _counts(finding: Finding) -> bool:
    return finding.status is Status.ACTIVE and finding.outcome is Outcome.UNCHECKED
