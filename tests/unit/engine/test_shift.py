from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from imgrules.engine.judge import UNMEASURED
from imgrules.engine.replay import Replay
from imgrules.engine.shift import Turn, compare
from imgrules.engine.verdict import verdict
from imgrules.model import Finding, ImageResult, Outcome, Result, SetResult, Severity, Status

PASS = Finding("shop", "1", "size", "Size", Outcome.PASS, Severity.ERROR, check="a.b")
FAIL = replace(PASS, outcome=Outcome.FAIL)
WARN = replace(FAIL, severity=Severity.WARNING)
REVIEW = replace(PASS, outcome=Outcome.REVIEW)
UNTOLD = replace(PASS, rule="new", outcome=Outcome.UNCHECKED, note=f"{UNMEASURED}why")
UPCOMING = replace(UNTOLD, status=Status.UPCOMING)
OTHER = replace(FAIL, rule="other")


def judged(*findings: Finding, name: str = "a.jpg") -> Replay:
    image = ImageResult(name, "0", 1, "jpeg", 1, 1, "S", (), verdict(findings), (), findings)
    return Replay(Result("0", "2026-01-01", False, (), (image,)), ())


@pytest.mark.parametrize(
    ("before", "after", "turn", "reasons"),
    [
        ([PASS], [FAIL], Turn.FAILS, ["size"]),
        ([WARN], [FAIL], Turn.FAILS, ["size"]),
        ([REVIEW], [FAIL], Turn.FAILS, ["size"]),
        ([PASS], [FAIL, UNTOLD], Turn.FAILS, ["size"]),
        ([FAIL], [PASS], Turn.PASSES, ["size"]),
        ([FAIL], [WARN], Turn.PASSES, ["size"]),
        ([FAIL], [REVIEW], Turn.REVIEW, ["size"]),
        ([PASS], [REVIEW], Turn.REVIEW, ["size"]),
        ([PASS], [WARN], Turn.WARNED, ["size"]),
        ([WARN], [PASS], Turn.EASED, ["size"]),
        ([PASS], [PASS, UNTOLD], Turn.UNTOLD, []),
        ([FAIL], [PASS, UNTOLD], Turn.UNTOLD, []),
    ],
)
def test_turns(before: list[Finding], after: list[Finding], turn: Turn, reasons: Any) -> None:
    (shift,) = compare(judged(*before), judged(*after)).shifts
    assert (shift.turn, [finding.rule for finding in shift.reasons]) == (turn, reasons)
    assert shift.missing == (("a.b",) if turn is Turn.UNTOLD else ())


@pytest.mark.parametrize(
    ("before", "after"),
    [([PASS], [PASS]), ([FAIL], [FAIL]), ([FAIL], [FAIL, UNTOLD]), ([PASS], [PASS, UPCOMING])],
)
def test_nothing_to_tell(before: list[Finding], after: list[Finding]) -> None:
    assert compare(judged(*before), judged(*after)).shifts == ()


def test_only_what_is_new_is_the_reason() -> None:
    (shift,) = compare(judged(WARN), judged(WARN, OTHER)).shifts
    assert [finding.rule for finding in shift.reasons] == ["other"]


def test_a_picture_only_the_newer_rules_can_place() -> None:
    (shift,) = compare(judged(PASS, name="b.jpg"), judged(FAIL)).shifts
    assert (shift.name, shift.before, shift.turn) == ("a.jpg", None, Turn.FAILS)


def test_products_are_told_apart_from_pictures() -> None:
    def of(*findings: Finding) -> Replay:
        group = SetResult("shop", "S1", ("a.jpg",), findings)
        return Replay(replace(judged(PASS).result, sets=(group,)), ())

    (shift,) = compare(of(PASS), of(FAIL)).shifts
    assert (shift.kind, shift.name, shift.turn) == ("product", "S1", Turn.FAILS)
    assert compare(of(PASS), of(FAIL)).of(Turn.FAILS) == ()
    (shift,) = compare(judged(PASS), of(FAIL)).shifts
    assert shift.turn is Turn.FAILS
