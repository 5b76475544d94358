from __future__ import annotations

from dataclasses import replace

import pytest

from imgrules.fixes.model import Fidelity
from imgrules.fixes.verify import Limits, verify
from imgrules.model import (
    Decides,
    Finding,
    ImageResult,
    Outcome,
    Severity,
    Status,
    Verdict,
)

SAME = Fidelity(median=0.4, p95=1.5, damaged=0.0, structure=0.99, pixels=1000)
LIMITS = Limits()
SIDE = Finding(
    rulebook="amazon", edition="2026-07-22", rule="longest-side-min", title="Longest side",
    outcome=Outcome.PASS, severity=Severity.ERROR, measured="480 px", required="at least 500 px",
)  # fmt: skip
FAILS = replace(SIDE, outcome=Outcome.FAIL)


def _result(*findings: Finding) -> ImageResult:
    return ImageResult(
        path="a.jpg", sha256=None, bytes=None, format=None, width=None, height=None, sku=None,
        roles=(), verdict=Verdict.PASS, measurements=(), findings=findings,
    )  # fmt: skip


def _verified(before: Finding | None, after: Finding):
    first = _result(before) if before else _result()
    return verify(first, _result(after), SAME, LIMITS)


def test_a_result_that_passes_and_shows_the_same_product_is_accepted() -> None:
    found = _verified(FAILS, SIDE)
    assert (found.accepted, found.reasons, found.worth_a_look) == (True, (), ())


def test_an_error_that_the_fix_brings_drops_it() -> None:
    found = _verified(SIDE, FAILS)
    assert not found.accepted
    assert found.reasons == (
        "would break amazon/longest-side-min: 480 px, required: at least 500 px",
    )


def test_an_error_that_stays_drops_it() -> None:
    assert _verified(FAILS, FAILS).reasons[0].startswith("still breaks amazon/longest-side-min")


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.INFO])
def test_any_rule_that_newly_fails_drops_it(severity: Severity) -> None:
    found = _verified(replace(SIDE, severity=severity), replace(FAILS, severity=severity))
    assert found.reasons[0].startswith("would break")


def test_a_rule_that_did_not_apply_before_and_fails_now_drops_it() -> None:
    assert not _verified(None, replace(FAILS, severity=Severity.WARNING)).accepted


FILL = replace(SIDE, rule="product-fill-min", check="subject.fill")
ZOOM = replace(
    SIDE, rule="longest-side-zoom", check="dimensions.long_edge", severity=Severity.WARNING
)


def test_fewer_pixels_are_the_price_of_a_crop_that_puts_an_error_right() -> None:
    before = _result(replace(FILL, outcome=Outcome.FAIL), ZOOM)
    found = verify(before, _result(FILL, replace(ZOOM, outcome=Outcome.FAIL)), SAME, LIMITS)
    assert found.accepted
    assert found.worth_a_look[0].startswith(
        "has fewer pixels than before: amazon/longest-side-zoom"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FILL, ZOOM),  # no error put right
        (replace(FILL, outcome=Outcome.FAIL), replace(ZOOM, severity=Severity.ERROR)),
        (replace(FILL, outcome=Outcome.FAIL), replace(ZOOM, check="sharpness.focus")),
        (replace(FILL, outcome=Outcome.FAIL, severity=Severity.WARNING), ZOOM),
    ],
)
def test_no_other_warning_is_a_price_and_no_lesser_good_pays(
    before: Finding, after: Finding
) -> None:
    fails = replace(after, outcome=Outcome.FAIL)
    found = verify(_result(before, after), _result(FILL, fails), SAME, LIMITS)
    assert found.reasons[0].startswith("would break amazon/longest-side-zoom")


def test_a_size_given_up_by_the_plan_is_told_once_whether_or_not_it_failed_before() -> None:
    fails = replace(ZOOM, outcome=Outcome.FAIL)
    for before, words in ((ZOOM, "given up for a graver rule"), (fails, "still warns")):
        found = verify(
            _result(before), _result(fails), SAME, LIMITS, given_up=("amazon/longest-side-zoom",)
        )
        assert found.accepted
        assert [each.partition(":")[0] for each in found.worth_a_look] == [words]


def test_a_warning_that_stays_is_worth_a_look() -> None:
    warning = replace(FAILS, severity=Severity.WARNING)
    found = _verified(warning, warning)
    assert found.accepted
    assert found.worth_a_look[0].startswith("still warns: amazon/longest-side-min")


def test_a_warning_nobody_could_judge_before_is_not_the_fix_s_doing() -> None:
    before = replace(SIDE, severity=Severity.WARNING, outcome=Outcome.UNCHECKED)
    assert _verified(before, replace(FAILS, severity=Severity.WARNING)).accepted


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(Outcome.REVIEW, "needs a person for"), (Outcome.UNCHECKED, "could not be judged by")],
)
def test_what_code_cannot_settle_drops_an_error_and_not_a_warning(
    outcome: Outcome, words: str
) -> None:
    error = _verified(FAILS, replace(SIDE, outcome=outcome))
    warning = _verified(FAILS, replace(SIDE, outcome=outcome, severity=Severity.WARNING))
    assert error.reasons[0].startswith(words)
    assert warning.accepted
    assert warning.worth_a_look[0].startswith(words)


def test_a_remark_that_stays_is_not_told_again() -> None:
    remark = replace(FAILS, severity=Severity.INFO)
    found = _verified(remark, remark)
    assert (found.accepted, found.worth_a_look) == (True, ())


@pytest.mark.parametrize("decides", [Decides.ASSIST, Decides.HUMAN])
def test_what_a_person_decides_is_worth_a_look(decides: Decides) -> None:
    asked = replace(SIDE, decides=decides, outcome=Outcome.REVIEW)
    found = _verified(asked, asked)
    assert found.accepted
    assert found.worth_a_look[0].startswith("a person decides amazon/longest-side-min")


def test_evidence_that_was_not_there_before_is_named_as_new() -> None:
    asked = replace(SIDE, decides=Decides.ASSIST, outcome=Outcome.REVIEW)
    found = _verified(replace(asked, checklist=True), asked)
    assert found.worth_a_look[0].startswith("new since the fix: a person decides")


def test_a_line_of_the_checklist_says_nothing() -> None:
    line = replace(SIDE, decides=Decides.HUMAN, outcome=Outcome.REVIEW, checklist=True)
    found = _verified(line, line)
    assert (found.accepted, found.worth_a_look) == (True, ())


def test_a_rule_to_come_drops_a_fix_that_breaks_it() -> None:
    coming = replace(FAILS, status=Status.UPCOMING, enforce_from="2027-01-31")
    passed = replace(coming, outcome=Outcome.PASS)
    assert (
        _verified(passed, coming)
        .reasons[0]
        .startswith("would break amazon/longest-side-min (from 2027-01-31)")
    )
    stays = _verified(coming, coming)
    assert stays.accepted
    assert stays.worth_a_look[0].startswith("will break amazon/longest-side-min (from 2027-01-31)")


@pytest.mark.parametrize("status", [Status.WAIVED, Status.BASELINED])
def test_what_somebody_set_aside_says_nothing(status: Status) -> None:
    found = _verified(FAILS, replace(FAILS, status=status))
    assert (found.accepted, found.worth_a_look) == (True, ())


def test_a_result_without_findings_is_no_proof() -> None:
    found = verify(_result(FAILS), _result(), SAME, LIMITS)
    assert found.reasons == ("no rule could be applied to the result",)


@pytest.mark.parametrize(
    ("inside", "outside", "word"),
    [
        ({"median": 1.0}, {"median": 1.001}, "colours would change: ΔE"),
        ({"p95": 3.0}, {"p95": 3.01}, "worst twentieth"),
        ({"damaged": 0.005}, {"damaged": 0.0051}, "0.5 % of the product would be lost"),
        ({"structure": 0.95}, {"structure": 0.9499}, "likeness"),
    ],
)
def test_both_sides_of_each_limit(
    inside: dict[str, float], outside: dict[str, float], word: str
) -> None:
    kept = verify(_result(FAILS), _result(SIDE), replace(SAME, **inside), LIMITS)
    dropped = verify(_result(FAILS), _result(SIDE), replace(SAME, **outside), LIMITS)
    assert kept.accepted
    assert word in dropped.reasons[0]


@pytest.mark.parametrize("fidelity", [None, Fidelity(0, 0, 0, 0, 0)])
def test_a_product_that_was_not_compared_drops_a_fix_that_changed_pixels(
    fidelity: Fidelity | None,
) -> None:
    changed = verify(_result(FAILS), _result(SIDE), fidelity, LIMITS)
    same = verify(_result(FAILS), _result(SIDE), fidelity, LIMITS, pixels_changed=False)
    assert changed.reasons == ("the product could not be compared with the original's",)
    assert same.accepted


def test_a_product_that_left_the_frame_whole_is_named_as_lost() -> None:
    found = verify(_result(FAILS), _result(SIDE), Fidelity(0, 0, 1, 0, 0), LIMITS)
    assert "100.0 % of the product would be lost" in found.reasons[0]
