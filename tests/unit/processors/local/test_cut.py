from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.unit.processors.local.drawing import (
    SIZE,
    backdrop,
    blank,
    canvas,
    cut_out,
    disc,
    error,
    lay,
    smooth,
    soft_shadow,
)

RED = (170, 40, 50)


@pytest.mark.parametrize("kind", ["white", "grey", "graded", "vignetted", "blue"])
def test_a_product_is_cut_out_of_every_plain_backdrop(kind):
    alpha = disc()
    made = cut_out(lay(backdrop(kind), alpha, RED))
    assert error(made, alpha) < 0.004
    assert made.confidence > 0.9
    assert made.alpha.dtype == np.float32
    assert made.backdrop is not None and made.backdrop.dtype == np.uint8


def test_alpha_is_exactly_zero_and_one_away_from_the_outline():
    alpha = disc()
    made = cut_out(lay(backdrop("grey"), alpha, RED))
    near = cv2.dilate(alpha, np.ones((9, 9))) > cv2.erode(alpha, np.ones((9, 9)))
    assert set(np.unique(made.alpha[~near])) == {0.0, 1.0}


def test_the_outline_is_as_soft_as_the_pictures():
    alpha = cv2.GaussianBlur(disc(), (0, 0), 0.8)
    made = cut_out(lay(backdrop("grey"), alpha, RED))
    soft = (alpha > 0.2) & (alpha < 0.8)
    assert np.abs(made.alpha - alpha)[soft].mean() < 0.12


@pytest.mark.parametrize("kind", ["white", "grey", "blue"])
def test_a_soft_shadow_is_backdrop(kind):
    alpha = disc(0.25)
    made = cut_out(lay(soft_shadow(backdrop(kind)), alpha, RED))
    assert error(made, alpha) < 0.006
    assert made.shadow is not None
    low = made.shadow[round(0.78 * SIZE) : round(0.82 * SIZE), SIZE // 2]
    assert low.mean() < 0.85
    assert made.shadow[: SIZE // 10].min() > 0.9


def test_a_dark_grey_product_is_no_shadow():
    alpha = disc()
    made = cut_out(lay(backdrop("grey"), alpha, (110, 110, 110)))
    assert error(made, alpha) < 0.004


def test_a_white_product_on_white_is_found_by_its_shading():
    alpha = disc()
    y = np.linspace(247, 226, SIZE, dtype=np.float32)[:, None, None]
    made = cut_out(lay(backdrop("white"), alpha, np.broadcast_to(y, (SIZE, SIZE, 3)), noise=0.5))
    inside = cv2.erode(alpha, np.ones((9, 9))) == 1
    assert made.alpha[inside].min() == 1
    assert error(made, alpha) < 0.01


def test_a_product_cut_off_by_the_frame_stays_whole():
    alpha = blank()
    alpha[SIZE // 3 : 2 * SIZE // 3, SIZE // 3 :] = 1
    made = cut_out(lay(backdrop("grey"), alpha, RED))
    assert made.alpha[SIZE // 2, -1] == 1
    assert error(made, alpha) < 0.004


def test_a_thin_cable_is_kept():
    big = canvas()
    cv2.rectangle(big, (500, 500), (780, 780), 255, -1)
    cv2.line(big, (640, 640), (640, 1200), 255, 12)
    alpha = smooth(big)
    made = cut_out(lay(backdrop("grey"), alpha, RED))
    assert made.alpha[220:280, 158:162].max(axis=1).min() > 0.8


def test_dust_is_dropped_and_a_second_product_kept():
    alpha = blank()
    alpha[60:160, 60:160] = 1
    alpha[200:240, 220:260] = 1
    dusty = alpha.copy()
    dusty[280:282, 20:22] = 1
    made = cut_out(lay(backdrop("grey"), dusty, RED))
    assert made.alpha[281, 21] == 0
    assert error(made, alpha) < 0.004


def test_the_same_picture_gives_the_same_cut_out():
    picture = lay(soft_shadow(backdrop("graded")), disc(hole=0.2), RED)
    first, second = cut_out(picture), cut_out(picture)
    assert np.array_equal(first.alpha, second.alpha)
    assert first.confidence == second.confidence


@pytest.mark.parametrize(
    ("height", "width"), [(16, 16), (17, 31), (33, 301), (401, 37), (1501, 90)]
)
def test_any_size_gives_alpha_of_that_size(height, width):
    alpha = blank(height, width)
    alpha[height // 4 : -(height // 4), width // 4 : -(width // 4)] = 1
    made = cut_out(lay(backdrop("white", height, width), alpha, RED))
    assert made.alpha.shape == (height, width)
    assert made.alpha[height // 2, width // 2] == 1
    assert made.alpha[0, 0] == 0


def test_a_reduced_picture_keeps_its_outline_at_full_size():
    alpha = cv2.resize(disc(), (2400, 2400), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    made = cut_out(lay(backdrop("graded", 2400, 2400), alpha, RED))
    assert error(made, alpha) < 0.002


def test_grain_in_a_deep_soft_shadow_leaves_no_lumps():
    alpha = disc(0.25)
    ground = soft_shadow(backdrop("grey"), depth=0.7)
    made = cut_out(lay(ground, alpha, RED, noise=2.5))
    assert error(made, alpha) < 0.006


def test_the_light_a_coloured_product_throws_beside_it_is_backdrop():
    alpha = disc(0.25)
    near = np.clip(1 - (np.hypot(*(np.mgrid[:SIZE, :SIZE] - SIZE / 2)) - 0.25 * SIZE) / 9, 0, 1)
    ground = backdrop("blue") + near[..., None] * np.array((45, -25, -60))
    made = cut_out(lay(ground.astype(np.float32), alpha, RED))
    assert error(made, alpha) < 0.006
