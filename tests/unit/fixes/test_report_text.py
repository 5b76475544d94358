from __future__ import annotations

from dataclasses import replace

import pytest

from imgrules.fixes.model import Decision, Ending, FixResult, ImageFix
from imgrules.fixes.plan_groups import MOST
from imgrules.fixes.report_outcome import LISTED
from imgrules.fixes.report_text import plan_text, result_text
from imgrules.reporters.ink import Ink, cells
from tests.unit.fixes.told import FIXES, PLAN, RESULT, SAME, planned
from tests.unit.fixes.told import plan as made_plan

WIDE = Ink(120)
HOSTILE = "shots/\x1b[2J\nx\u202egpj.\udce9<script>.jpg"


def test_the_plan_tells_each_step_by_whom_how_safe_and_for_which_rule() -> None:
    said = plan_text(PLAN, WIDE)
    assert "2 pictures alike\n  shots/b.jpg, shots/c.jpg" in said
    assert "fails amazon/background-white, amazon/product-fill-min" in said
    assert "1 background.whiten  built-in  safe  for amazon/background-white" in said
    assert "else background.replace by local" in said
    assert "1 background.replace  pixelapi  unsafe  2 credits" in said
    assert "worth a look: a person decides amazon/no-text" in said
    assert "? shots/e.jpg" in said


def test_the_plan_ends_with_totals_cost_and_how_to_go_on() -> None:
    said = plan_text(PLAN, WIDE)
    assert "5 pictures: 1 passes as it is · 3 would be fixed · 1 needs a person" in said
    assert "2 credits (pixelapi 2 credits), at most 6 credits where attempts fail" in said
    assert "add --apply to fix 3 pictures for 2 credits; 1 of them changes the product" in said


def test_pictures_that_pass_are_named_only_when_asked() -> None:
    assert "shots/a.jpg" not in plan_text(PLAN, WIDE)
    assert "✓ shots/a.jpg" in plan_text(PLAN, WIDE, verbose=True)


def test_a_plan_without_cost_or_work_says_so() -> None:
    said = plan_text(made_plan(planned("a.jpg", Decision.KEEP)), WIDE)
    assert "nothing: no paid service takes part" in said
    assert "there is nothing to apply" in said


def test_many_pictures_with_one_plan_are_told_once() -> None:
    fix = PLAN.images[1]
    many = [replace(fix, path=f"p{number}.jpg") for number in range(300)]
    said = plan_text(made_plan(*many), WIDE)
    assert "300 pictures alike" in said
    assert "and 294 more (-v names them)" in said
    assert len(said.splitlines()) < 15
    assert "p299.jpg" in plan_text(made_plan(*many), WIDE, verbose=True)


def test_many_plans_that_differ_in_what_was_measured_are_told_together() -> None:
    fix = PLAN.images[1]
    many = [
        replace(fix, path=f"p{number}.jpg", reasons=(f"{number} px",)) for number in range(MOST + 1)
    ]
    assert f"{MOST + 1} pictures alike" in plan_text(made_plan(*many), WIDE)
    assert "pictures alike" not in plan_text(made_plan(*many[:MOST]), WIDE)


def test_the_outcome_tells_what_became_of_each_picture() -> None:
    said = result_text(RESULT, WIDE)
    assert "✓ shots/b.jpg" in said
    assert "ΔE 0.31 (95 % under 1.42) · 0.04 % changed · likeness 0.987" in said
    assert "would break amazon/longest-side-min: 480 px" in said
    assert "the result that was dropped: /state/rejected/d.jpg" in said
    assert "5 pictures: 1 fixed · 1 passed as it was · 1 done before · 2 left to a person" in said
    assert "largest median ΔE 0.31 (shots/b.jpg)" in said
    assert "cost      2 credits" in said
    assert said.rstrip().endswith("imgrules undo 20261121-113000")


def test_more_words_name_every_step_and_file() -> None:
    said = result_text(RESULT, WIDE, verbose=True)
    assert "background.whiten by built-in: the backdrop was 231 of 255" in said
    assert "written to /ready/shots/b.jpg" in said
    assert "✓ shots/c.jpg  (done before)" in said


def test_of_many_fixed_pictures_only_those_worth_a_look_are_listed() -> None:
    fixed = [
        ImageFix(f"p{number}.jpg", Ending.FIXED, fidelity=SAME) for number in range(LISTED + 1)
    ]
    odd = replace(fixed[7], reasons=("still warns",))
    said = result_text(FixResult(PLAN, (*fixed[:7], odd, *fixed[8:])), WIDE)
    assert "p7.jpg" in said
    assert "✓ p8.jpg" not in said
    assert "-v lists the fixed ones" in said


def test_pictures_left_for_the_same_reason_are_told_once() -> None:
    left = tuple(
        ImageFix(f"p{number}.jpg", Ending.REVIEW, reasons=("no frame fits",)) for number in range(9)
    )
    said = result_text(FixResult(PLAN, left), WIDE)
    assert said.count("no frame fits") == 1
    assert "9 pictures alike" in said


def test_a_run_that_wrote_nothing_offers_no_undo() -> None:
    said = result_text(FixResult(PLAN, FIXES[3:], "20261121-113000"), WIDE)
    assert "imgrules undo" not in said
    assert "20261121-113000" in said


def test_what_stopped_the_run_is_told() -> None:
    said = result_text(replace(RESULT, problems=("pixelapi: no credits left",)), WIDE)
    assert "stopped   pixelapi: no credits left" in said


@pytest.mark.parametrize("width", [40, 63, 64, 80, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, verbose: bool) -> None:
    ink = Ink(width)
    said = plan_text(PLAN, ink, verbose=verbose) + result_text(RESULT, ink, verbose=verbose)
    assert max(map(cells, said.splitlines())) <= width


def test_without_colour_nothing_is_coloured_and_ascii_suffices() -> None:
    said = plan_text(PLAN, Ink(80, unicode=False)) + result_text(RESULT, Ink(80, unicode=False))
    assert "\x1b" not in said
    assert said.isascii()
    assert "\x1b[" in plan_text(PLAN, Ink(80, colour=True))


def test_no_name_reaches_the_terminal_unguarded() -> None:
    hostile = made_plan(
        replace(PLAN.images[1], path=HOSTILE),
        replace(PLAN.images[4], path=HOSTILE, reasons=(HOSTILE,)),
    )
    fixes = tuple(replace(fix, path=HOSTILE, reasons=(HOSTILE,)) for fix in FIXES)
    said = plan_text(hostile, WIDE, verbose=True)
    said += result_text(FixResult(hostile, fixes), WIDE, verbose=True)
    assert not set("\x1b\u202e\udce9") & set(said)
    said.encode("utf-8")


def test_the_outcome_says_where_the_results_are() -> None:
    fixed = ImageFix("shots/a.jpg", Ending.FIXED, "ready/sub/a.jpg")
    kept = ImageFix("shots/b.jpg", Ending.KEPT, "ready/b.jpg")
    assert "written   2 pictures are ready in ready\n" in result_text(
        FixResult(PLAN, (fixed, kept)), WIDE
    )
    elsewhere = replace(kept, output="/ready/b.jpg")
    assert "written   2 pictures are ready\n" in result_text(
        FixResult(PLAN, (fixed, elsewhere)), WIDE
    )


@pytest.mark.parametrize(
    ("cap", "words"),
    [(None, "at most 6 credits where"), (6, "at most 6 credits where"),
     (5, "at most 5 credits (your budget)")],
)  # fmt: skip
def test_the_plan_never_promises_to_spend_more_than_the_budget(
    cap: float | None, words: str
) -> None:
    capped = replace(PLAN, settings={"budget": {"per_image": None, "per_run": cap}})
    assert words in plan_text(capped, WIDE)
