from __future__ import annotations

import numpy as np
import pytest

from imgrules.fixes.crumbs import without_crumbs
from imgrules.processor import Cutout, Draft

CRUMB = np.s_[330:336, 200:208]


def shot(colour: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A product on grey and something small below it: colours, alpha of both, the product."""
    rgb = np.full((400, 400, 3), 205, np.uint8)
    rgb[80:300, 100:300] = (60, 60, 65)
    rgb[CRUMB] = colour
    alpha = np.zeros((400, 400), np.float32)
    alpha[80:300, 100:300] = 1
    product = alpha > 0
    alpha[CRUMB] = 0.9
    alpha[337, 200:208] = 0.03  # its haze
    return rgb, alpha, product


@pytest.mark.parametrize(
    ("colour", "goes"),
    [((130, 130, 131), True), ((40, 40, 40), False), ((150, 110, 60), False)],
    ids=["shade of the backdrop", "too dark for a shadow", "a colour of its own"],
)
def test_only_shadow_is_cleared(colour: tuple[int, int, int], goes: bool) -> None:
    rgb, alpha, product = shot(colour)
    made = without_crumbs(Draft(rgb, product=product), Cutout(alpha, 0.9)).alpha
    assert bool(made[CRUMB].max() == 0) is goes
    assert bool(made[337].max() == 0) is goes
    assert np.array_equal(made[:310], alpha[:310])


def test_what_the_checks_hold_for_product_stays() -> None:
    rgb, alpha, product = shot((130, 130, 131))
    product[CRUMB] = True
    cutout = Cutout(alpha, 0.9)
    assert np.array_equal(without_crumbs(Draft(rgb, product=product), cutout).alpha, alpha)


def test_without_a_second_opinion_nothing_goes() -> None:
    rgb, alpha, _ = shot((130, 130, 131))
    cutout = Cutout(alpha, 0.9)
    assert without_crumbs(Draft(rgb), cutout) is cutout


def test_something_larger_is_no_crumb() -> None:
    rgb, alpha, product = shot((130, 130, 131))
    rgb[320:345, 150:250] = 130
    alpha[320:345, 150:250] = 1
    made = without_crumbs(Draft(rgb, product=product), Cutout(alpha, 0.9))
    assert np.array_equal(made.alpha, alpha)


def test_haze_far_from_everything_goes_and_a_soft_edge_stays() -> None:
    rgb, alpha, product = shot((130, 130, 131))
    alpha[20:40, 20:60] = 0.04
    alpha[300:303, 100:300] = 0.04
    made = without_crumbs(Draft(rgb, product=product), Cutout(alpha, 0.9)).alpha
    assert made[20:40, 20:60].max() == 0
    assert made[300:303, 150].min() > 0
