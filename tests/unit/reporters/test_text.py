from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from imgrules.model import Result
from imgrules.reporters import View
from imgrules.reporters.text import Text

GOLDEN = Path(__file__).parent / "golden"


def shown(result: Result, **view: object) -> str:
    return Text().end(result, View(**view))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("usual-80", {"seconds": 4.2, "notes": ("amazon: 6 rules depend on the category",)}),
        ("verbose-120", {"width": 120, "verbosity": 1}),
        ("all-ascii-60", {"width": 60, "show_all": True, "unicode": False}),
        ("quiet-80", {"verbosity": -1}),
        ("colour-80", {"colour": True}),
    ],
)
def test_the_report_is_as_agreed(result: Result, name: str, view: dict[str, object]) -> None:
    assert shown(result, **view) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(result: Result, width: int) -> None:
    lines = shown(result, width=width, verbosity=1, show_all=True, seconds=3.0).splitlines()
    assert max(map(len, lines)) <= width


def test_ascii_output_is_ascii(result: Result) -> None:
    assert shown(result, unicode=False, verbosity=1, show_all=True).isascii()


def test_colour_changes_nothing_but_colour(result: Result) -> None:
    import re

    painted = shown(result, colour=True, verbosity=1)
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == shown(result, verbosity=1)


def test_what_every_rulebook_says_is_told_once(result: Result) -> None:
    report = shown(result)
    assert report.count("91.2 % white") == 1
    assert "amazon/background-white" in report
    assert "google/background-white" in report


def test_the_same_evidence_under_two_rules_is_told_once(result: Result) -> None:
    image = result.images[1]
    white = next(each for each in image.findings if each.measured == "91.2 % white")
    stricter = replace(white, rule="whiter", title="Background is whiter still")
    twice = replace(result, images=(replace(image, findings=(white, stricter)),))
    report = shown(twice)
    assert report.count("grey gradient") == 1
    assert "what and where: as above" in report


def test_what_one_cause_kept_from_being_judged_is_told_once(result: Result) -> None:
    image = result.images[2]
    (unchecked,) = image.findings
    both = (unchecked, replace(unchecked, rule="other", title="Other"))
    report = shown(replace(result, images=(replace(image, findings=both),)))
    assert "2 rules could not be judged" in report
    assert "amazon/no-watermark, amazon/other" in report


def test_a_checklist_rule_stands_once_with_its_number_of_pictures(result: Result) -> None:
    report = shown(result)
    assert report.count("The picture shows the product sold") == 1
    assert "2 pictures · amazon/right-product" in report


def test_a_result_for_a_past_day_says_it_is_no_gate(result: Result) -> None:
    assert "not a gate" in shown(replace(result, not_a_gate=True))
    assert "not a gate" not in shown(result)


def test_a_name_cannot_command_the_terminal(result: Result) -> None:
    image = replace(result.images[1], path="a\n\x1b[31m\u202e\udcff\u200b.jpg")
    report = shown(replace(result, images=(image,)))
    assert r"a\n\x1b[31m\u202e\xff\u200b.jpg" in report
    assert "\x1b" not in report


def test_a_result_without_pictures_that_need_attention_is_short(result: Result) -> None:
    fine = replace(result, images=result.images[:1], sets=(), problems=())
    report = shown(fine)
    assert "shots/a.jpg" not in report
    assert "1 picture: 1 pass" in report


def test_many_rules_that_met_nothing_are_counted(result: Result) -> None:
    used = replace(result.rulebooks[0], never_exercised=tuple(f"rule-{n}" for n in range(9)))
    many = replace(result, rulebooks=(used,))
    assert "and 3 more (-v names them)" in " ".join(shown(many).split())
    assert "rule-8" in shown(many, verbosity=1)


@pytest.mark.parametrize(
    ("seconds", "said"), [(4.2, "4.2 s, 1.40 s a picture"), (125.0, "2 min 5 s")]
)
def test_the_time_is_told(result: Result, seconds: float, said: str) -> None:
    assert said in shown(result, seconds=seconds)


def test_a_long_title_of_a_source_is_cut_to_one_line_unless_all_is_asked_for(
    result: Result,
) -> None:
    image = result.images[1]
    long = "Requirements of pictures on the marketplace, as the help pages state them"
    findings = [
        replace(each, source=replace(each.source, title=long))
        for each in image.findings
        if each.source
    ]
    made = replace(result, images=(replace(image, findings=tuple(findings)),), sets=())
    line = next(each for each in shown(made).splitlines() if "amazon/background-white" in each)
    assert line.strip() == "Requirements of pictures on the…, 3.2 · amazon/background-white"
    assert long in " ".join(shown(made, verbosity=1).split())


def test_each_of_several_rulebooks_tells_how_many_pictures_it_refuses(result: Result) -> None:
    report = " ".join(shown(result).split())
    assert "(amazon, 34 rules): 1 picture fails" in report
    none = replace(result, images=result.images[:1])
    assert "no picture fails" in " ".join(shown(none).split())
    assert "picture fails" not in shown(replace(none, rulebooks=none.rulebooks[:1]))


def test_what_many_products_lack_is_told_once(result: Result) -> None:
    group = result.sets[0]
    many = tuple(replace(group, sku=f"SKU{number:02}") for number in range(12))
    text = shown(replace(result, sets=many), width=120)
    assert text.count("Exactly one main picture") == 1
    assert "12 SKUs" in text
    assert "SKU07" in text
    assert "and 4 more" in text
    assert "SKU11" in shown(replace(result, sets=many), width=120, verbosity=1)
