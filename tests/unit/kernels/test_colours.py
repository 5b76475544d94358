"""Colours counted by the compiled kernel and by OpenCV and NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules.checks import _colours

CHANCE = np.random.default_rng(20261121)


@pytest.mark.parametrize("shape", [(130, 211, 3), (1, 1, 3), (7, 1, 3)])
@pytest.mark.parametrize("step", [1, 3, 4])
def test_counts_are_the_same(shape: tuple[int, int, int], step: int) -> None:
    for levels in (2, 256):
        rgb = CHANCE.integers(0, levels, shape, np.uint8)
        plain, fast = _colours._counts(rgb, step), _colours._compiled(rgb, step)
        assert all(np.array_equal(*each) for each in zip(plain, fast, strict=True))


RGB = np.zeros((4, 5, 3), np.uint8)
COLOURS, GREYS = np.zeros((1, 32768), np.int32), np.zeros((1, 256), np.int32)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((RGB, 0, COLOURS, GREYS), "step is 0, not 1 or more"),
        ((RGB[..., 0], 1, COLOURS, GREYS), "rgb is no plane of 3 channel"),
        ((RGB, 1, COLOURS[:, 1:], GREYS), "colours is 1 x 32767, not 1 x 32768"),
        ((RGB, 1, COLOURS, GREYS.astype(np.int64)), "greys holds items of another type"),
    ],
)
def test_refuses(given: tuple[Any, ...], words: str) -> None:
    from imgrules._kernels import native

    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.colours(*given)
