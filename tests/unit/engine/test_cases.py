"""Running cases: strict both ways, measured once, and gaps told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from imgrules.engine import bench as bench_module
from imgrules.engine.bench import Bench
from imgrules.engine.case_report import CaseReport, CaseResult, Gap, Unguarded
from imgrules.engine.cases import run_cases
from imgrules.engine.measure import Measured, MeasureKey, measure_image
from imgrules.errors import RulebookError, RulebookNotFoundError
from imgrules.images.image import Image

OLD, NEW = "2026-01-01", "2026-06-01"
BOOK = """\
schema: 1
rulebook: shop
edition: "{edition}"
title: Shop
sources: {{page: {{title: Page}}}}
unmatched: main
rules:
  - id: size-min
    title: At least {least} px
    check: dimensions.long_edge
    params: {{min_px: {least}}}
    severity: error
    source: {{ref: page}}
  - id: size-good
    title: Better 200 px
    check: dimensions.long_edge
    params: {{min_px: 200}}
    severity: warning
    enforce_from: "2027-01-01"
    source: {{ref: page}}
  - id: size-hint
    title: A person looks at the size
    check: dimensions.long_edge
    params: {{min_px: 50}}
    decides: assist
    severity: info
    source: {{ref: page}}
  - id: honest
    title: The product is as pictured
    decides: human
    severity: error
    source: {{ref: page}}
  - id: one-main
    title: One main picture
    check: set.count
    params: {{role: main, max: 1}}
    scope: set
    severity: error
    source: {{ref: page}}
"""

GOOD = """\
  - {id: large, picture: {canvas: [200, 60]}, expect: {size-min: pass}}
  - {id: between, picture: {canvas: [199, 60]}, expect: {size-good: fail}}
  - {id: small, picture: {canvas: [99, 60]}, expect: {size-min: fail, size-good: fail}}
  - {id: two, pictures: [{canvas: [200, 60]}, {canvas: [200, 60]}], expect: {one-main: fail}}
  - {id: one, pictures: [{canvas: [200, 60]}]}
"""


def shop(folder: Path, cases: str, head: str = "") -> str:
    root = folder / "shop"
    (root / "tests").mkdir(parents=True, exist_ok=True)
    (root / f"{OLD}.yaml").write_text(BOOK.format(edition=OLD, least=80))
    (root / f"{NEW}.yaml").write_text(BOOK.format(edition=NEW, least=100))
    text = f"schema: 1\nrulebook: shop\n{head}cases:\n{cases}"
    (root / "tests" / "cases.yaml").write_text(text)
    return str(root)


def run(folder: Path, cases: str, **options: bool) -> CaseReport:
    return run_cases(shop(folder, cases), edition=NEW, **options)  # type: ignore[arg-type]


def test_good_cases_pass_and_leave_no_gap(tmp_path: Path) -> None:
    report = run(tmp_path, GOOD, ablate=True, require_coverage=True)
    assert [result.mismatches for result in report.results] == [()] * 5
    assert (report.uncovered, report.unguarded, report.ok) == ((), (), True)
    assert [result.edition for result in report.results] == [NEW] * 5
    assert report.results[0].location.endswith("cases.yaml:4:6")


@pytest.mark.parametrize(
    ("case", "mismatches"),
    [
        (
            "{id: a, picture: {canvas: [99, 60]}, expect: {size-good: fail}}",
            ["size-min: fail, which the case does not expect (99 px, required at least 100 px)"],
        ),
        (
            "{id: a, picture: {canvas: [200, 60]}, expect: {size-min: fail}}",
            ["size-min: expected fail, got pass (200 px, required at least 100 px)"],
        ),
        (
            "{id: a, picture: {canvas: [199, 60]}, expect: {size-good: review}}",
            ["size-good: expected review, got fail (199 px, required at least 200 px)"],
        ),
        (
            "{id: a, picture: {canvas: [200, 60], truncate: 0.0}}",
            ["size-min: unchecked", "size-good: unchecked", "size-hint: unchecked"],
        ),
        (
            "{id: a, picture: {canvas: [49, 40]}, expect: {size-min: fail, size-good: fail}}",
            ["size-hint: review, which the case does not expect"],
        ),
        (
            "{id: a, picture: {canvas: [99, 60]}, expect: {size-good: fail, size-min: "
            "{outcome: fail, region_overlaps: [0, 0, 5, 5]}}}",
            ["size-min: no region touches [0, 0, 5, 5]; regions: none"],
        ),
    ],
)
def test_a_case_is_red_where_the_rules_say_something_else(
    tmp_path: Path, case: str, mismatches: list[str]
) -> None:
    (result,) = run(tmp_path, f"  - {case}\n").results
    assert not result.passed
    assert len(result.mismatches) == len(mismatches)
    for got, wanted in zip(result.mismatches, mismatches, strict=True):
        assert got.startswith(wanted)


def test_a_checklist_line_needs_no_expectation_and_may_have_one(tmp_path: Path) -> None:
    case = (
        "  - {id: a, picture: {canvas: [200, 60]}, expect: {honest: review, size-hint: review}}\n"
    )
    assert run(tmp_path, case).ok


def test_rules_no_case_shows_both_ways_are_gaps(tmp_path: Path) -> None:
    cases = "".join(GOOD.splitlines(keepends=True)[:2])
    report = run(tmp_path, cases, require_coverage=True)
    assert set(report.uncovered) == {
        Gap(NEW, "size-min", "fail"),
        Gap(NEW, "one-main", "pass"),
        Gap(NEW, "one-main", "fail"),
    }
    assert not report.ok


def test_a_red_case_covers_nothing(tmp_path: Path) -> None:
    wrong = GOOD.replace("{size-min: fail, size-good: fail}", "{size-min: fail}")
    report = run(tmp_path, wrong, require_coverage=True)
    assert report.uncovered == (Gap(NEW, "size-min", "fail"),)


def test_a_rule_whose_silence_nobody_notices_is_unguarded(tmp_path: Path) -> None:
    cases = "".join(GOOD.splitlines(keepends=True)[:2])
    report = run(tmp_path, cases, ablate=True)
    assert report.unguarded == (Unguarded(NEW, "size-min"), Unguarded(NEW, "one-main"))


def test_cases_run_for_the_newest_edition_unless_they_say_more(tmp_path: Path) -> None:
    cases = (
        "  - {id: new, picture: {canvas: [200, 60]}}\n"
        f'  - {{id: old, edition: "{OLD}", picture: {{canvas: [90, 60]}},'
        " expect: {size-good: fail}}\n"
        f'  - {{id: both, editions: ["{OLD}", "{NEW}"], picture: {{canvas: [200, 60]}}}}\n'
    )
    report = run_cases(shop(tmp_path, cases))
    ran = [(result.id, result.edition) for result in report.results]
    assert ran == [("new", NEW), ("old", OLD), ("both", OLD), ("both", NEW)]
    assert report.ok
    pinned = run_cases(f"{shop(tmp_path, cases)}@{OLD}")
    assert [result.id for result in pinned.results] == ["old", "both"]
    one_file = run_cases(f"{shop(tmp_path, cases)}/{OLD}.yaml")
    assert [result.id for result in one_file.results] == ["old", "both"]


def test_the_file_can_name_editions_for_all_cases(tmp_path: Path) -> None:
    head = f'defaults: {{editions: ["{OLD}", "{NEW}"]}}\n'
    spec = shop(tmp_path, "  - {id: a, picture: {canvas: [200, 60]}}\n", head)
    assert [result.edition for result in run_cases(spec).results] == [OLD, NEW]


def test_coverage_is_asked_of_every_edition(tmp_path: Path) -> None:
    report = run_cases(shop(tmp_path, GOOD), require_coverage=True)
    assert {gap.edition for gap in report.uncovered} == {OLD}


def test_an_unknown_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookNotFoundError, match="no edition 2026-06-02") as caught:
        run_cases(shop(tmp_path, GOOD), edition="2026-06-02")
    assert caught.value.hint == f"did you mean {NEW}?"


def test_a_rulebook_without_cases_is_an_error(tmp_path: Path) -> None:
    spec = shop(tmp_path, GOOD)
    (Path(spec) / "tests" / "cases.yaml").unlink()
    with pytest.raises(RulebookError, match="has no test cases"):
        run_cases(spec)


def test_each_picture_is_drawn_and_measured_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def counting(image: Image, keys: Iterable[MeasureKey]) -> dict[MeasureKey, Measured]:
        opened.append(image.path.name)
        return measure_image(image, keys)

    monkeypatch.setattr(bench_module, "measure_image", counting)
    cases = "".join(
        f"  - {{id: {name}, picture: {{canvas: [200, 60], name: same.jpg}},"
        f' editions: ["{OLD}", "{NEW}"]}}\n'
        for name in "abc"
    )
    bench = Bench()
    spec = shop(tmp_path, cases)
    run_cases(spec, ablate=True, require_coverage=True, bench=bench)
    run_cases(spec, bench=bench)
    assert opened == ["same.jpg"]


def test_progress_is_told_case_by_case(tmp_path: Path) -> None:
    seen: list[CaseResult] = []
    report = run_cases(shop(tmp_path, GOOD), on_case=seen.append)
    assert tuple(seen) == report.results
