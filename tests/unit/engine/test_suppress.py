"""Waivers and baseline: they change what counts, never what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgrules.engine import paths
from imgrules.engine.baseline import Baseline
from imgrules.engine.baseline_change import compare, pruned, updated, without_waived
from imgrules.engine.excuses import Excuses
from imgrules.engine.paths import PathIndex, any_matches, matches
from imgrules.engine.suppress import suppress, unsuppressed
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
from imgrules.rulebook.waivers import Waiver, Waivers

DAY = date(2026, 11, 21)
FAILED = Finding(
    rulebook="shop", edition="2026-01-01", rule="white", title="White", outcome=Outcome.FAIL,
    severity=Severity.ERROR, check="background.white", rule_sha256="1" * 64,
)  # fmt: skip


def image(path: str, *findings: Finding, **changes: Any) -> ImageResult:
    made = ImageResult(
        path=path, sha256="a" * 64, bytes=1, format="png", width=9, height=9, sku="SKU1",
        roles=(RoleChoice("shop", "main", ""),), verdict=Verdict.FAIL, measurements=(),
        findings=findings or (FAILED,),
    )  # fmt: skip
    return replace(made, **changes)


def result(*images: ImageResult, sets: tuple[SetResult, ...] = ()) -> Result:
    used = RulebookUsed("shop", "2026-01-01", "Shop", "0" * 64, 1)
    return Result("0", DAY.isoformat(), not_a_gate=False, rulebooks=(used,),
                  images=images or (image("a.png"),), sets=sets)  # fmt: skip


def waiver(**changes: Any) -> Waiver:
    made = Waiver(
        id="W-1", rule="shop/white", images=("a.png",), skus=(), sha256=None, reason="Glass.",
        owner="studio", approved_by="", granted=DAY, expires=DAY + timedelta(days=90),
    )  # fmt: skip
    return replace(made, **changes)


def waived(run: Result, *waivers: Waiver, day: date = DAY, **more: Any) -> Result:
    return suppress(run, Excuses(Waivers(waivers), **more), day)


def kinds(run: Result) -> list[str]:
    return [notice.kind for notice in run.notices]


def known(run: Result) -> Baseline:
    return Baseline.of(compare(Baseline(), run, DAY).new)


def excused(run: Result, baseline: Baseline) -> Result:
    return suppress(run, Excuses(baseline=baseline), DAY)


# -- waivers --------------------------------------------------------------------------------------


def test_a_waived_finding_stays_and_says_who_why_and_until_when() -> None:
    done = waived(result(), waiver())
    (finding,) = done.images[0].findings
    assert finding == replace(FAILED, status=Status.WAIVED, suppression=finding.suppression)
    why = finding.suppression
    assert why is not None
    assert (why.kind, why.id, why.owner, why.reason) == ("waiver", "W-1", "studio", "Glass.")
    assert (why.since, why.expires) == ("2026-11-21", "2027-02-19")
    assert done.images[0].verdict is Verdict.PASS
    assert kinds(done) == []


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (DAY - timedelta(days=1), Status.ACTIVE),
        (DAY, Status.WAIVED),
        (DAY + timedelta(days=90), Status.WAIVED),
        (DAY + timedelta(days=91), Status.ACTIVE),
    ],
)
def test_first_and_last_day_count(day: date, status: Status) -> None:
    done = waived(result(), waiver(), day=day)
    assert done.images[0].findings[0].status is status
    assert (done.images[0].verdict is Verdict.FAIL) == (status is Status.ACTIVE)


def test_what_has_run_out_says_so_and_how_much_counts_again() -> None:
    done = waived(result(), waiver(), day=DAY + timedelta(days=91))
    assert kinds(done) == ["waiver/expired"]
    assert "1 finding of shop/white counts" in done.notices[0].message


@pytest.mark.parametrize(("many", "notices"), [(6, 6), (7, 1)])
def test_many_that_run_out_are_told_together(many: int, notices: int) -> None:
    paths = [f"{at}.png" for at in range(many)]
    waivers = [waiver(id=f"W-{at}", images=(path,)) for at, path in enumerate(paths)]
    done = waived(result(*map(image, paths)), *waivers, day=DAY + timedelta(days=91))
    assert kinds(done) == ["waiver/expired"] * notices
    if notices == 1:
        assert done.notices[0].message == (
            "7 waivers: W-0, W-1, W-2, W-3, W-4, W-5 and 1 more have run out; "
            "they are about 7 findings here"
        )


@pytest.mark.parametrize(("left", "told"), [(14, ["waiver/ends-soon"]), (15, [])])
def test_an_end_is_told_fourteen_days_ahead(left: int, told: list[str]) -> None:
    assert kinds(waived(result(), waiver(expires=DAY + timedelta(days=left)))) == told


@pytest.mark.parametrize(("days", "status"), [(365, Status.WAIVED), (366, Status.ACTIVE)])
def test_a_waiver_that_lasts_too_long_does_not_work(days: int, status: Status) -> None:
    done = waived(result(), waiver(expires=DAY + timedelta(days=days)))
    assert done.images[0].findings[0].status is status
    assert kinds(done) == ([] if status is Status.WAIVED else ["waiver/too-long"])


def test_a_rule_that_cannot_be_waived_is_not() -> None:
    finding = replace(FAILED, waivable=False)
    done = waived(result(image("a.png", finding)), waiver())
    assert done.images[0].findings == (finding,)
    assert kinds(done) == ["waiver/not-waivable"]
    assert known(result(image("a.png", finding))).entries == {}


def test_an_unknown_rule_is_told_with_the_nearest() -> None:
    done = waived(result(), waiver(rule="shop/whyte"))
    assert done.images[0].verdict is Verdict.FAIL
    assert [(n.kind, n.hint) for n in done.notices] == [
        ("waiver/unknown-rule", "did you mean shop/white?")
    ]


def test_waivers_for_another_rulebook_are_left_alone() -> None:
    assert kinds(waived(result(), waiver(rule="other-market/size"))) == []


def test_a_rule_that_was_not_asked_for_is_not_unknown() -> None:
    rules = {"shop/white": True, "shop/size": True}
    assert kinds(waived(result(), waiver(rule="shop/size"), rules=rules)) == []


def test_a_pinned_waiver_holds_for_these_bytes_only() -> None:
    same, other = waiver(sha256="a" * 64), waiver(sha256="b" * 64)
    assert waived(result(), same).images[0].verdict is Verdict.PASS
    done = waived(result(), other)
    assert done.images[0].verdict is Verdict.FAIL
    assert kinds(done) == ["waiver/other-bytes"]


def test_what_is_not_needed_is_told() -> None:
    passed = replace(FAILED, outcome=Outcome.PASS)
    done = waived(result(image("a.png", passed)), waiver(), waiver(id="W-2", images=("gone.png",)))
    assert kinds(done) == ["waiver/unused", "waiver/no-picture"]


def test_a_waiver_for_a_rule_to_come_is_not_called_unused() -> None:
    coming = replace(FAILED, status=Status.UPCOMING)
    done = waived(result(image("a.png", coming)), waiver())
    assert done.images[0].findings == (coming,)
    assert kinds(done) == []


@pytest.mark.parametrize(
    "finding",
    [
        replace(FAILED, outcome=Outcome.UNCHECKED),
        replace(FAILED, rulebook="imgrules", rule="readable"),
        replace(FAILED, outcome=Outcome.REVIEW, checklist=True),
        replace(FAILED, status=Status.UPCOMING),
        replace(FAILED, outcome=Outcome.PASS),
    ],
    ids=["unchecked", "unreadable", "checklist", "upcoming", "passed"],
)
def test_what_is_not_known_to_fail_is_never_set_aside(finding: Finding) -> None:
    run = result(image("a.png", finding))
    done = waived(run, waiver(rule=finding.full_id))
    assert done.images[0].findings == (finding,)
    assert known(run).entries == {}


def test_a_review_can_be_waived() -> None:
    done = waived(result(image("a.png", replace(FAILED, outcome=Outcome.REVIEW))), waiver())
    assert done.images[0].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"images": ("*.png",)}, Status.WAIVED),
        ({"images": ("a.png",)}, Status.ACTIVE),
        ({"images": (), "skus": ("SKU1",)}, Status.WAIVED),
        ({"images": ("*.png",), "sha256": "a" * 64}, Status.ACTIVE),
    ],
)
def test_a_set_is_waived_by_sku_or_by_all_its_pictures(
    changes: dict[str, Any], status: Status
) -> None:
    group = SetResult("shop", "SKU1", ("a.png", "b.png"), (replace(FAILED, rule="count"),))
    run = result(image("a.png"), image("b.png", sha256="b" * 64), sets=(group,))
    done = waived(run, waiver(rule="shop/count", **changes))
    assert done.sets[0].findings[0].status is status


# -- baseline -------------------------------------------------------------------------------------


def test_a_known_finding_stays_and_does_not_count() -> None:
    done = excused(result(), known(result()))
    (finding,) = done.images[0].findings
    assert finding.status is Status.BASELINED
    assert finding.suppression is not None
    assert finding.suppression.since == "2026-11-21"
    assert done.images[0].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("today", "verdict"),
    [
        (image("moved/b.png"), Verdict.PASS),
        (image("a.png", sha256="b" * 64), Verdict.FAIL),
        (image("a.png", replace(FAILED, rule_sha256="2" * 64)), Verdict.FAIL),
        (image("a.png", replace(FAILED, severity=Severity.WARNING)), Verdict.PASS),
        (image("a.png", replace(FAILED, edition="2026-06-01")), Verdict.PASS),
    ],
    ids=["moved", "other-bytes", "other-rule", "less-grave", "other-edition"],
)
def test_what_has_changed_is_judged_afresh(today: ImageResult, verdict: Verdict) -> None:
    assert excused(result(today), known(result())).images[0].verdict is verdict


def test_what_has_become_graver_counts() -> None:
    mild = known(result(image("a.png", replace(FAILED, severity=Severity.WARNING))))
    asked = known(result(image("a.png", replace(FAILED, outcome=Outcome.REVIEW))))
    for baseline in (mild, asked):
        assert excused(result(), baseline).images[0].verdict is Verdict.FAIL


def test_a_waiver_comes_before_the_baseline_and_its_end_is_not_covered_by_it() -> None:
    baseline = known(result())
    both = Excuses(Waivers((waiver(),)), baseline)
    assert suppress(result(), both, DAY).images[0].findings[0].status is Status.WAIVED
    late = suppress(result(), both, DAY + timedelta(days=91))
    assert late.images[0].findings[0].status is Status.ACTIVE
    assert late.images[0].verdict is Verdict.FAIL


def test_suppressing_twice_is_suppressing_once_and_can_be_taken_back() -> None:
    excuses = Excuses(Waivers((waiver(expires=DAY),)), known(result()))
    run = replace(result(), images=(image("a.png"), image("c.png")))
    once = suppress(run, excuses, DAY)
    assert suppress(once, excuses, DAY) == once
    assert unsuppressed(once) == run


def test_a_set_is_known_by_the_bytes_and_roles_of_its_pictures() -> None:
    def run(*names: str, role: str = "main", last: str = "b") -> Result:
        group = SetResult("shop", "SKU1", names, (FAILED,))
        passed = replace(FAILED, outcome=Outcome.PASS)
        pictures = [
            image(name, passed, sha256=letter * 64, roles=(RoleChoice("shop", role, ""),))
            for name, letter in zip(names, ("a", last), strict=True)
        ]
        return result(*pictures, sets=(group,))

    baseline = known(run("a.png", "b.png"))
    (entry,) = baseline.entries.values()
    assert (entry.sku, entry.path) == ("SKU1", "")

    def status(changed: Result) -> Status:
        return excused(changed, baseline).sets[0].findings[0].status

    assert status(run("x/a.png", "x/b.png")) is Status.BASELINED
    assert status(run("a.png", "b.png", last="c")) is Status.ACTIVE
    assert status(run("a.png", "b.png", role="swatch")) is Status.ACTIVE


def test_update_takes_out_what_is_resolved_and_keeps_what_was_not_judged() -> None:
    size = replace(FAILED, rule="size")
    before = result(image("a.png", FAILED, size), image("b.png", sha256="b" * 64))
    baseline = known(before)
    today = result(image("a.png", replace(FAILED, outcome=Outcome.PASS), size))
    change = compare(baseline, today, DAY)
    assert [(e.rule, e.path) for e in change.found] == [("shop/size", "a.png")]
    assert [(e.rule, e.path) for e in change.resolved] == [("shop/white", "a.png")]
    assert [(e.rule, e.path) for e in change.unseen] == [("shop/white", "b.png")]
    assert len(updated(change, accept_new=False).entries) == 2
    assert len(pruned(change).entries) == 1


def test_a_replaced_picture_is_resolved_and_one_that_cannot_be_judged_is_not() -> None:
    baseline = known(result())
    replaced = compare(baseline, result(image("a.png", sha256="b" * 64)), DAY)
    assert len(replaced.resolved) == len(replaced.new) == 1
    unknown = replace(FAILED, outcome=Outcome.UNCHECKED)
    blind = compare(baseline, result(image("a.png", unknown)), DAY)
    assert (len(blind.unseen), blind.refused) == (1, 1)


def test_new_findings_enter_only_when_told_to() -> None:
    change = compare(Baseline(), result(), DAY)
    assert updated(change, accept_new=False).entries == {}
    assert len(updated(change, accept_new=True).entries) == 1


def test_what_a_waiver_answers_for_is_no_part_of_a_baseline() -> None:
    change = compare(Baseline(), waived(result(), waiver()), DAY)
    assert (change.new, change.waived) == ((), 1)


def test_a_run_tells_how_many_known_findings_are_gone() -> None:
    done = excused(result(image("a.png", replace(FAILED, outcome=Outcome.PASS))), known(result()))
    assert kinds(done) == ["baseline/resolved"]


def test_what_a_waiver_was_about_is_not_known_after_it() -> None:
    baseline = known(result(image("a.png"), image("b.png", sha256="b" * 64)))
    left = without_waived(baseline, [waiver(), waiver(rule="shop/size", images=("**",))])
    assert [entry.path for entry in left.entries.values()] == ["b.png"]


# -- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "pattern", "meant"),
    [
        ("a/b.jpg", "a/b.jpg", True),
        ("./a/b.jpg", "a/b.jpg", True),
        ("x/a/b.jpg", "a/b.jpg", False),
        ("x/b.jpg", "b.jpg", False),
        ("x/b.jpg", "**/b.jpg", True),
        ("b.jpg", "**/b.jpg", True),
        ("a/b/c.jpg", "a/*.jpg", False),
        ("a/b/c.jpg", "a/", True),
        ("ab/c.jpg", "a/", False),
        ("a/b/c.jpg", "a/**/**/c.jpg", True),
        ("a/e\u0301.jpg", "a/\u00e9.jpg", True),
        ("a/x[1].jpg", "a/x[[]1].jpg", True),
        ("a/A.jpg", "a/a.jpg", False),
        ("a/\udcff.jpg", "a/\\xff.jpg", True),
    ],
)
def test_patterns_mean_paths_as_reports_show_them(name: str, pattern: str, *, meant: bool) -> None:
    assert matches(name, pattern) is meant
    assert PathIndex.of([["elsewhere.jpg"], [pattern]]).meaning(name) == ({1} if meant else set())


@given(
    name=st.text("ab/.", min_size=1, max_size=8),
    lists=st.lists(st.lists(st.text("ab/.*?[]", min_size=1, max_size=8), max_size=3), max_size=4),
)
def test_an_index_of_patterns_says_what_trying_each_says(name: str, lists: list[list[str]]) -> None:
    each = {at for at, patterns in enumerate(lists) if any_matches(name, tuple(patterns))}
    assert PathIndex.of(lists).meaning(name) == each


def test_many_waivers_try_their_patterns_only_where_they_can_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    def never(part: str, _: str) -> bool:
        tried.append(part)
        return False

    monkeypatch.setattr(paths, "fnmatchcase", never)
    waivers = [waiver(id=f"W-{at}", images=(f"shots/{at:03}.*",)) for at in range(100)]
    waived(result(*(image(f"shots/{at:03}.jpg") for at in range(100))), *waivers)
    assert len(tried) <= 200  # once for the finding, once for the notices


def test_many_stars_cost_no_time() -> None:
    assert not matches("a/" * 200 + "b", "**/a/" * 60 + "c")
