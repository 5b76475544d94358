"""Holding an export against a result, case by case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from imgrules.errors import FeedbackError
from imgrules.feedback.compare import compare
from imgrules.feedback.export import read_export
from imgrules.feedback.model import Feedback, RuleCount, Said
from imgrules.model import (
    Finding,
    ImageResult,
    Outcome,
    Result,
    RoleChoice,
    RulebookUsed,
    SetResult,
    Severity,
    Status,
    Verdict,
)

MAPPING = """\
schema: 1
title: Mine
rulebook: acme
columns:
  sku: {names: [sku]}
  asin: {names: [asin], optional: true}
  image: {names: [image], optional: true}
  role: {names: [slot], optional: true}
  status: {names: [status], optional: true}
  reason: {names: [reason]}
refused: [refused]
accepted: [live]
roles:
  - {matches: ['^main$'], role: main}
reasons:
  - {matches: [background], rules: [white], role: main}
  - {matches: [text], rules: [text, mark]}
  - {matches: [picture count], rules: [count]}
  - {matches: [price], elsewhere: not a picture's}
"""
FAIL, PASS, REVIEW, UNCHECKED = Outcome.FAIL, Outcome.PASS, Outcome.REVIEW, Outcome.UNCHECKED


def finding(rule: str, outcome: Outcome, status: Status = Status.ACTIVE) -> Finding:
    return Finding("acme", "2026-01-01", rule, rule, outcome, Severity.ERROR, status)


def picture(name: str, sku: str | None, *found: Finding, asin: str = "") -> ImageResult:
    role = "main" if ".MAIN." in name else "secondary"
    return ImageResult(
        path=f"shots/{name}", sha256="0", bytes=1, format="jpeg", width=1, height=1, sku=sku,
        roles=(RoleChoice("acme", role, ""),), verdict=Verdict.PASS, measurements=(),
        findings=found, extra={"ASIN": asin} if asin else {},
    )  # fmt: skip


def result(*images: ImageResult, sets: Sequence[SetResult] = ()) -> Result:
    used = RulebookUsed("acme", "2026-01-01", "Acme", "0", 4, never_exercised=("count", "mark"))
    return Result("1", "2026-11-21", False, (used,), images, tuple(sets))


PICTURES = (
    picture("A.MAIN.jpg", "A", finding("white", FAIL), finding("text", FAIL), asin="B0A"),
    picture("A.PT01.jpg", "A", finding("text", FAIL), asin="B0A"),
    picture("B.MAIN.jpg", "B", finding("white", PASS), finding("text", REVIEW)),
    picture("C.MAIN.jpg", "C", finding("white", FAIL), finding("text", UNCHECKED)),
    picture("D.MAIN.jpg", "D", finding("white", PASS), finding("text", PASS)),
    picture("E.MAIN.jpg", None, finding("white", FAIL, Status.WAIVED), finding("text", PASS)),
    picture("F.MAIN.jpg", "F", finding("white", FAIL, Status.UPCOMING)),
)


@pytest.fixture
def tell(tmp_path: Path):
    def call(
        *rows: str, listed: frozenset[str] | None = None, sets: Sequence[SetResult] = ()
    ) -> Feedback:
        (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
        head = "sku,asin,image,slot,status,reason"
        (tmp_path / "r.csv").write_text("\n".join((head, *rows)), encoding="utf-8")
        export = read_export(tmp_path / "r.csv", mapping=str(tmp_path / "m.yaml"))
        return compare(export, result(*PICTURES, sets=sets), listed=listed)

    return call


def counts(told: Feedback, rule: str) -> RuleCount:
    return next(line for line in told.rules if line.rule == f"acme/{rule}")


@pytest.mark.parametrize(
    ("row", "said", "rules", "pictures"),
    [
        ("A,,,,refused,background", Said.AGREED, ("white",), ("A.MAIN.jpg",)),
        ("A,,,,refused,text", Said.AGREED, ("text",), ("A.MAIN.jpg", "A.PT01.jpg")),
        ("A,,,main,refused,text", Said.AGREED, ("text",), ("A.MAIN.jpg",)),
        ("a,,,,refused,TEXT", Said.AGREED, ("text",), ("A.MAIN.jpg", "A.PT01.jpg")),
        (",b0a,,,refused,background", Said.AGREED, ("white",), ("A.MAIN.jpg",)),
        (",,https://x/y/a.pt01.JPG?1,,refused,text", Said.AGREED, ("text",), ("A.PT01.jpg",)),
        (",,a.PT01.jpg,,refused,background", Said.NO_RULE, ("white",), ()),
        ("B,,,,refused,background", Said.MISSED, ("white",), ("B.MAIN.jpg",)),
        ("F,,,,refused,background", Said.MISSED, ("white",), ("F.MAIN.jpg",)),
        ("B,,,,refused,text", Said.ASKED, ("text",), ("B.MAIN.jpg",)),
        ("C,,,,refused,text", Said.UNCHECKED, ("text",), ("C.MAIN.jpg",)),
        ("C,,,,refused,picture count", Said.NO_RULE, ("count",), ("C.MAIN.jpg",)),
        ("C,,renamed.jpg,,refused,background", Said.AGREED, ("white",), ("C.MAIN.jpg",)),
    ],
)
def test_what_we_had_said(
    tell, row: str, said: Said, rules: tuple[str, ...], pictures: tuple[str, ...]
) -> None:
    (refusal,) = tell(row).refusals
    assert refusal.said is said
    assert refusal.rules == tuple(f"acme/{rule}" for rule in rules)
    assert refusal.pictures == tuple(f"shots/{name}" for name in pictures)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Z,,,,refused,text", "nothing called Z"),
        (",,z.jpg,,refused,text", "nothing called z.jpg"),
        (",,,,refused,text", "names neither product nor picture"),
        ("B,B0A,,,refused,text", "B and B0A are different products"),
    ],
)
def test_rows_that_cannot_be_joined_say_why(tell, row: str, why: str) -> None:
    told = tell(row)
    assert not told.refusals
    assert [why in each.why for each in told.unjoined] == [True]
    assert told.pictures_accepted == len(PICTURES)


def test_a_name_that_two_pictures_share_is_not_guessed(tmp_path: Path, tell) -> None:
    twin = picture("x/B.MAIN.jpg", "B2", finding("white", FAIL))
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "r.csv").write_text(
        "sku,image,reason,status\n,b.main.jpg,background,refused\nB2,b.main.jpg,text,refused\n",
        encoding="utf-8",
    )
    export = read_export(tmp_path / "r.csv", mapping=str(tmp_path / "m.yaml"))
    told = compare(export, result(*PICTURES, twin))
    assert ["2 pictures" in each.why for each in told.unjoined] == [True]
    assert [each.pictures for each in told.refusals] == [("shots/x/B.MAIN.jpg",)]


def test_unmapped_reasons_and_statuses_are_kept_and_accept_nothing(tell) -> None:
    told = tell("D,,,,refused,moonlight", "B,,,,pending,text", "C,,,,refused,price")
    assert [each.about for each in told.unmapped] == ["D", "B"]
    assert [each.why for each in told.elsewhere] == ["not a picture's"]
    assert (told.rows, told.refusing_rows, told.accepting_rows) == (3, 2, 0)
    assert told.pictures_refused == 3
    assert "shots/C.MAIN.jpg" not in {alarm.picture for alarm in told.alarms}
    assert counts(told, "white").undecided == 1


def test_repeats_are_one_refusal(tell) -> None:
    told = tell(*["B,,,,refused,background"] * 3)
    assert [(each.repeats, each.said) for each in told.refusals] == [(2, Said.MISSED)]
    assert counts(told, "white").missed == 1


def test_false_alarms_are_what_failed_and_was_accepted(tell) -> None:
    told = tell("A,,,,refused,background")
    assert {(each.rule, each.picture) for each in told.alarms} == {
        ("acme/white", "shots/C.MAIN.jpg"),
        ("acme/white", "shots/E.MAIN.jpg"),  # waived: the rule failed all the same
    }
    white, text = counts(told, "white"), counts(told, "text")
    assert (white.agreed, white.false_alarms, white.judged, white.undecided) == (1, 2, 5, 0)
    assert (text.false_alarms, text.judged, text.undecided) == (0, 2, 2)
    assert told.pictures_refused + told.pictures_accepted == told.pictures


def test_a_row_may_say_that_a_listing_is_accepted(tell) -> None:
    told = tell("C,,,,live,", "A,,,,live,", "A,,,,refused,text")
    assert {(each.picture, each.known) for each in told.alarms} == {
        ("shots/C.MAIN.jpg", True),
        ("shots/E.MAIN.jpg", False),
    }
    assert (told.refusing_rows, told.accepting_rows) == (1, 2)


def test_only_what_is_listed_counts_as_accepted(tell) -> None:
    told = tell("A,,,,refused,text", listed=frozenset({"c", "b0a"}))
    assert [(each.picture, each.known) for each in told.alarms] == [("shots/C.MAIN.jpg", True)]
    assert (told.pictures_refused, told.pictures_accepted, told.pictures_not_listed) == (2, 1, 4)
    assert "list of listings" in told.acceptance


def test_findings_on_a_set_are_its_pictures(tell) -> None:
    group = SetResult("acme", "D", ("shots/D.MAIN.jpg",), (finding("count", FAIL),))
    (refusal,) = tell("D,,,,refused,picture count", sets=[group]).refusals
    assert (refusal.said, refusal.pictures) == (Said.AGREED, ("shots/D.MAIN.jpg",))


def test_rules_that_the_result_lacks_are_noted_with_their_place(tell, tmp_path: Path) -> None:
    assert tell("A,,,,refused,text").notes == ()
    mapping = tmp_path / "typo.yaml"
    mapping.write_text(MAPPING.replace("rules: [white]", "rules: [whit]"), encoding="utf-8")
    export = read_export(tmp_path / "r.csv", mapping=str(mapping))
    (note,) = compare(export, result(*PICTURES)).notes
    assert note.endswith("typo.yaml:16:37: the result has no rule whit (did you mean white?)")


def test_only_columns_of_a_mapping_that_imgrules_brings_are_in_doubt(tell, tmp_path: Path) -> None:
    assert tell("A,,,,refused,text").unconfirmed == ()
    listing = "SKU\tASIN\tStatus\tReason\tIssue Description\nA\tA\tSearch suppressed\tImage\ttext\n"
    (tmp_path / "r.txt").write_text(listing, encoding="utf-8")
    export = read_export(tmp_path / "r.txt", mapping="amazon-suppressed")
    assert "Issue Description" in compare(export, result(*PICTURES)).unconfirmed


def test_which_rulebook_must_be_told(tell, tmp_path: Path) -> None:
    tell("A,,,,refused,text")
    export = read_export(tmp_path / "r.csv", mapping=str(tmp_path / "m.yaml"))
    books = tuple(RulebookUsed(name, "2026-01-01", name, "0", 1) for name in ("one", "two"))
    several = Result("1", "2026-11-21", False, books, PICTURES)
    with pytest.raises(FeedbackError, match="several rulebooks"):
        compare(export, several)
    with pytest.raises(FeedbackError, match="not judged by thre"):
        compare(export, several, rulebook="thre")
    assert "is about acme" in compare(export, several, rulebook="two").notes[0]
