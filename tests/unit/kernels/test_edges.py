"""Ridges by the compiled kernel and by NumPy, to the bit, and what the kernel refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules.checks import _edges
from imgrules.checks._levels import Pixels

CHANCE = np.random.default_rng(20261121)
LEAST = np.float32(1000)


def _pictures(height: int, width: int) -> list[Pixels]:
    noise = CHANCE.integers(0, 256, (height, width), np.uint8)
    blocks = np.kron(CHANCE.integers(0, 256, (height, width), np.uint8), np.ones((9, 9), np.uint8))
    deep = CHANCE.integers(0, 65281, (height, width), np.uint16)
    return [noise, blocks[:height, :width], noise * np.uint8(0), noise // 4, deep, deep // 9]


@pytest.mark.parametrize(
    "shape", [(200, 311), (64, 64), (70, 5), (1, 1), (2, 2), (3, 200), (129, 128), (65, 1)]
)
def test_is_the_same_to_the_bit(shape: tuple[int, int]) -> None:
    count = -(-shape[0] // 64) * -(-shape[1] // 64)
    for pixels in _pictures(*shape):
        for tiles in (np.arange(count), np.arange(count)[::2], np.arange(0)):
            fast = _edges._compiled(pixels, tiles, LEAST)
            for one, two in zip(_edges._ridges(pixels, tiles, LEAST), fast, strict=True):
                assert np.array_equal(one, two)


def test_rows_may_lie_apart() -> None:
    large = CHANCE.integers(0, 256, (150, 150), np.uint8)
    part = large[3:133, 7:140]
    one = _edges._compiled(part, np.arange(9), LEAST)
    two = _edges._compiled(np.ascontiguousarray(part), np.arange(9), LEAST)
    assert all(np.array_equal(*each) for each in zip(one, two, strict=True))


PIXELS, TILES = np.zeros((70, 70), np.uint8), np.arange(4)[None]
WEIGHTS = np.ones((1, 5), np.float32)
PLACES, SLOPES = np.zeros((1, 4 * 4096), np.int64), np.zeros((1, 4 * 4096), np.float32)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: PIXELS.astype(np.float32)}, "pixels holds items of another type"),
        ({1: True}, "pixels holds items of another type"),
        ({2: np.arange(1, 5)[None]}, "there is no tile 4"),
        ({2: -TILES}, "there is no tile -1"),
        ({2: TILES.T.copy()}, "tiles is 4 x 1, not 1 x 1"),
        ({3: WEIGHTS[:, :4]}, "weights is 1 x 4, not 1 x 5"),
        ({6: PLACES[:, 1:], 7: SLOPES[:, 1:], 8: SLOPES[:, 1:]}, "no room for 4 tiles"),
        ({7: SLOPES[:, 1:]}, "before is 1 x 16383, not 1 x 16384"),
        ({8: b"slopes"}, "not writable"),
    ],
)
def test_refuses(changed: dict[int, Any], words: str) -> None:
    from imgrules._kernels import native

    given: list[Any] = [PIXELS, False, TILES, WEIGHTS, 1.0, 0.9, PLACES, SLOPES, SLOPES.copy()]
    for at, value in changed.items():
        given[at] = value
    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.ridges(*given)
