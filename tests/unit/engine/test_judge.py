from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from imgrules.engine.contain import Crashed
from imgrules.engine.judge import judge
from imgrules.engine.measure import MeasureKey, Unreadable
from imgrules.errors import RulebookError
from imgrules.model import Decides, Measurement, Outcome, Status
from imgrules.patterns import SlowPatternError
from tests.unit.engine.conftest import TODAY, make_rule, make_rulebook

KEY = MeasureKey("dimensions.long_edge")
RULE = make_rule("long", "dimensions.long_edge", params={"min_px": 500})
BOOK = make_rulebook(RULE)


def measured(px: int) -> dict[MeasureKey, Measurement]:
    return {KEY: Measurement(KEY.check, 1, {"px": px, "width": px, "height": 1})}


@pytest.mark.parametrize(("px", "outcome"), [(499, Outcome.FAIL), (500, Outcome.PASS)])
def test_threshold(px: int, outcome: Outcome) -> None:
    finding = judge(RULE, BOOK, measured(px), TODAY)
    assert finding.outcome is outcome
    assert str(px) in finding.measured
    assert "500" in finding.required


def test_human_rule_is_a_checklist_line_never_a_pass() -> None:
    finding = judge(make_rule("real-item"), BOOK, {}, TODAY)
    assert finding.outcome is Outcome.REVIEW
    assert finding.checklist


@pytest.mark.parametrize(("px", "checklist"), [(499, False), (500, True)])
def test_assisting_check_never_decides(px: int, checklist: bool) -> None:
    rule = replace(RULE, decides=Decides.ASSIST)
    finding = judge(rule, BOOK, measured(px), TODAY)
    assert finding.outcome is Outcome.REVIEW
    assert finding.checklist is checklist


@pytest.mark.parametrize("made", [Unreadable("corrupt", "damaged"), Crashed("boom", "trace")])
@pytest.mark.parametrize("decides", list(Decides))
def test_what_could_not_be_measured_is_unchecked(
    made: Unreadable | Crashed, decides: Decides
) -> None:
    finding = judge(replace(RULE, decides=decides), BOOK, {KEY: made}, TODAY)
    assert finding.outcome is Outcome.UNCHECKED
    assert made.message in finding.note


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2027, 1, 30), Status.UPCOMING), (date(2027, 1, 31), Status.ACTIVE)],
)
def test_enforcement_date(day: date, status: Status) -> None:
    rule = replace(RULE, enforce_from=date(2027, 1, 31))
    finding = judge(rule, BOOK, measured(400), day)
    assert finding.status is status
    assert finding.outcome is Outcome.FAIL
    assert finding.enforce_from == "2027-01-31"


def test_message_is_filled_from_measurement_and_params() -> None:
    rule = replace(RULE, message="{px} px, {min_px:.1f} wanted")
    assert judge(rule, BOOK, measured(400), TODAY).message == "400 px, 500.0 wanted"


@pytest.mark.parametrize("message", ["{nothing}", "{px.real}", "{px[0]}", "{px", "{px:%d}"])
def test_message_that_cannot_be_filled_is_refused(message: str) -> None:
    with pytest.raises(RulebookError):
        judge(replace(RULE, message=message), BOOK, measured(400), TODAY)


def test_a_pattern_that_never_ends_says_where_it_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("imgrules.patterns.SECONDS", 0.05)
    slow = r"(\w|[a-z])*(\w+)+"
    rule = make_rule("name", "file.name", params={"pattern": slow})
    rule = replace(rule, origin={"params.pattern": "acme.yaml:7:15"})
    name = f"{'a' * 60}!"
    found = {MeasureKey("file.name"): Measurement("file.name", 1, {"name": name})}
    with pytest.raises(SlowPatternError) as caught:
        judge(rule, make_rulebook(rule), found, TODAY)
    assert caught.value.message.startswith(f"acme.yaml:7:15: the pattern {slow} takes more than")
    assert name in caught.value.message
