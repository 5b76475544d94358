from __future__ import annotations

from dataclasses import replace

import pytest

from imgrules.model import ImageResult, Result, Verdict
from imgrules.reporters import MANY_PICTURES, View
from imgrules.reporters.ink import harmless
from imgrules.reporters.text import Text
from tests.unit.reporters.conftest import UNCHECKED, WHITE, image


def shown(result: Result, **view: object) -> str:
    return Text().end(result, View(**view))  # type: ignore[arg-type]


def failing(trusted: Result, count: int) -> Result:
    pictures = tuple(image(f"{n:03}.jpg", Verdict.FAIL, WHITE) for n in range(count))
    return replace(trusted, images=pictures, sets=())


@pytest.mark.parametrize(("count", "by_rule"), [(MANY_PICTURES, False), (MANY_PICTURES + 1, True)])
def test_very_many_pictures_are_told_by_rule(trusted: Result, count: int, by_rule: bool) -> None:
    made = shown(failing(trusted, count))
    assert (f"Background is pure white — {count} pictures" in made) is by_rule
    assert ("--group-by picture" in made) is by_rule


def test_either_can_be_asked_for(trusted: Result) -> None:
    assert "— 3 pictures" in shown(failing(trusted, 3), group_by="rule")
    assert "--group-by picture" not in shown(failing(trusted, 3), group_by="rule")
    listed = shown(failing(trusted, MANY_PICTURES + 1), group_by="picture")
    assert listed.count("→ Re-shoot on white") == MANY_PICTURES + 1


def test_few_pictures_are_named_and_the_rest_counted_unless_asked(trusted: Result) -> None:
    made = shown(failing(trusted, 12), group_by="rule")
    assert "004.jpg" in made
    assert "005.jpg" not in made
    assert "and 7 more" in made
    assert "011.jpg" in shown(failing(trusted, 12), group_by="rule", verbosity=1)


def test_5000_pictures_take_few_lines(trusted: Result) -> None:
    assert len(shown(failing(trusted, 5000)).splitlines()) < 30


def test_what_one_cause_stopped_is_told_once(trusted: Result) -> None:
    both = (UNCHECKED, replace(UNCHECKED, rule="other", title="Other"))
    pictures = tuple(image(f"{n}.jpg", Verdict.UNCHECKED, *both) for n in range(3))
    made = shown(replace(trusted, images=pictures, sets=()), group_by="rule")
    assert "Could not be judged — 3 pictures" in made
    assert "No watermark" not in made


def test_few_causes_are_named_and_the_rest_counted(trusted: Result) -> None:
    def stopped(n: int) -> ImageResult:
        first = replace(UNCHECKED, note=f"cut off at byte {n}")
        return image(f"{n}.jpg", Verdict.UNCHECKED, first, replace(first, rule="other"))

    made = replace(trusted, images=tuple(map(stopped, range(9))), sets=())
    assert "and 4 pictures more, for other causes" in shown(made, group_by="rule")
    assert "cut off at byte 8" in shown(made, group_by="rule", verbosity=1)


def test_sets_and_what_was_let_be_are_told(excused: Result) -> None:
    made = shown(excused, group_by="rule")
    assert "Exactly one main picture — 1 SKU" in made
    assert "waived by photo-studio until 2026-12-01: Glass; case 4471" in " ".join(made.split())


def test_what_passed_is_counted_when_all_is_asked_for(result: Result) -> None:
    made = shown(result, group_by="rule", show_all=True)
    assert "Background is pure white — 2 pictures" in made


@pytest.mark.parametrize("width", [40, 50, 80, 120])
def test_no_line_is_wider_than_the_terminal(excused: Result, width: int) -> None:
    lines = shown(excused, width=width, group_by="rule", verbosity=1).splitlines()
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("::error::x", r"\x3a:error::x"),
        ("  ::add-mask::x", r"  \x3a:add-mask::x"),
        ("a ##[error]x", r"a \x23#[error]x"),
        ("##vso[task]x", r"\x23#vso[task]x"),
        ("##teamcity[x]", r"\x23#teamcity[x]"),
        ("a::b ## c [d]", "a::b ## c [d]"),
    ],
)
def test_no_line_is_a_command_to_a_ci_system(line: str, expected: str) -> None:
    assert harmless(line) == expected
