from __future__ import annotations

import numpy as np
import pytest

from imgrules.fixes.overlays import without_overlays
from imgrules.model import Region
from imgrules.processor import Cutout

BADGE = Region(152, 12, 20, 10)
"""The words on it: smaller than the badge itself."""


def shot(badge: tuple[slice, slice] = np.s_[5:35, 145:180]) -> tuple[np.ndarray, np.ndarray]:
    """A product, and a badge in the corner above it: alpha of both, and the product's mask."""
    alpha = np.zeros((200, 200), np.float32)
    alpha[60:180, 40:140] = 1
    product = alpha > 0
    alpha[badge] = 1
    return alpha, product


def test_a_badge_beside_the_product_is_left_out_and_said() -> None:
    alpha, product = shot()
    made = without_overlays(Cutout(alpha, 0.9), [BADGE], product)
    assert np.array_equal(made.alpha > 0, product)
    assert "left out" in made.notes[0]


@pytest.mark.parametrize(
    "badge",
    [np.s_[5:70, 130:180], np.s_[5:120, 145:200]],
    ids=["touches the product", "nearly as large as it"],
)
def test_what_may_be_product_stays(badge: tuple[slice, slice]) -> None:
    alpha, product = shot(badge)
    made = without_overlays(Cutout(alpha, 0.9), [BADGE], product)
    assert np.array_equal(made.alpha, alpha)
    assert not made.notes


def test_a_piece_that_the_checks_hold_for_product_stays() -> None:
    alpha, product = shot()
    product[5:35, 145:180] = True
    assert without_overlays(Cutout(alpha, 0.9), [BADGE], product).alpha.sum() == alpha.sum()


def test_without_an_overlay_or_a_second_opinion_nothing_goes() -> None:
    alpha, product = shot()
    cutout = Cutout(alpha, 0.9)
    assert without_overlays(cutout, [], product) is cutout
    assert without_overlays(cutout, [BADGE], None) is cutout
    assert without_overlays(cutout, [Region(0, 190, 10, 5)], product) is cutout
