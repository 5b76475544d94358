from __future__ import annotations

import numpy as np
import pytest

from imgrules_processors.decontaminate import decontaminate
from tests.unit.processors.drawn import BLUE, DARK, GREY, LIGHT, TAN, draw

PAIRS = {
    "dark on tan": (DARK, TAN),
    "light on blue": (LIGHT, BLUE),
    "brown on grey": ((150, 90, 60), GREY),
}


def rim_error(truth, rgb):
    """Mean error, levels, of the edge laid on any new colour."""
    wrong = np.abs(truth.alpha[..., None] * (rgb.astype(np.float32) - truth.own))
    return float(wrong[truth.edge].mean())


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
@pytest.mark.parametrize("known", [True, False], ids=["backdrop known", "unknown"])
@pytest.mark.parametrize(("texture", "variation"), [(0, 0), (10, 12)], ids=["flat", "varying"])
def test_rim_is_freed_of_the_backdrop(pair, known, texture, variation):
    truth = draw(*pair, texture=texture, variation=variation)
    freed = decontaminate(truth.rgb, truth.alpha, truth.backdrop if known else None)
    before, after = rim_error(truth, truth.rgb), rim_error(truth, freed)
    assert before > 8
    assert after < (1.0 if not texture else 2.5)


@pytest.mark.parametrize("known", [True, False])
def test_alpha_that_is_a_little_off_still_leaves_no_rim(known):
    truth = draw()
    off = truth.alpha + np.random.default_rng(0).normal(0, 0.05, truth.alpha.shape) * truth.edge
    alpha = np.clip(off, 0, 1).astype(np.float32)
    freed = decontaminate(truth.rgb, alpha, truth.backdrop if known else None)
    assert rim_error(truth, freed) < 0.35 * rim_error(truth, truth.rgb)


def test_sure_pixels_are_unchanged_bit_for_bit():
    truth = draw(texture=10)
    freed = decontaminate(truth.rgb, truth.alpha, None)
    sure = (truth.alpha == 1) | (truth.alpha == 0)
    assert np.array_equal(freed[sure], truth.rgb[sure])
    assert not np.array_equal(freed, truth.rgb)


@pytest.mark.parametrize("value", [0, 1])
def test_nothing_soft_nothing_done(value):
    truth = draw()
    alpha = np.full(truth.alpha.shape, value, np.float32)
    assert decontaminate(truth.rgb, alpha, None) is truth.rgb


def test_the_picture_given_is_not_written_to():
    truth = draw()
    before = truth.rgb.copy()
    decontaminate(truth.rgb, truth.alpha, truth.backdrop)
    assert np.array_equal(before, truth.rgb)


def test_edge_at_the_frame():
    truth = draw()
    window = np.s_[170:230, 170:]
    freed = decontaminate(np.ascontiguousarray(truth.rgb[window]), truth.alpha[window], None)
    wrong = truth.alpha[window][..., None] * np.abs(freed - truth.own[window])
    assert wrong[truth.edge[window]].mean() < 2
