from __future__ import annotations

import cv2
import numpy as np
import pytest

from imgrules import ext
from imgrules.checks.sharpness_enlarged import SharpnessEnlarged
from imgrules.checks.sharpness_focus import SharpnessFocus
from imgrules.checks.sharpness_pixelation import SharpnessPixelation
from imgrules.testing import assert_check, assert_check_contract
from imgrules.testing.contract import opened
from imgrules.testing.samples import SAMPLES

CHECKS = [SharpnessFocus, SharpnessPixelation, SharpnessEnlarged]
SHOT = {"canvas": [800, 800]}


def measured(check, recipe):
    with opened(recipe) as image:
        return check().measure(image, ext.Options()).values


def shot(side, fill, blur):
    """Draw the same product, blurred by the same share of its own length."""
    length = side * fill
    return {
        "canvas": [side, side],
        "subject": {"shape": "watch", "fill": fill, "texture": 0.6},
        "blur": blur * length / 1000,
    }


@pytest.mark.parametrize("check", CHECKS)
def test_contract(check):
    assert_check_contract(check, SHOT)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("shape", ["box", "watch", "bottle", "shirt", "ring"])
def test_clean_shot_passes(check, shape):
    assert_check(check, {**SHOT, "subject": {"shape": shape}}, outcome="pass")


@pytest.mark.parametrize("side", [600, 1000, 3000])
@pytest.mark.parametrize("fill", [0.45, 0.95])
def test_focus_does_not_depend_on_size_or_white_around(side, fill):
    assert measured(SharpnessFocus, shot(side, fill, 0))["score"] == pytest.approx(1.0, abs=0.05)
    assert measured(SharpnessFocus, shot(side, fill, 6))["score"] == pytest.approx(0.2, abs=0.06)


def test_a_ring_that_is_soft_only_at_half_its_size_passes():
    found = measured(SharpnessFocus, SAMPLES["B0RING0005.MAIN.jpg"])
    assert found["measured_px"] == 1000
    assert found["score"] > 0.5


def test_focus_falls_with_the_blur():
    scores = [measured(SharpnessFocus, shot(800, 0.9, blur))["score"] for blur in (0, 2, 4, 8, 12)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.9
    assert scores[-1] < 0.15


def test_focus_on_both_sides_of_its_limit():
    soft = {**SHOT, "blur": 2.0}
    assert_check(SharpnessFocus, soft, outcome="fail", note="out of focus")
    score = measured(SharpnessFocus, soft)["score"]
    assert_check(SharpnessFocus, soft, outcome="pass", params={"min_score": score})
    assert_check(SharpnessFocus, soft, outcome="fail", params={"min_score": score + 0.001})


def test_plain_product_with_soft_outline_is_not_called_blurred():
    plain = {
        **SHOT,
        "subject": {"shape": "ellipse", "texture": 0.0, "color": "#9a9a9a"},
        "blur": 6.0,
    }
    values = measured(SharpnessFocus, plain)
    assert values["evidence"] in ("outline", "none")
    assert_check(SharpnessFocus, plain, outcome="review")


def test_nothing_to_judge_goes_to_a_person(tmp_path):
    path = tmp_path / "grey.png"
    cv2.imwrite(str(path), np.full((300, 300, 3), 128, np.uint8))
    assert_check(SharpnessFocus, path, outcome="review", note="no edges")
    assert_check(SharpnessEnlarged, path, outcome="review", note="too little texture")


@pytest.mark.parametrize(("block", "outcome"), [(1, "pass"), (8, "fail"), (16, "fail")])
def test_blocks(block, outcome):
    picture = {"canvas": [1000, 1000], "pixelate": block}
    assert_check(SharpnessPixelation, picture, outcome=outcome)


def test_block_size_is_told():
    values = measured(SharpnessPixelation, {"canvas": [1000, 1000], "pixelate": 16})
    assert values["block_px"] == 16


def test_worst_jpeg_shows_blocks_and_a_good_one_does_not():
    noisy = {"canvas": [800, 800], "noise": 4.0}
    values = [
        measured(SharpnessPixelation, {**noisy, "quality": quality, "subsampling": "4:2:0"})
        for quality in (3, 90)
    ]
    assert values[0]["blockiness"] > 2.3 > values[1]["blockiness"]


def test_stripes_are_no_blocks(tmp_path):
    stripes = np.full((600, 600), 255, np.uint8)
    stripes[100:500, 100:500] = np.where(np.arange(400) // 8 % 2, 60, 120)
    path = tmp_path / "stripes.png"
    cv2.imwrite(str(path), stripes)
    assert_check(SharpnessPixelation, path, outcome="pass")


@pytest.mark.parametrize(
    ("smaller", "outcome"), [(1000, "pass"), (250, "fail"), (180, "fail"), (125, "fail")]
)
def test_enlarging(smaller, outcome):
    picture = {"canvas": [1000, 1000], "enlarged_from": [smaller, smaller]}
    assert_check(SharpnessEnlarged, picture, outcome=outcome)


def test_factor_grows_with_the_enlarging():
    factors = [
        measured(SharpnessEnlarged, {"canvas": [1000, 1000], "enlarged_from": [size, size]})
        for size in (1000, 333, 200, 125)
    ]
    found = [values["factor"] for values in factors]
    assert found == sorted(found)
    assert found[-1] > 3 * found[0]


@pytest.mark.parametrize(
    ("canvas", "smaller"),
    [
        ([1600, 400], [400, 100]),
        ([1600, 400], [266, 66]),
        ([1600, 1600], [400, 400]),
        ([1200, 1200], [300, 300]),
    ],
)
def test_four_times_and_more_fail_whatever_the_size(canvas, smaller):
    assert_check(SharpnessEnlarged, {"canvas": canvas, "enlarged_from": smaller}, outcome="fail")
    assert_check(SharpnessEnlarged, {"canvas": canvas}, outcome="pass")


@pytest.mark.parametrize("shape", ["box", "bottle", "shirt", "ring"])
@pytest.mark.parametrize("kernel", [cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4])
def test_factor_grows_with_the_enlarging_by_any_method(shape, kernel, tmp_path):
    with opened({"canvas": [960, 960], "subject": {"shape": shape}, "format": "png"}) as image:
        whole = cv2.cvtColor(image.pixels.rgb, cv2.COLOR_RGB2BGR)
    found = []
    for size in (960, 320, 120):
        small = cv2.resize(whole, (size, size), interpolation=cv2.INTER_AREA)
        path = tmp_path / f"{size}.png"
        cv2.imwrite(str(path), cv2.resize(small, (960, 960), interpolation=kernel))
        found.append(measured(SharpnessEnlarged, path)["factor"])
    assert found[0] <= 1.2
    assert found[0] < found[1] < found[2]
    assert found[2] >= 4.5


def test_a_picture_soft_throughout_without_a_product_needs_a_look():
    check = SharpnessEnlarged()
    for on_product, outcome in ((True, "fail"), (False, "review")):
        values = {"factor": 6.0, "blocks": 9, "on_product": on_product}
        measurement = ext.Measurement(check.name, 2, values)
        assert check.judge(measurement, check.Params()).outcome == outcome


def test_between_sure_and_unsure_a_person_looks():
    check = SharpnessEnlarged()
    for factor, outcome in ((1.7, "pass"), (1.71, "review"), (2.55, "review"), (2.56, "fail")):
        measurement = ext.Measurement(check.name, 1, {"factor": factor, "blocks": 9})
        assert check.judge(measurement, check.Params()).outcome == outcome
