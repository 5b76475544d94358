from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imgrules.fixes.frame import (
    Contradiction,
    Frame,
    NeedsLarger,
    NoFrame,
    ProductUnknown,
    solve,
)
from imgrules.fixes.frame_settle import settle
from imgrules.fixes.model import Bound, FrameSpec
from imgrules.model import Region


def bound(value: float, rule: str = "shop/rule", severity: str = "error") -> Bound:
    return Bound(value, rule, severity)


def filled(
    least: float | None = None, most: float | None = None, measure: str = "longest_side"
) -> FrameSpec:
    return FrameSpec(
        fill_min={measure: bound(least, "shop/fill")} if least else {},
        fill_max={measure: bound(most, "shop/fill")} if most else {},
    )


def ratio(value: float, tolerance: float = 0.0, rule: str = "shop/ratio") -> FrameSpec:
    return FrameSpec(
        ratio_min=bound(value * (1 - tolerance), rule),
        ratio_max=bound(value * (1 + tolerance), rule),
        ratio_exact=not tolerance,
    )


def fill(frame: Frame, box: Region) -> float:
    return max(box.width / frame.width, box.height / frame.height)


MIDDLE = Region(500, 400, 1000, 600)
SIZE = (2000, 1500)


def test_a_frame_that_will_do_is_kept():
    kept = Frame(0, 0, *SIZE, *SIZE)
    assert solve(FrameSpec(), MIDDLE, SIZE) == kept
    assert solve(filled(0.4, 0.6), MIDDLE, SIZE) == kept
    assert (kept.crop(*SIZE), kept.pad(*SIZE), kept.factor) == (None, None, 1.0)


def test_a_share_as_near_the_limit_as_is_measured_is_kept():
    assert solve(filled(0.501), MIDDLE, SIZE).width == 2000
    assert solve(filled(0.503), MIDDLE, SIZE).width < 2000


def test_too_small_a_product_is_cropped_to_the_fill_the_rule_names():
    frame = solve(replace(filled(0.85), fill_aim=0.88), MIDDLE, SIZE)
    assert fill(frame, MIDDLE) == pytest.approx(0.88, abs=0.002)
    assert frame.pad(*SIZE) is None
    assert abs(frame.left + frame.width / 2 - 1000) <= 1, "centred"
    assert frame.width / frame.height == pytest.approx(4 / 3, abs=0.01), "shape kept"


def test_too_large_a_product_is_padded():
    frame = solve(filled(None, 0.9), Region(10, 10, 1960, 1400), SIZE)
    assert fill(frame, Region(10, 10, 1960, 1400)) < 0.9
    assert all(frame.pad(*SIZE))


@pytest.mark.parametrize("measure", ["longest_side", "bbox_area", "mask_area"])
def test_each_way_of_measuring_keeps_a_margin_to_its_limits(measure):
    area = 0.7 * 1000 * 600
    spec = filled(0.55, 0.65, measure)
    frame = solve(spec, MIDDLE, SIZE, mask_area=area)
    share = {
        "longest_side": fill(frame, MIDDLE),
        "bbox_area": 1000 * 600 / frame.width / frame.height,
        "mask_area": area / frame.width / frame.height,
    }[measure]
    assert 0.552 <= share <= 0.648


def test_a_product_off_the_middle_is_centred_and_only_the_missing_side_padded():
    box = Region(20, 450, 1000, 600)
    frame = solve(replace(filled(0.75), fill_aim=0.8), box, SIZE)
    left, top, right, bottom = frame.pad(*SIZE)
    assert (top, right, bottom) == (0, 0, 0)
    assert left > 0


def test_a_little_off_the_middle_is_left_rather_than_padded():
    box = Region(95, 450, 1000, 600)
    frame = solve(replace(filled(0.83), fill_aim=0.84), box, SIZE)
    assert frame.left == 0
    assert frame.pad(*SIZE) is None


def test_a_side_the_product_touches_is_neither_padded_nor_moved():
    box = Region(0, 500, 800, 500)
    frame = solve(filled(0.85), box, SIZE)
    assert frame.left == 0
    assert frame.left + frame.width > 800
    frame = solve(filled(0.85), Region(700, 1000, 800, 500), SIZE)
    assert frame.top + frame.height == 1500


def test_a_product_from_side_to_side_cannot_be_made_smaller():
    with pytest.raises(Contradiction, match=r"shop/fill \(fill at most 90 %\).*left and right"):
        solve(filled(None, 0.9), Region(0, 400, 2000, 600), SIZE)


def test_shape_by_cropping_where_there_is_room_else_by_padding():
    frame = solve(ratio(1.0), MIDDLE, SIZE)
    assert frame.width == frame.height == 1500
    frame = solve(ratio(1.0), Region(100, 300, 1800, 900), SIZE)
    assert frame.width == frame.height
    assert frame.pad(*SIZE) is not None
    assert frame.left <= 100


@pytest.mark.parametrize(("value", "whole"), [(1 / 1.44, (25, 36)), (3 / 4, (3, 4)), (1.0, (1, 1))])
def test_a_shape_without_tolerance_is_met_to_the_pixel(value, whole):
    frame = solve(ratio(value), MIDDLE, (1999, 1501))
    assert frame.out_width * whole[1] == frame.out_height * whole[0]


def test_a_shape_with_tolerance_takes_the_nearest_edge_of_it():
    frame = solve(ratio(1.0, 0.05), MIDDLE, SIZE)
    assert 1.0 <= frame.width / frame.height <= 1.05


def test_crops_made_by_the_shop_keep_the_product():
    box = Region(100, 500, 1800, 300)
    frame = solve(FrameSpec(crop_safe=("1:1", "3:4")), box, SIZE)
    for shape in (1.0, 0.75):
        width = min(frame.width, frame.height * shape)
        assert width >= 1800
    with pytest.raises(Contradiction, match="crop"):
        solve(
            FrameSpec(crop_safe=("1:1",), ratio_min=bound(1.5), ratio_max=bound(1.6)),
            Region(0, 500, 1800, 300),
            SIZE,
        )


@pytest.mark.parametrize(
    ("limits", "out"),
    [
        ({"long_max": 1000}, (1000, 750)),
        ({"width_max": 500}, (500, 375)),
        ({"height_max": 300}, (400, 300)),
        ({"short_max": 750}, (1000, 750)),
        ({"sum_max": 1750}, (1000, 750)),
        ({"megapixels_max": 0.75}, (1000, 750)),
        ({"trimmed_max": 500}, (1000, 750)),
    ],
)
def test_too_many_pixels_are_reduced_to_the_largest_size_allowed(limits, out):
    spec = FrameSpec(**{name: bound(value) for name, value in limits.items()})
    frame = solve(spec, MIDDLE, SIZE)
    assert (frame.out_width, frame.out_height) == out
    assert frame.factor == pytest.approx(out[0] / 2000)
    assert frame.crop(*SIZE) is frame.pad(*SIZE) is None


@pytest.mark.parametrize(
    "limits",
    [
        {"long_min": 2001},
        {"width_min": 2001},
        {"height_min": 1501},
        {"short_min": 1501},
        {"megapixels_min": 3.1},
        {"trimmed_min": 601},
    ],
)
def test_too_few_pixels_are_said_and_never_padded(limits):
    spec = FrameSpec(**{name: bound(value, "shop/least") for name, value in limits.items()})
    with pytest.raises(NeedsLarger) as caught:
        solve(spec, MIDDLE, SIZE)
    assert caught.value.rule.rule == "shop/least"
    assert caught.value.factor > 1
    larger = solve(spec, MIDDLE, SIZE, may_enlarge=True)
    assert 1 < larger.factor < 1.05


def test_both_sides_of_a_least_number_of_pixels():
    spec = FrameSpec(long_min=bound(2000))
    assert solve(spec, MIDDLE, SIZE).factor == 1
    with pytest.raises(NeedsLarger):
        solve(spec, MIDDLE, (1999, 1500))


def test_a_crop_stops_where_it_would_leave_too_few_pixels():
    spec = replace(filled(0.5), fill_aim=0.9, long_min=bound(1600))
    frame = solve(spec, Region(550, 400, 900, 600), SIZE)
    assert 1600 <= frame.out_width < 1700


def test_the_product_too_small_for_fill_and_pixels_together_says_how_many_it_lacks():
    spec = replace(
        filled(0.85), fill_min={"longest_side": bound(0.85, "amazon/product-fill-min")},
        long_min=bound(500, "amazon/longest-side-min"),
    )  # fmt: skip
    with pytest.raises(NeedsLarger) as caught:
        solve(spec, Region(100, 100, 312, 100), (600, 400))
    assert caught.value.needed == 425
    assert "the product is 312 px long; amazon/longest-side-min" in caught.value.message
    assert "needs at least 425 px" in caught.value.message
    assert {each.rule for each in caught.value.rules} == {
        "amazon/product-fill-min", "amazon/longest-side-min",
    }  # fmt: skip


def test_enlarging_ends_at_twice():
    spec = FrameSpec(long_min=bound(1300))
    assert solve(spec, Region(10, 10, 600, 600), (700, 700), may_enlarge=True).out_width == 1300
    with pytest.raises(NeedsLarger):
        solve(replace(spec, long_min=bound(1500)), Region(10, 10, 600, 600), (700, 700),
              may_enlarge=True)  # fmt: skip


def test_an_exact_size_is_cropped_to_its_shape_and_reduced():
    names = ("width_min", "width_max", "height_min", "height_max")
    spec = FrameSpec(**dict.fromkeys(names, bound(100)))
    frame = solve(spec, MIDDLE, SIZE)
    assert (frame.out_width, frame.out_height) == (100, 100)
    assert frame.width == frame.height, "never squeezed"


def test_contradictions_name_both_rules():
    fills = FrameSpec(
        fill_min={"longest_side": bound(0.95, "a/min")},
        fill_max={"longest_side": bound(0.9, "b/max")},
    )
    with pytest.raises(Contradiction, match=r"a/min.*contradict") as caught:
        solve(fills, MIDDLE, SIZE)
    assert {each.rule for each in caught.value.rules} == {"a/min", "b/max"}
    shapes = FrameSpec(ratio_min=bound(1.0, "a/square"), ratio_max=bound(0.7, "b/tall"))
    with pytest.raises(Contradiction, match=r"b/tall \(shape.*a/square"):
        solve(shapes, MIDDLE, SIZE)


def test_three_rules_can_clash_that_get_on_in_pairs():
    spec = replace(
        ratio(0.75, 0.05),
        fill_min={"bbox_area": bound(0.85, "a/area")},
    )
    with pytest.raises(Contradiction) as caught:
        solve(spec, Region(500, 400, 1000, 400), SIZE)
    assert {"a/area", "shop/ratio"} == {each.rule for each in caught.value.rules}
    assert solve(spec, Region(500, 200, 600, 800), SIZE).width


def test_without_a_product_the_picture_stays_whole():
    frame = solve(ratio(1.0), None, SIZE)
    assert frame.crop(*SIZE) is None
    assert frame.width == frame.height == 2000
    assert solve(FrameSpec(long_max=bound(1000)), None, SIZE).out_width == 1000
    for spec in (filled(0.8), FrameSpec(crop_safe=("1:1",))):
        with pytest.raises(ProductUnknown):
            solve(spec, None, SIZE)
    with pytest.raises(ProductUnknown):
        solve(filled(0.8, measure="mask_area"), MIDDLE, SIZE)


def test_settling_gives_up_what_is_no_error():
    spec = replace(filled(0.85), long_min=bound(1600, "shop/advised", "warning"))
    frame, given_up = settle(spec, MIDDLE, SIZE)
    assert given_up == ("shop/advised",)
    assert fill(frame, MIDDLE) >= 0.85
    with pytest.raises(NeedsLarger):
        settle(replace(spec, long_min=bound(1600, "shop/least")), MIDDLE, SIZE)
    equal = FrameSpec(
        fill_min={"longest_side": bound(0.95, "a/min", "warning")},
        fill_max={"longest_side": bound(0.9, "b/max", "warning")},
    )
    with pytest.raises(Contradiction):
        settle(equal, MIDDLE, SIZE)
    graver = replace(equal, fill_max={"longest_side": bound(0.9, "b/max")})
    assert settle(graver, MIDDLE, SIZE)[1] == ("a/min",)


# -- any rules, any product -----------------------------------------------------------------------


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Region, tuple[int, int]]:
    width, height = draw(st.integers(200, 4000)), draw(st.integers(200, 4000))
    wide, high = draw(st.integers(20, width)), draw(st.integers(20, height))
    box = Region(draw(st.integers(0, width - wide)), draw(st.integers(0, height - high)), wide,
                 high)  # fmt: skip
    return box, (width, height)


@st.composite
def specs(draw: st.DrawFn) -> FrameSpec:
    def maybe(low: float, high: float, rule: str) -> Bound | None:
        value = draw(st.none() | st.floats(low, high))
        return None if value is None else bound(value, rule)

    least, most = maybe(0.3, 0.9, "a/fill-min"), maybe(0.5, 0.98, "b/fill-max")
    shape = draw(st.sampled_from([None, (1.0, 0.0), (0.75, 0.0), (0.75, 0.05), (1 / 1.44, 0.01)]))
    measure = draw(st.sampled_from(["longest_side", "bbox_area", "mask_area"]))
    made = FrameSpec() if shape is None else ratio(*shape)
    return replace(
        made,
        fill_min={measure: least} if least else {},
        fill_max={measure: most} if most else {},
        fill_aim=draw(st.none() | st.floats(0.5, 0.95)),
        long_min=maybe(100, 3000, "c/long-min"),
        long_max=maybe(500, 4000, "c/long-max"),
        short_min=maybe(100, 2000, "d/short-min"),
        sum_max=maybe(1000, 8000, "d/sum"),
        megapixels_max=maybe(0.5, 16, "d/mp"),
        trimmed_min=maybe(50, 800, "e/trimmed"),
        crop_safe=draw(st.sampled_from([(), ("1:1",), ("1:1", "3:4")])),
    )


@settings(max_examples=120, deadline=None)
@given(specs(), scenes(), st.booleans())
def test_what_is_found_satisfies_everything_and_holds_the_product(spec, scene, may_enlarge):
    box, size = scene
    area = 0.7 * box.width * box.height
    try:
        frame = solve(spec, box, size, mask_area=area, may_enlarge=may_enlarge)
    except NoFrame as problem:
        assert problem.message
        return
    assert frame.left <= box.x
    assert frame.top <= box.y
    assert frame.left + frame.width >= box.x + box.width
    assert frame.top + frame.height >= box.y + box.height
    assert frame.factor <= (2.01 if may_enlarge else 1.0)
    pads = frame.pad(*size) or (0, 0, 0, 0)
    touching = (box.x == 0, box.y == 0, box.x + box.width == size[0],
                box.y + box.height == size[1])  # fmt: skip
    assert not any(pad for pad, touches in zip(pads, touching, strict=True) if touches)
    shares = {
        "longest_side": fill(frame, box),
        "bbox_area": box.width * box.height / frame.width / frame.height,
        "mask_area": area / frame.width / frame.height,
    }
    assert all(shares[key] >= held.value - 0.0016 for key, held in spec.fill_min.items())
    assert all(shares[key] <= held.value + 0.0016 for key, held in spec.fill_max.items())
    width, height = frame.out_width, frame.out_height
    squeezed = width - height * frame.width / frame.height
    assert min(abs(squeezed), abs(squeezed * frame.height / frame.width)) <= 0.51
    for value, low, high in (
        (max(width, height), spec.long_min, spec.long_max),
        (min(width, height), spec.short_min, None),
        (width + height, None, spec.sum_max),
        (width * height / 1e6, None, spec.megapixels_max),
        (width / height, spec.ratio_min, spec.ratio_max),
    ):
        assert low is None or value >= low.value - 1e-9
        assert high is None or value <= high.value + 1e-9


@settings(max_examples=60, deadline=None)
@given(specs(), scenes())
def test_solving_a_solved_picture_changes_nothing(spec, scene):
    box, size = scene
    area = 0.7 * box.width * box.height
    try:
        frame = solve(spec, box, size, mask_area=area)
    except NoFrame:
        return
    if frame.factor != 1:
        return
    moved = Region(box.x - frame.left, box.y - frame.top, box.width, box.height)
    again = solve(spec, moved, (frame.width, frame.height), mask_area=area)
    assert again == Frame(0, 0, frame.width, frame.height, frame.width, frame.height)


@settings(max_examples=60, deadline=None)
@given(scenes(), st.data())
def test_where_trying_all_sizes_finds_a_frame_so_does_solving(scene, data):
    box, size = scene
    free = 0 < box.x < size[0] - box.width and 0 < box.y < size[1] - box.height
    if not free:
        return
    shape = data.draw(st.sampled_from([None, 1.0, 0.75, 1.5]))
    least = data.draw(st.floats(0.3, 0.9))
    most = data.draw(st.floats(least, 0.98))
    measure = data.draw(st.sampled_from(["longest_side", "bbox_area"]))
    spec = replace(
        FrameSpec() if shape is None else ratio(shape, 0.03),
        fill_min={measure: bound(least)},
        fill_max={measure: bound(most)},
    )
    steps = [1.02**step for step in range(2, 200)]
    possible = any(
        _well_within(spec, box, (box.width * across, box.height * down))
        for across in steps
        for down in steps
    )
    if possible:
        assert solve(spec, box, size)


def _well_within(spec: FrameSpec, box: Region, frame: tuple[float, float]) -> bool:
    """Say whether a frame keeps every limit with more than a pixel's room."""
    width, height = frame
    room = 0.01 + 4 / min(box.width, box.height)
    shares = {
        "longest_side": max(box.width / width, box.height / height),
        "bbox_area": box.width * box.height / width / height,
    }
    low, high = spec.ratio_min, spec.ratio_max
    shaped = low is None or high is None or low.value * 1.01 <= width / height <= high.value / 1.01
    return (
        shaped
        and all(shares[key] >= held.value * (1 + room) for key, held in spec.fill_min.items())
        and all(shares[key] <= held.value / (1 + room) for key, held in spec.fill_max.items())
    )
