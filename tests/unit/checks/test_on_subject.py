from __future__ import annotations

import numpy as np
import pytest

from imgrules import _kernels
from imgrules.checks import _edge_blur
from imgrules.checks._area import Area
from imgrules.checks._levels import Levels, first_level, weights
from imgrules.checks._on_subject import erode

CHANCE = np.random.default_rng(20261121)


WHOLE = Area(np.ones((1, 1), np.bool_))


def levels(height: int, width: int) -> Levels:
    return Levels(first_level(CHANCE.integers(0, 256, (height, width), np.uint8)))


def test_levels_are_sums_and_then_means() -> None:
    made = levels(133, 256)
    assert [made[number].unit for number in range(6)] == [1, 4, 16, 64, 256, 256]
    assert [made[number].shape for number in range(3)] == [(133, 256), (66, 128), (33, 64)]
    first = made[0].pixels[:128].astype(np.float64)
    for number in range(6):
        side = 2**number
        means = first.reshape(128 // side, side, 256 // side, side).mean(axis=(1, 3))
        found = made[number].pixels[: 128 // side] / made[number].unit
        assert np.abs(found - means).max() <= (0 if number < 5 else 0.5 / 256)


def test_tiles_hold_what_lies_in_them() -> None:
    level = levels(200, 129)[0]
    half = level.half.pixels / 4
    tiles = [half[y : y + 32 : 2, x : x + 32] for y in range(0, 100, 32) for x in range(0, 64, 32)]
    assert level.ranges.shape == level.contrasts.shape == (4, 3)
    assert level.ranges[:, :2].ravel().tolist() == [np.ptp(tile) for tile in tiles]
    assert level.contrasts[:, :2].ravel() == pytest.approx([tile.std() for tile in tiles])
    # Of a last column that the half has not, nothing is told.
    assert not level.ranges[:, 2].any()
    assert not level.contrasts[:, 2].any()


def test_a_shrunk_picture_keeps_its_mean() -> None:
    level = levels(1700, 1300)[0]
    small = level.shrunk(1000)
    assert small.shape == (1000, 765)
    assert small.pixels.mean() == pytest.approx(level.pixels.mean(), abs=0.05)


@pytest.mark.parametrize(("before", "after"), [(1999, 1000), (1001, 1000), (5, 2), (7, 7), (1, 1)])
def test_weights_add_up(before: int, after: int) -> None:
    plan = weights(before, after)
    assert (plan[:, 1:].sum(axis=1) == 2048).all()
    assert plan[:, 0].min() == 0
    assert (plan[:, 0] + plan.shape[1] - 1).max() <= before


def test_a_coarse_mask_is_asked_about_the_picture() -> None:
    mask = np.zeros((50, 40), np.bool_)
    mask[10:20, 30:] = True
    level, area = levels(200, 160)[0], Area(mask)
    whole = np.kron(mask, np.ones((4, 4), np.bool_))
    assert np.array_equal(area.at(level, np.arange(200 * 160)), whole.ravel())
    tiles = [whole[y : y + 64, x : x + 64] for y in range(0, 200, 64) for x in range(0, 160, 64)]
    assert area.touched(level).ravel().tolist() == [tile.any() for tile in tiles]
    assert area.shares(level).ravel() == pytest.approx([tile.mean() for tile in tiles])


def test_of_many_tiles_some_are_read_all_over_the_picture() -> None:
    order = _edge_blur._spread(np.arange(1000))
    assert sorted(order) == list(range(1000))
    first = np.sort(order[: _edge_blur.BATCH])
    assert np.diff(first).max() <= 2 * 1000 / _edge_blur.BATCH


def test_more_tiles_are_read_while_edges_are_few() -> None:
    ramp = np.linspace(0, 200, 1280).astype(np.uint8)
    grey = np.tile(ramp, (1280, 1))
    grey[590:630, 590:630] = 255
    found = _edge_blur.edge_blur(Levels(first_level(grey)), WHOLE, sharp=0.9)
    assert found.edges >= 4 * 38


@pytest.mark.parametrize("shape", [(120, 90), (1, 1), (1, 60), (60, 1), (5, 300)])
@pytest.mark.parametrize("pixels", [1, 2, 5, 12, 31])
def test_masks_shrink_the_same_without_kernels(
    shape: tuple[int, int], pixels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    masks = [CHANCE.random(shape) > share for share in (0, 0.002, 0.03, 1)]
    fast = [erode(mask, pixels) for mask in masks]
    monkeypatch.setattr(_kernels, "AVAILABLE", False)
    for mask, one in zip(masks, fast, strict=True):
        assert np.array_equal(erode(mask, pixels), one)
