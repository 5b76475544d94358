"""Ridges by the compiled kernel and by NumPy, to the bit, and what the kernel refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules.checks import _edges
from imgrules.checks._levels import Pixels

CHANCE = np.random.default_rng(20261121)
LEAST = np.float32((4 * 65536) ** 2)


def _pictures(height: int, width: int) -> list[tuple[Pixels, int]]:
    noise = CHANCE.integers(0, 256, (height, width), np.uint8)
    blocks = np.kron(CHANCE.integers(0, 256, (height, width), np.uint8), np.ones((9, 9), np.uint8))
    deep = CHANCE.integers(0, 65281, (height, width), np.uint16)
    narrow: list[Pixels] = [noise, blocks[:height, :width], noise * np.uint8(0), noise // 4]
    wide = [(noise.astype(np.uint16), 1), (deep // 64, 4), (deep, 256), (deep // 9, 256)]
    return [*((pixels, 1) for pixels in narrow), *wide]


@pytest.mark.parametrize(
    "shape", [(200, 311), (64, 64), (70, 5), (1, 1), (2, 2), (3, 200), (129, 128), (65, 1)]
)
def test_is_the_same_to_the_bit(shape: tuple[int, int]) -> None:
    count = -(-shape[0] // 64) * -(-shape[1] // 64)
    for pixels, unit in _pictures(*shape):
        for tiles in (np.arange(count), np.arange(count)[::2], np.arange(0)):
            fast = _edges._compiled(pixels, unit, tiles, LEAST)
            for one, two in zip(_edges._ridges(pixels, unit, tiles, LEAST), fast, strict=True):
                assert np.array_equal(one, two)


def test_rows_may_lie_apart() -> None:
    large = CHANCE.integers(0, 256, (150, 150), np.uint8)
    part = large[3:133, 7:140]
    one = _edges._compiled(part, 1, np.arange(9), LEAST)
    two = _edges._compiled(np.ascontiguousarray(part), 1, np.arange(9), LEAST)
    assert all(np.array_equal(*each) for each in zip(one, two, strict=True))


WEIGHTS = np.array([[102, 61, 15, 1]], np.uint16)
PIXELS, TILES = np.zeros((70, 70), np.uint8), np.arange(4)[None]
PLACES, SLOPES = np.zeros((1, 4 * 4096), np.int64), np.zeros((1, 4 * 4096), np.float32)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: PIXELS.astype(np.float32)}, "pixels holds items of another type"),
        ({1: True}, "pixels holds items of another type"),
        ({2: 1}, "unit is 1 bits, not 0 to 0"),
        ({1: True, 2: 9}, "unit is 9 bits, not 0 to 8"),
        ({3: np.arange(1, 5)[None]}, "there is no tile 4"),
        ({3: -TILES}, "there is no tile -1"),
        ({3: TILES.T.copy()}, "tiles is 4 x 1, not 1 x 1"),
        ({7: PLACES[:, 1:], 8: SLOPES[:, 1:], 9: SLOPES[:, 1:]}, "no room for 4 tiles"),
        ({4: WEIGHTS[:, :3]}, "weights is 1 x 3, not 1 x 4"),
        ({8: SLOPES[:, 1:]}, "before is 1 x 16383, not 1 x 16384"),
        ({9: b"slopes"}, "not writable"),
    ],
)
def test_refuses(changed: dict[int, Any], words: str) -> None:
    from imgrules._kernels import native

    given: list[Any] = [PIXELS, False, 0, TILES, WEIGHTS, 1.0, 0.9, PLACES, SLOPES, SLOPES.copy()]
    for at, value in changed.items():
        given[at] = value
    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.ridges(*given)
