"""Luma and its half by the compiled kernel and by OpenCV, to the bit, and what it refuses."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from imgrules import _kernels
from imgrules.checks._levels import luma_of

CHANCE = np.random.default_rng(20261121)
SHAPES = [(1, 1), (2, 2), (5, 33), (4, 34), (7, 35), (40, 131), (3, 200), (64, 66)]


@pytest.mark.parametrize("shape", SHAPES)
def test_is_the_same_to_the_bit(shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    for rgb in (
        CHANCE.integers(0, 256, (*shape, 3), np.uint8),
        np.full((*shape, 3), 255, np.uint8),
        CHANCE.integers(0, 256, (shape[0] + 3, shape[1] + 5, 3), np.uint8)[2:-1, 4:-1],
    ):
        fast = luma_of(rgb)
        with monkeypatch.context() as patch:
            patch.setattr(_kernels, "AVAILABLE", False)
            plain = luma_of(rgb)
            assert np.array_equal(fast.pixels, plain.pixels)
            assert np.array_equal(fast.half.pixels, plain.half.pixels)
        assert fast.half.unit == plain.half.unit


def test_is_the_same_for_every_colour() -> None:
    low = np.stack(np.meshgrid(*[np.arange(256, dtype=np.uint8)] * 2, indexing="ij"), axis=-1)
    for red in range(0, 256, 5):
        rgb = np.insert(low, 0, red, axis=2)
        assert np.array_equal(luma_of(rgb).pixels, cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))


RGB, OUT, HALF = np.zeros((5, 9, 3), np.uint8), np.zeros((5, 9), np.uint8), np.zeros((2, 4), "H")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: OUT}, "rgb"),
        ({0: RGB.astype(np.uint16)}, "rgb holds items of another type"),
        ({1: OUT[:4]}, "out is 4 x 9, not 5 x 9"),
        ({2: HALF[:, :3]}, "half is 2 x 3, not 2 x 4"),
        ({2: OUT}, "half holds items of another type"),
        ({1: b"levels"}, "not writable"),
    ],
)
def test_refuses(changed: dict[int, Any], words: str) -> None:
    from imgrules._kernels import native

    given: list[Any] = [RGB, OUT, HALF]
    for at, value in changed.items():
        given[at] = value
    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.luma(*given)
