from __future__ import annotations

import cv2
import numpy as np
import pytest

from imgrules import ext
from imgrules.checks.exposure_clipped import ExposureClipped
from imgrules.checks.exposure_dark import ExposureDark
from imgrules.checks.exposure_flat import ExposureFlat
from imgrules.testing import assert_check, assert_check_contract

CHECKS = [ExposureClipped, ExposureDark, ExposureFlat]
SHOT = {"canvas": [600, 600]}


def saved(folder, rgb):
    path = folder / "shot.png"
    cv2.imwrite(str(path), np.ascontiguousarray(rgb[..., ::-1]))
    return path


def product(ground, *columns):
    """A box of vertical bands of grey on an even ground."""
    rgb = np.full((600, 600, 3), ground, np.uint8)
    for index, level in enumerate(columns):
        left = 100 + index * 400 // len(columns)
        rgb[100:500, left : 100 + (index + 1) * 400 // len(columns)] = level
    return rgb


@pytest.mark.parametrize("check", CHECKS)
def test_contract(check):
    assert_check_contract(check, SHOT)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("color", ["#8a2f2f", "#f4f4f2", "#26262a"])
def test_well_lit_products_of_any_colour_pass(check, color):
    picture = {**SHOT, "subject": {"shape": "shirt", "color": color}}
    assert_check(check, picture, outcome="pass")


def test_white_backdrop_is_not_clipping():
    assert_check(ExposureClipped, SHOT, outcome="pass", values={"blown": 0.0})


def test_blown_product_fails_on_both_sides_of_the_limit(tmp_path):
    path = saved(tmp_path, product(120, 60, 255, 255, 90))
    assert_check(ExposureClipped, path, outcome="fail", note="lost to white")
    assert_check(ExposureClipped, path, outcome="pass", params={"max_share": 0.55})
    assert_check(ExposureClipped, path, outcome="fail", params={"max_share": 0.45})


def test_clipped_part_is_shown(tmp_path):
    path = saved(tmp_path, product(120, 60, 255, 255, 90))
    assert_check(ExposureClipped, path, outcome="fail", region_overlaps=(250, 200, 100, 100))


def test_crushed_product_fails(tmp_path):
    path = saved(tmp_path, product(200, 90, 0, 0, 0))
    assert_check(ExposureClipped, path, outcome="fail", note="lost to black")


def test_glint_passes(tmp_path):
    rgb = product(255, 60, 80, 100, 90)
    rgb[150:170, 150:250] = 255
    assert_check(ExposureClipped, saved(tmp_path, rgb), outcome="pass")


def test_white_product_retouched_to_white_goes_to_a_person(tmp_path):
    path = saved(tmp_path, product(150, 230, 255, 255, 240))
    assert_check(ExposureClipped, path, outcome="review", note="white product")


def test_dark_picture_fails_and_the_limit_holds(tmp_path):
    path = saved(tmp_path, product(12, 25, 35, 30, 28))
    judgement = assert_check(ExposureDark, path, outcome="fail", note="too dark")
    assert "14" in judgement.measured
    assert_check(ExposureDark, path, outcome="pass", params={"min_lightness": 13.0})


def test_black_product_on_white_goes_to_a_person(tmp_path):
    path = saved(tmp_path, product(255, 5, 9, 12, 7))
    assert_check(ExposureDark, path, outcome="review", note="black product")


def test_flat_all_over_fails(tmp_path):
    path = saved(tmp_path, product(135, 120, 121, 122, 123))
    assert_check(ExposureFlat, path, outcome="fail", note="flat all over")


def test_plain_product_on_white_goes_to_a_person(tmp_path):
    path = saved(tmp_path, product(255, 120, 121, 122, 123))
    assert_check(ExposureFlat, path, outcome="review", note="plain product")
    assert_check(ExposureFlat, path, outcome="pass", params={"min_contrast": 1.0})


def test_unknown_subject_is_never_a_clipping_failure():
    check = ExposureClipped()
    values = {"blown": 0.6, "crushed": 0.0, "share": 0.6, "rest_lightness": 40.0}
    for trusted, outcome in ((False, "review"), (True, "fail")):
        measurement = ext.Measurement(check.name, 1, {**values, "on_product": trusted})
        assert check.judge(measurement, check.Params()).outcome == outcome
