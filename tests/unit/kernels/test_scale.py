"""Pictures reduced by any factor, by the compiled kernel and by OpenCV, to the bit."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from imgrules.images.shrink import reduced_to, shrink

CHANCE = np.random.default_rng(20261121)
SIZES = [
    ((200, 311), (72, 50)),
    ((311, 200), (199, 310)),
    ((2000, 1500), (720, 540)),
    ((64, 1000), (999, 3)),
    ((7, 5), (1, 1)),
    ((1, 9), (4, 1)),
    ((90, 40), (40, 41)),
    ((90, 40), (20, 45)),
]


@pytest.mark.parametrize(("shape", "size"), SIZES)
def test_is_the_same_to_the_bit(shape: tuple[int, int], size: tuple[int, int]) -> None:
    rgb = CHANCE.integers(0, 256, (*shape, 3), np.uint8)
    for picture in (rgb, rgb | np.uint8(254), np.full_like(rgb, 255)):
        plain = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        assert np.array_equal(shrink(picture, size), plain)


def test_many_sizes_are_the_same() -> None:
    for _ in range(150):
        height, width = CHANCE.integers(1, 120, 2)
        size = int(CHANCE.integers(1, width + 1)), int(CHANCE.integers(1, height + 1))
        rgb = CHANCE.integers(0, 256, (height, width, 3), np.uint8)
        assert np.array_equal(
            shrink(rgb, size), cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        ), (rgb.shape, size)


def test_rows_may_lie_apart() -> None:
    part = CHANCE.integers(0, 256, (80, 90, 3), np.uint8)[5:70, 7:88]
    assert np.array_equal(shrink(part, (50, 31)), shrink(np.ascontiguousarray(part), (50, 31)))


def test_smaller_pictures_stay() -> None:
    rgb = CHANCE.integers(0, 256, (30, 40, 3), np.uint8)
    assert reduced_to(rgb, 40) is rgb
    assert reduced_to(rgb, 30).shape == (22, 30, 3)


RGB = np.zeros((30, 40, 3), np.uint8)


@pytest.mark.parametrize(
    ("rgb", "out", "words"),
    [
        (RGB.astype(np.int8), RGB[:9].copy(), "rgb holds items of another type"),
        (RGB[..., 0], RGB[:9].copy(), "rgb is no plane of 3"),
        (RGB, np.zeros((31, 40, 3), np.uint8), "out is 31 x 40, not 1 x 1 to 30 x 40"),
        (RGB, np.zeros((0, 40, 3), np.uint8), "out is 0 x 40"),
    ],
)
def test_refuses(rgb: Any, out: Any, words: str) -> None:
    from imgrules._kernels import native

    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.scale_down(rgb, out)
