from __future__ import annotations

import pytest

from imgrules.cli.status import exit_status
from imgrules.model import (
    Finding,
    ImageResult,
    Outcome,
    Problem,
    Result,
    Severity,
    Status,
    Verdict,
)


def result(*findings: Finding, problems: tuple[Problem, ...] = ()) -> Result:
    image = ImageResult(
        path="a.jpg", sha256=None, bytes=None, format=None, width=None, height=None, sku=None,
        roles=(), verdict=Verdict.PASS, measurements=(), findings=findings,
    )  # fmt: skip
    return Result("1", "2026-01-01", False, (), (image,), problems=problems)


def finding(outcome: Outcome, severity: Severity = Severity.ERROR, **more: object) -> Finding:
    return Finding("b", "e", "r", "t", outcome, severity, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.UNCHECKED])
@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("fail_on", list(Severity))
def test_what_failed_or_could_not_be_judged_counts_from_the_severity_asked(
    outcome: Outcome, severity: Severity, fail_on: Severity
) -> None:
    expected = 1 if severity.rank >= fail_on.rank else 0
    assert exit_status(result(finding(outcome, severity)), fail_on=fail_on) == expected


@pytest.mark.parametrize("status", [Status.UPCOMING, Status.WAIVED, Status.BASELINED])
def test_what_is_set_aside_does_not_count(status: Status) -> None:
    for outcome in (Outcome.FAIL, Outcome.REVIEW):
        made = result(finding(outcome, status=status))
        assert exit_status(made, fail_on=Severity.INFO, fail_on_review=True) == 0


@pytest.mark.parametrize(
    ("checklist", "asked", "expected"), [(False, True, 1), (False, False, 0), (True, True, 0)]
)
def test_a_review_counts_when_asked_but_a_checklist_never(
    checklist: bool, asked: bool, expected: int
) -> None:
    made = result(finding(Outcome.REVIEW, Severity.INFO, checklist=checklist))
    assert exit_status(made, fail_on=Severity.ERROR, fail_on_review=asked) == expected


def test_a_problem_outweighs_everything_and_cannot_be_hidden() -> None:
    made = result(finding(Outcome.FAIL), problems=(Problem("x", "y"),))
    assert exit_status(made, fail_on=Severity.ERROR) == 2
    assert exit_status(made, fail_on=Severity.ERROR, exit_zero=True) == 2
    assert exit_status(result(finding(Outcome.FAIL)), fail_on=Severity.ERROR, exit_zero=True) == 0
