"""One word for a picture, from its findings."""

from __future__ import annotations

from collections.abc import Iterable

from imgrules.model import Finding, Outcome, Severity, Status, Verdict

_PASS = Outcome.PASS


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Return the gravest word that an active finding earns; checklist lines earn none."""
    # Most findings pass, and earn none.
    words = {_word(finding) for finding in findings if finding.outcome is not _PASS}
    gravest = (Verdict.FAIL, Verdict.UNCHECKED, Verdict.REVIEW, Verdict.WARN)
    return next((word for word in gravest if word in words), Verdict.PASS)


def _word(finding: Finding) -> Verdict:
    if finding.status is not Status.ACTIVE or finding.checklist:
        return Verdict.PASS
    if finding.outcome is Outcome.UNCHECKED:
        return Verdict.UNCHECKED
    if finding.severity is Severity.INFO:
        return Verdict.PASS  # told, but never weighed
    if finding.outcome is Outcome.REVIEW:
        return Verdict.REVIEW
    if finding.outcome is Outcome.FAIL:
        return Verdict.FAIL if finding.severity is Severity.ERROR else Verdict.WARN
    return Verdict.PASS
