from __future__ import annotations

import cv2
import numpy as np
import pytest

from imgrules.fixes.cutout import cutout_faults
from imgrules.processor import Cutout, Draft
from tests.unit.processors.drawn import (
    BLUE,
    DARK,
    GREY,
    LIGHT,
    SIZE,
    TAN,
    WHITISH,
    draw,
    pool,
    shape,
)


def faults(truth, alpha=None, *, known=True, product=True, confidence=0.9, rgb=None):
    alpha = truth.alpha if alpha is None else np.asarray(alpha, np.float32)
    mask = truth.alpha > 0.5 if product is True else product
    draft = Draft(truth.rgb if rgb is None else rgb, product=mask)
    backdrop = truth.backdrop if known else None
    return cutout_faults(draft, Cutout(alpha, confidence, backdrop=backdrop))


def only(found, *words):
    """One fault, in these words."""
    assert len(found) == 1, found
    assert all(word in found[0] for word in words), found
    return True


def disc(centre, radius):
    mask = np.zeros((SIZE, SIZE), np.uint8)
    cv2.circle(mask, centre, radius, 1, -1)
    return mask > 0


def solid(value=1.0, margin=100):
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[margin:-margin, margin:-margin] = value
    return cv2.GaussianBlur(alpha, (0, 0), 1)


# -- sound ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False], ids=["backdrop known", "unknown"])
@pytest.mark.parametrize("product", [True, None], ids=["second opinion", "none"])
@pytest.mark.parametrize(
    ("own", "backdrop"), [(DARK, TAN), (LIGHT, BLUE), (DARK, WHITISH), ((150, 90, 60), GREY)]
)
def test_the_truth_has_no_fault(own, backdrop, known, product):
    truth = draw(own, backdrop, texture=8, variation=4)
    assert faults(truth, known=known, product=product) == ()


def test_the_truth_over_its_shadow_has_no_fault():
    truth = draw(DARK, WHITISH, shade=pool(SIZE, (200, 285), (110, 30), 0.45))
    assert faults(truth) == ()


def test_large_pictures_are_checked_at_a_smaller_size():
    truth = draw(DARK, TAN, size=1800)
    assert faults(truth) == ()


# -- usable at all --------------------------------------------------------------------------------


def test_another_size():
    truth = draw()
    assert only(faults(truth, truth.alpha[:200]), "400 × 200", "400 × 400")


@pytest.mark.parametrize("value", [1.01, -0.01, np.nan])
def test_no_alpha(value):
    truth = draw()
    alpha = truth.alpha.copy()
    alpha[0, 0] = value
    assert only(faults(truth, alpha), "instead of 0 to 1")


@pytest.mark.parametrize(("confidence", "sound"), [(0.5, True), (0.49, False)])
def test_confidence(confidence, sound):
    found = faults(draw(), confidence=confidence)
    assert found == () if sound else only(found, "doubts", "0.49")


# -- shape ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_nothing_or_everything(value):
    truth = draw()
    found = faults(truth, np.full((SIZE, SIZE), value), product=None)
    assert any("covers" in fault for fault in found)


@pytest.mark.parametrize(("side", "sound"), [(16, True), (10, False)])
def test_least_cover(side, sound):
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[:side, :side] = 1
    alpha = np.roll(alpha, (200, 200), axis=(0, 1))
    found = faults(draw(alpha=alpha), product=None)
    assert found == () if sound else only(found, "covers")


@pytest.mark.parametrize(("count", "sound"), [(6, True), (7, False)])
def test_specks(count, sound):
    truth = draw()
    alpha = truth.alpha.copy()
    for index in range(count):
        alpha[20:23, 20 + 30 * index : 23 + 30 * index] = 1
    found = faults(truth, alpha)
    assert found == () if sound else only(found, "7 specks")


def test_small_parts_the_check_engine_sees_as_well_are_none():
    truth = draw()
    alpha, seen, rgb = truth.alpha.copy(), truth.alpha > 0.5, truth.rgb.copy()
    for index in range(9):
        place = np.s_[20:26, 20 + 30 * index : 26 + 30 * index]
        alpha[place], seen[place], rgb[place] = 1, True, DARK
    assert faults(truth, alpha, product=seen, rgb=rgb) == ()


@pytest.mark.parametrize(("width", "sound"), [(7, True), (10, False)])
def test_new_contact_with_the_frame(width, sound):
    truth = draw()
    alpha = truth.alpha.copy()
    alpha[260:, 200 : 200 + width] = 1
    found = faults(truth, alpha)
    touching = [fault for fault in found if "touches" in fault]
    assert not touching if sound else "bottom" in touching[0]


def test_contact_the_product_has_is_no_fault():
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[150:, 100:300] = 1
    truth = draw(alpha=cv2.GaussianBlur(alpha, (0, 0), 1))
    assert faults(truth) == ()


@pytest.mark.parametrize(("width", "sound"), [(190, True), (215, False)])
def test_most_of_the_frame(width, sound):
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[:, 5 : 5 + width] = 1
    truth = draw(alpha=alpha)
    extra = alpha.copy()
    extra[:width, 5:] = 1
    found = faults(truth, extra, product=None)
    framed = [fault for fault in found if "picture's edge" in fault]
    assert bool(framed) is not sound


@pytest.mark.parametrize(("radius", "sound"), [(6, True), (18, False)])
def test_lost_product(radius, sound):
    truth = draw((120, 60, 40), TAN, alpha=solid())
    alpha = truth.alpha.copy()
    alpha[100 : 100 + 2 * radius, 150:250] = 0
    found = faults(truth, alpha)
    lost = [fault for fault in found if "missing" in fault]
    assert not lost if sound else lost


@pytest.mark.parametrize(("wide", "sound"), [(30, True), (80, False)])
def test_gained_area(wide, sound):
    truth = draw(alpha=solid())
    alpha = truth.alpha.copy()
    alpha[120:280, 300 : 300 + wide] = 1
    gained = [fault for fault in faults(truth, alpha) if "more than the product" in fault]
    assert not gained if sound else gained


@pytest.mark.parametrize(("deep", "sound"), [(8, True), (40, False)])
def test_shadow_taken_along(deep, sound):
    shade = np.ones((SIZE, SIZE), np.float32)
    shade[295:350, 100:300] = 0.8
    truth = draw(DARK, WHITISH, alpha=solid(), shade=cv2.GaussianBlur(shade, (0, 0), 3))
    alpha = truth.alpha.copy()
    alpha[300 : 300 + deep, 105:295] = 1
    shadow = [fault for fault in faults(truth, alpha) if "shadow" in fault]
    assert not shadow if sound else shadow


# -- colour ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("radius", "sound"), [(18, True), (40, False)])
def test_half_transparent_inside(radius, sound):
    truth = draw(alpha=solid())
    alpha = np.where(disc((200, 200), radius), 0.6, truth.alpha)
    found = faults(truth, alpha)
    assert found == () if sound else only(found, "half transparent")


@pytest.mark.parametrize("known", [True, False], ids=["backdrop known", "unknown"])
def test_hole_left_closed(known):
    truth = draw()
    closed = np.where(disc((200, 200), 40), 1, truth.alpha)
    assert only(faults(truth, closed, known=known), "backdrop is left in holes")


def test_bright_dial_is_no_hole_left_closed():
    truth = draw(DARK, WHITISH, alpha=shape(hole=False))
    rgb = truth.rgb.copy()
    rgb[disc((200, 200), 30)] = (254, 254, 253)
    assert faults(truth, rgb=rgb) == ()


def test_hole_punched_into_a_dial():
    truth = draw(DARK, GREY, alpha=shape(hole=False))
    dial = disc((200, 200), 30)
    rgb = truth.rgb.copy()
    rgb[dial] = (250, 252, 235)
    alpha = np.where(dial, 0, truth.alpha)
    product = truth.alpha > 0.5
    found = faults(truth, alpha, rgb=rgb, product=product)
    assert any("where the product goes on" in fault for fault in found)
    assert only(faults(truth, alpha, rgb=rgb, product=None), "where the product goes on")


def test_hole_over_its_shadow_is_open_rightly():
    truth = draw(DARK, WHITISH, shade=pool(SIZE, (210, 210), (60, 60), 0.35))
    assert faults(truth) == ()


@pytest.mark.parametrize("pair", [(DARK, TAN), (LIGHT, BLUE), (DARK, WHITISH)])
def test_rim_of_backdrop(pair):
    truth = draw(*pair)
    wide = cv2.dilate(truth.alpha, np.ones((11, 11)))
    assert any("colour is left along" in fault for fault in faults(truth, wide))


@pytest.mark.parametrize(("length", "sound"), [(12, True), (120, False)])
def test_thin_part_left_out(length, sound):
    truth = draw(DARK, TAN, alpha=solid())
    rgb = truth.rgb.copy()
    rgb[140 : 140 + length, 312:315] = (90, 80, 70)
    found = faults(truth, rgb=rgb)
    assert found == () if sound else only(found, "edges are left beside")


def test_folds_all_over_the_backdrop_are_no_part_left_out():
    truth = draw(DARK, TAN, alpha=solid())
    rgb = truth.rgb.copy()
    clear = truth.alpha == 0
    for row in range(8, SIZE, 24):
        rgb[row : row + 2][clear[row : row + 2]] -= 12
    assert not any("edges are left" in fault for fault in faults(truth, rgb=rgb))


def test_what_the_check_engine_wrongly_holds_for_product_is_not_missed():
    shade = np.ones((SIZE, SIZE), np.float32)
    shade[300:380, 100:300] = 0.75
    truth = draw(DARK, TAN, alpha=solid(), shade=cv2.GaussianBlur(shade, (0, 0), 6))
    seen = truth.alpha > 0.5
    seen[300:380, 100:300] = True
    seen[:30] = True
    assert faults(truth, product=seen) == ()
