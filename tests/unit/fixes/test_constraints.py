from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from imgrules.config import Background
from imgrules.fixes.constraints import (
    Constraints,
    backdrop_spec,
    file_conflicts,
    file_spec,
    frame_spec,
    gather,
)
from imgrules.model import Severity
from imgrules.rulebook.model import Rulebook
from tests.unit.engine.conftest import make_rule, make_rulebook
from tests.unit.fixes.seen import TODAY, Seen, book, look

from imgrules.engine.job import rules_for  # isort: skip


def of(*names: str, as_of: date = TODAY, **seen: object) -> Constraints:
    books = [book(name) for name in names]
    _, picture = look(Seen(**seen), books)  # type: ignore[arg-type]
    return gather([(each, rules_for(each, picture)) for each in books], as_of)


def made(*rules: tuple[str, dict[str, object]], severity: Severity = Severity.ERROR) -> Constraints:
    listed = [
        make_rule(f"rule-{number}", check, params=params, severity=severity)
        for number, (check, params) in enumerate(rules)
    ]
    shop: Rulebook = make_rulebook(*listed)
    return gather([(shop, shop.rules)], TODAY)


def test_three_marketplaces_meet_in_one_specification():
    spec = frame_spec(of("amazon", "google", "bol").demands)
    assert spec.fill_min["longest_side"].rule == "amazon/product-fill-min"
    assert spec.fill_max["longest_side"].rule == "google/product-fill-range"
    assert (spec.long_max.value, spec.megapixels_max.value) == (10_000, 64)
    assert (spec.trimmed_min.value, spec.trimmed_max.value) == (500, 6000)
    file = file_spec(of("amazon", "google", "bol"))
    assert file.formats == ("jpeg", "png", "tiff")
    assert (file.max_bytes.value, file.max_bytes.rule) == (10_485_760, "bol/file-size-max")
    assert (file.min_bytes.value, file.quality_min.value, file.dpi_min.value) == (30_720, 75, 72)


def test_only_rules_that_apply_count():
    assert of("amazon", role="secondary").white == ()
    assert "fill_min" not in {each.field for each in of("amazon", role="swatch").demands}
    clothing = of("amazon", categories=("clothing",), region="de")
    assert frame_spec(clothing.demands).fill_min.keys() == {"longest_side", "bbox_area"}
    assert frame_spec(clothing.demands).ratio_min.value == pytest.approx(0.75 * 0.95)


def test_a_rule_not_in_force_yet_counts_as_a_wish():
    before = [each for each in of("google").demands if each.rule == "google/min-size-2027"]
    assert {(each.rank, each.bound.severity) for each in before} == {(0, "info")}
    after = [
        each
        for each in of("google", as_of=date(2027, 2, 1)).demands
        if each.rule == "google/min-size-2027"
    ]
    assert {(each.rank, each.bound.severity) for each in after} == {(2, "error")}


@pytest.mark.parametrize(
    ("check", "params", "expected"),
    [
        ("dimensions.long_edge", {"min_px": 1, "max_px": 9}, {"long_min": 1, "long_max": 9}),
        ("dimensions.short_edge", {"min_px": 1, "max_px": 9}, {"short_min": 1, "short_max": 9}),
        ("dimensions.size", {"min_width": 1, "max_height": 9}, {"width_min": 1, "height_max": 9}),
        ("dimensions.exact", {"width": 100, "height": 50, "tolerance_px": 2},
         {"width_min": 98, "width_max": 102, "height_min": 48, "height_max": 52}),
        ("dimensions.sum", {"max_px": 9}, {"sum_max": 9}),
        ("dimensions.megapixels", {"min_mp": 1.0, "max_mp": 9.0},
         {"megapixels_min": 1, "megapixels_max": 9}),
        ("dimensions.trimmed", {"min_width": 3, "min_height": 5, "max_width": 9, "max_height": 7},
         {"trimmed_min": 5, "trimmed_max": 7}),
        ("dimensions.aspect_max", {"ratio": "5:1"}, {"ratio_min": 0.2, "ratio_max": 5}),
        ("dimensions.aspect_ratio", {"ratio": "2:1", "tolerance": 0.1},
         {"ratio_min": 1.8, "ratio_max": 2.2}),
        ("dimensions.orientation", {"allowed": ["landscape", "square"]}, {"ratio_min": 1.0}),
        ("dimensions.orientation", {"allowed": ["square", "portrait"]}, {"ratio_max": 1.0}),
        ("dimensions.orientation", {"allowed": ["square"]}, {"ratio_min": 1.0, "ratio_max": 1.0}),
    ],
)  # fmt: skip
def test_every_check_on_dimensions_binds_the_frame(check, params, expected):
    spec = frame_spec(made((check, params)).demands)
    bounds = {name: getattr(spec, name).value for name in expected}
    assert bounds == pytest.approx(expected)
    others = frame_spec(())
    assert replace(spec, **dict.fromkeys(expected)) == replace(others, ratio_exact=spec.ratio_exact)


def test_a_landscape_is_wider_than_square():
    spec = frame_spec(made(("dimensions.orientation", {"allowed": ["landscape"]})).demands)
    assert 1 < spec.ratio_min.value < 1.01


def test_the_tightest_bound_wins_and_of_equal_ones_the_graver():
    rules = made(("dimensions.long_edge", {"min_px": 500}), ("dimensions.long_edge",
                                                             {"min_px": 1000}))  # fmt: skip
    assert frame_spec(rules.demands).long_min.value == 1000
    soft = made(("dimensions.long_edge", {"min_px": 500}), severity=Severity.WARNING)
    hard = made(("dimensions.long_edge", {"min_px": 500}))
    both = frame_spec((*soft.demands, *hard.demands))
    assert both.long_min.severity == "error"


def test_a_shape_without_tolerance_is_exact():
    assert frame_spec(of("walmart").demands).ratio_exact
    assert not frame_spec(of("zalando").demands).ratio_exact


def test_crops_are_collected():
    assert frame_spec(of("etsy").demands).crop_safe == ("1:1", "3:4")


def test_formats_refused_and_subsampling_and_baseline():
    rules = made(
        ("file.format", {"refused": ["jpeg"]}),
        ("encoding.subsampling", {"allowed": ["4:4:4", "4:2:2"]}),
        ("encoding.progressive", {"allowed": False}),
    )
    file = file_spec(rules)
    assert file.formats == ("png", "webp", "tiff", "bmp")
    assert file.subsampling == ("4:4:4", "4:2:2")
    assert file.progressive is False
    assert file_spec(made()).formats[0] == "jpeg"


def test_rules_on_the_file_that_leave_nothing_are_paired():
    rules = made(
        ("file.format", {"allowed": ["png"]}),
        ("file.format", {"allowed": ["jpeg"]}),
        ("file.size", {"min_bytes": 100}),
        ("file.size", {"max_bytes": 50}),
    )
    pairs = {(one.rule, other.rule, about) for one, other, about in file_conflicts(rules)}
    assert pairs == {
        ("shop/rule-0", "shop/rule-1", "format"),
        ("shop/rule-2", "shop/rule-3", "size of the file"),
    }
    assert file_spec(rules, without=frozenset({"shop/rule-0"})).formats == ("jpeg",)
    assert file_spec(rules).formats == ()


def test_white_beats_the_colour_wished_for_and_rules_on_shadows_the_shadow():
    wanted = Background(color="#102030", shadow="soft", prompt="a beach")
    spec, said = backdrop_spec(of("ebay"), wanted)
    assert (spec.colour, spec.shadow, spec.prompt, said) == ((16, 32, 48), "soft", "a beach", ())
    spec, said = backdrop_spec(of("walmart"), wanted)
    assert (spec.colour, spec.shadow) == ((255, 255, 255), "none")
    assert ["walmart/background-white" in each for each in said] == [True, True]
