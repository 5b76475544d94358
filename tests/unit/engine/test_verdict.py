from __future__ import annotations

import pytest

from imgrules.engine.verdict import verdict
from imgrules.model import Finding, Outcome, Severity, Status, Verdict


def finding(outcome: str, severity: str = "error", **changes: object) -> Finding:
    return Finding("shop", "e", "r", "t", Outcome(outcome), Severity(severity), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ([], Verdict.PASS),
        ([finding("pass")], Verdict.PASS),
        ([finding("fail", "info"), finding("review", "info")], Verdict.PASS),
        ([finding("fail", "warning")], Verdict.WARN),
        ([finding("fail", "warning"), finding("review", "warning")], Verdict.REVIEW),
        ([finding("review"), finding("unchecked", "info")], Verdict.UNCHECKED),
        ([finding("unchecked"), finding("fail")], Verdict.FAIL),
        ([finding("fail", status=Status.UPCOMING)], Verdict.PASS),
        ([finding("fail", status=Status.WAIVED)], Verdict.PASS),
        ([finding("review", checklist=True)], Verdict.PASS),
    ],
)
def test_gravest_active_finding_gives_the_word(findings: list[Finding], word: Verdict) -> None:
    assert verdict(findings) is word
