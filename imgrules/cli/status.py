"""The exit status a result earns."""

from __future__ import annotations

from imgrules.cli.boundary import BROKEN, FAILED, FINE
from imgrules.model import Finding, Outcome, Result, Severity, Status


def exit_status(
    result: Result, *, fail_on: Severity, fail_on_review: bool = False, exit_zero: bool = False
) -> int:
    """Return 2 where the run cannot be trusted, 1 where something fails, else 0.

    ``exit_zero`` turns 1 into 0 but never 2.
    """
    if result.problems:
        return BROKEN
    if exit_zero:
        return FINE
    failing = any(
        _fails(finding, fail_on) or (fail_on_review and _asks(finding))
        for finding in result.findings
    )
    return FAILED if failing else FINE


def _fails(finding: Finding, fail_on: Severity) -> bool:
    """Count what could not be judged like what failed: it must not look like a pass."""
    return (
        finding.status is Status.ACTIVE
        and finding.outcome in {Outcome.FAIL, Outcome.UNCHECKED}
        and finding.severity.rank >= fail_on.rank
    )


def _asks(finding: Finding) -> bool:
    """Leave out checklist lines: they stand for every picture and every run would fail."""
    return (
        finding.status is Status.ACTIVE
        and finding.outcome is Outcome.REVIEW
        and not finding.checklist
    )
