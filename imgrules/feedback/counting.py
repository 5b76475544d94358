"""How each rule fared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from imgrules.feedback.accepted import Accepted
from imgrules.feedback.findings import Findings, outcome_today
from imgrules.feedback.model import Refusal, RuleCount, Said
from imgrules.model import Finding, ImageResult, Outcome, Severity

_JUDGED = {Outcome.PASS, Outcome.FAIL}


def rule_counts(
    book: Findings,
    refusals: Iterable[Refusal],
    accepted: Accepted,
    images: Iterable[ImageResult],
) -> tuple[RuleCount, ...]:
    """Return a line for every rule that was held against a picture, the worst first."""
    refused = [image for image in images if image.path in accepted.refused]
    explained = {(path, rule) for each in refusals for path in each.pictures for rule in each.rules}
    told = Counter((rule, each.said) for each in refusals for rule in each.rules)
    false = _count(book, accepted.pictures, {Outcome.FAIL})
    judged = _count(book, accepted.pictures, _JUDGED)
    failed = Counter(
        finding.full_id
        for image in refused
        for finding in book.of(image)
        if outcome_today(finding) is Outcome.FAIL and (image.path, finding.full_id) not in explained
    )
    lines = [
        _line(rule, told, false[rule.full_id], failed[rule.full_id], judged[rule.full_id])
        for rule in {each.full_id: each for each in book.all()}.values()
    ]
    return tuple(sorted(lines, key=_worst_first))


def _worst_first(line: RuleCount) -> tuple[object, ...]:
    return -line.missed, line.severity != Severity.ERROR.value, -line.false_alarms, line.rule


def _count(book: Findings, images: Iterable[ImageResult], outcomes: set[Outcome]) -> Counter[str]:
    return Counter(
        rule
        for image in images
        for rule in {
            finding.full_id for finding in book.of(image) if outcome_today(finding) in outcomes
        }
    )


def _line(
    rule: Finding, told: Counter[tuple[str, Said]], false: int, undecided: int, judged: int
) -> RuleCount:
    return RuleCount(
        rule=rule.full_id,
        title=rule.title,
        severity=rule.severity.value,
        agreed=told[rule.full_id, Said.AGREED],
        missed=told[rule.full_id, Said.MISSED],
        asked=told[rule.full_id, Said.ASKED],
        unchecked=told[rule.full_id, Said.UNCHECKED],
        false_alarms=false,
        undecided=undecided,
        judged=judged,
    )
