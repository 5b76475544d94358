from __future__ import annotations

import numpy as np
import pytest

from imgrules.fixes.despill import despill
from imgrules.processor import Cutout, Draft

RED, GREY = (190, 45, 45), (190, 190, 190)
SIZE = 400
SCRAP = np.s_[120:280, 300:312]
"""A fold beside the product that the segmenter took for part of it."""


def shot(
    backdrop: tuple[int, int, int], product: tuple[int, int, int] = (120, 125, 130)
) -> tuple[np.ndarray, np.ndarray]:
    """A square product with a fold of the backdrop beside it: colours, and alpha of both."""
    rgb = np.full((SIZE, SIZE, 3), backdrop, np.uint8)
    rgb[100:300, 100:300] = product
    rgb[SCRAP] = (np.array(backdrop) * 0.55).astype(np.uint8)
    alpha = np.zeros((SIZE, SIZE), np.float32)
    alpha[100:300, 100:300] = 1
    alpha[SCRAP] = 1
    return rgb, alpha


def cleared(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    return despill(Draft(rgb), Cutout(alpha, 0.9)).alpha


def test_a_fold_of_red_cloth_goes_and_the_product_stays() -> None:
    rgb, alpha = shot(RED)
    made = cleared(rgb, alpha)
    assert made[SCRAP].max() == 0
    assert made[104:296, 104:296].min() == 1


def test_on_grey_nothing_is_told_by_hue() -> None:
    rgb, alpha = shot(GREY)
    assert np.array_equal(cleared(rgb, alpha), alpha)


def test_a_product_of_the_backdrop_s_hue_is_left_alone() -> None:
    rgb, alpha = shot(RED, product=(150, 40, 40))
    assert np.array_equal(cleared(rgb, alpha), alpha)


@pytest.mark.parametrize("opened", [False, True])
def test_a_red_letter_on_the_product_stays(opened: bool) -> None:
    rgb, alpha = shot(RED)
    rgb[190:204, 190:204] = (190, 45, 45)
    if opened:  # the segmenter opened its middle: no reason to open the rest
        alpha[194:200, 194:200] = 0
    made = cleared(rgb, alpha)
    assert np.array_equal(made[150:250, 150:250], alpha[150:250, 150:250])
    assert made[SCRAP].max() == 0


def test_a_rim_of_the_backdrop_in_shade_goes() -> None:
    rgb, alpha = shot(RED)
    rgb[300:304, 100:300] = (60, 14, 14)
    alpha[300:304, 100:300] = 1
    made = cleared(rgb, alpha)
    assert made[301:304, 110:290].max() < 0.5
    assert made[290:297, 110:290].min() == 1
