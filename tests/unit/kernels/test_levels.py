"""Smaller copies and surveys by the compiled kernels and without, to the bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules.checks import _levels
from imgrules.checks._levels import Pixels

CHANCE = np.random.default_rng(20261121)
SHAPES = [(200, 311), (64, 64), (70, 5), (1, 1), (2, 2), (3, 200), (129, 128)]


def _pictures(shape: tuple[int, int]) -> list[Pixels]:
    noise = CHANCE.integers(0, 256, shape, np.uint8)
    deep = CHANCE.integers(0, 65281, shape, np.uint16)
    return [noise, np.full_like(noise, 255), deep, np.full_like(deep, 65280)]


@pytest.mark.parametrize("shape", SHAPES)
def test_surveys_are_the_same(shape: tuple[int, int]) -> None:
    for pixels in _pictures(shape)[2:]:
        size = [-(-length // side) for length, side in zip(shape, _levels.SAMPLED, strict=True)]
        plain, fast = (
            _levels.Survey(*(np.zeros(size, np.int64) for _ in range(4))) for _ in range(2)
        )
        _levels._survey(pixels, plain)
        _levels._compiled_survey(pixels, fast)
        assert all(np.array_equal(*each) for each in zip(plain, fast, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
def test_halves_are_the_same(shape: tuple[int, int]) -> None:
    for pixels in _pictures(shape):
        share = 4 if pixels.dtype == np.uint16 else 1
        plain = _levels._half(pixels, share)
        assert np.array_equal(plain, _levels._compiled_half(pixels, share))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("times", [1.0, 1.1, 1.5, 1.97, 3.3])
def test_shrunk_copies_are_the_same(shape: tuple[int, int], times: float) -> None:
    plans = [_levels.weights(side, max(1, round(side / times))) for side in shape]
    for pixels in _pictures(shape):
        plain = _levels._shrink(pixels, *plans)
        assert np.array_equal(plain, _levels._compiled_shrink(pixels, *plans))


PIXELS, OUT = np.zeros((8, 9), np.uint8), np.zeros((4, 4), np.uint16)
COUNTS = np.zeros((1, 1), np.int64)
DOWN, ACROSS = _levels.weights(8, 4), _levels.weights(9, 4)
OVER = ACROSS * np.array([1, 9, 9, 9], np.int32)


@pytest.mark.parametrize(
    ("kernel", "given", "words"),
    [
        ("halve", (PIXELS, True, 1, OUT), "pixels holds items of another type"),
        ("halve", (PIXELS, False, 3, OUT), "share is 3, not 1 or 4"),
        ("halve", (PIXELS, False, 1, OUT[:3]), "out is 3 x 4, not 4 x 4"),
        (
            "survey",
            (PIXELS, 32, 32, COUNTS, COUNTS, COUNTS, COUNTS),
            "pixels holds items of another",
        ),
        ("survey", (OUT, 65, 32, COUNTS, COUNTS, COUNTS, COUNTS), "a tile is 65 x 32, not 1 to 64"),
        ("survey", (OUT, 32, 32, COUNTS, COUNTS, COUNTS, OUT), "squares holds items"),
        ("survey", (OUT, 32, 32, COUNTS[:0], COUNTS, COUNTS, COUNTS), "low is 0 x 1, not 1 x 1"),
        ("shrink", (PIXELS, False, DOWN[:3], ACROSS, OUT), "down is 3 x 3, not 4 x 3"),
        ("shrink", (PIXELS, False, DOWN + 1, ACROSS, OUT), "down asks for pixels there are not"),
        ("shrink", (PIXELS, False, DOWN - 1, ACROSS, OUT), "down asks for pixels there are not"),
        ("shrink", (PIXELS, False, DOWN, ACROSS[:, :1].copy(), OUT), "across asks for pixels"),
        ("shrink", (PIXELS, False, DOWN, OVER, OUT), "across holds"),
    ],
)
def test_refuses(kernel: str, given: tuple[Any, ...], words: str) -> None:
    from imgrules._kernels import native

    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        getattr(native, kernel)(*given)
