"""Gaps through the product open; dials, labels and reflections stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from imgrules_processors.local.regions import healed
from tests.unit.processors.local.drawing import (
    SIZE,
    backdrop,
    canvas,
    cut_out,
    disc,
    error,
    lay,
    smooth,
    soft_shadow,
)

STEEL = (120, 122, 128)
MIDDLE = SIZE // 2


@pytest.mark.parametrize("kind", ["white", "grey", "graded", "vignetted", "blue"])
def test_a_ring_opens(kind):
    alpha = disc(hole=0.22)
    made = cut_out(lay(backdrop(kind), alpha, (190, 150, 70)))
    assert made.alpha[MIDDLE, MIDDLE] == 0
    assert error(made, alpha) < 0.006


def test_every_link_of_a_bracelet_opens():
    big = canvas()
    for number in range(10):
        angle = number * np.pi / 5
        centre = tuple(round(2 * SIZE + 1.3 * SIZE * turn(angle)) for turn in (np.cos, np.sin))
        turned = float(np.degrees(angle) + 90)
        cv2.ellipse(big, centre, (180, 110), turned, 0, 360, 255, 50, cv2.LINE_AA)
    alpha = smooth(big)
    made = cut_out(lay(backdrop("graded"), alpha, STEEL))
    count, labels = cv2.connectedComponents((alpha < 0.05).astype(np.uint8), connectivity=4)
    gaps = [labels == n for n in range(1, count) if (labels == n).sum() > 60]
    assert len(gaps) >= 12  # outside, inside and ten links
    assert min(float((made.alpha[gap] < 0.5).mean()) for gap in gaps) > 0.8


def watch(*, marks: bool, level: int) -> tuple[np.ndarray, np.ndarray]:
    alpha = disc(0.3)
    colours = np.full((SIZE, SIZE, 3), 60, np.float32)
    cv2.circle(colours, (MIDDLE, MIDDLE), 70, (level,) * 3, -1, cv2.LINE_AA)
    if marks:
        for number in range(12):
            spot = tuple(round(MIDDLE + 56 * turn(number * np.pi / 6)) for turn in (np.cos, np.sin))
            cv2.circle(colours, spot, 4, (30, 30, 30), -1, cv2.LINE_AA)
        cv2.line(colours, (MIDDLE, MIDDLE), (MIDDLE + 30, MIDDLE - 30), (30, 30, 30), 3)
    return alpha, colours


def test_a_white_dial_with_hands_stays_on_white():
    alpha, colours = watch(marks=True, level=255)
    made = cut_out(lay(backdrop("white"), alpha, colours))
    assert error(made, alpha) < 0.004


def test_a_blank_white_dial_stays_on_grey():
    alpha, colours = watch(marks=False, level=255)
    made = cut_out(lay(backdrop("grey"), alpha, colours))
    assert error(made, alpha) < 0.004


def test_a_reflection_that_fades_stays_solid():
    alpha = disc(0.3)
    light = np.zeros((SIZE, SIZE), np.float32)
    cv2.circle(light, (MIDDLE - 20, MIDDLE - 20), 22, 1.0, -1)
    light = cv2.GaussianBlur(light, (0, 0), 12)[..., None] * 1.3
    colours = np.clip(60 + 200 * light, 0, 255)
    made = cut_out(lay(backdrop("white"), alpha, np.broadcast_to(colours, (SIZE, SIZE, 3))))
    assert error(made, alpha) < 0.004


def test_an_enclosed_area_that_could_be_either_is_told():
    alpha, colours = watch(marks=True, level=255)
    made = cut_out(lay(backdrop("white"), alpha, colours))
    assert any("enclosed" in note for note in made.notes)


def test_a_thin_rung_in_the_backdrops_hue_is_kept():
    big = canvas()
    cv2.rectangle(big, (320, 240), (440, 1040), 255, -1)
    cv2.rectangle(big, (840, 240), (960, 1040), 255, -1)
    cv2.rectangle(big, (320, 240), (960, 340), 255, -1)
    rung = canvas()
    cv2.line(rung, (440, 600), (840, 660), 255, 12)
    ground = backdrop("blue")
    colours = np.where(smooth(rung)[..., None] > 0, 0.7 * ground, 200.0)
    made = cut_out(lay(ground, smooth(np.maximum(big, rung)), colours))
    assert made.alpha[150:168, 120:200].max(axis=0).min() > 0.8
    assert made.alpha[190:250, 120:200].max() == 0


def test_legs_in_the_backdrops_hue_are_kept_and_their_gap_opens():
    big = canvas()
    cv2.rectangle(big, (320, 240), (960, 340), 255, -1)
    for left in (340, 880):
        cv2.rectangle(big, (left, 340), (left + 60, 1040), 255, -1)
    cv2.rectangle(big, (340, 700), (940, 750), 255, -1)
    ground, alpha = backdrop("blue"), smooth(big)
    made = cut_out(lay(ground, alpha, 0.6 * ground))
    assert error(made, alpha) < 0.004
    assert made.alpha[100:160, 120:200].max() == 0


def test_fine_marks_in_a_coloured_backdrops_hue_are_no_gaps():
    ground, alpha = backdrop("blue"), disc()
    colours = np.full((SIZE, SIZE, 3), (120, 90, 40), np.float32)
    for y in range(100, 220, 24):
        for x in range(100, 220, 24):
            for end in ((x - 7, y - 7), (x - 7, y + 7)):
                cv2.line(colours, end, (2 * x - end[0], 2 * y - end[1]), ground[0, 0].tolist(), 2)
    made = cut_out(lay(ground, alpha, colours * 0.8))
    assert made.alpha[110:210, 110:210].min() > 0.9


def test_the_hard_foot_of_a_soft_shadow_is_no_leg():
    ground = soft_shadow(backdrop("blue"), depth=0.5)
    alpha = disc()
    made = cut_out(lay(ground, alpha, (225, 215, 205)))
    assert error(made, alpha) < 0.004


def test_slits_and_pinholes_between_closed_in_folds_heal_and_other_gaps_do_not():
    whole = np.zeros((80, 80), np.bool_)
    whole[10:70, 10:70] = True
    whole[30:60, 20:60] = False
    whole[14:22, 14:22] = False
    inside = np.zeros_like(whole)
    inside[30:60, 20:60] = True
    inside[40:43] = False
    inside[50:58, 30:38] = False
    made = healed(inside, whole)
    assert made[30:60, 20:60].all()
    assert not made[14:22, 14:22].any()
    assert not healed(np.zeros_like(whole), whole).any()
