"""Pictures reduced by any factor, by the compiled kernel and by OpenCV, to the bit."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from imgrules.images.shrink import shrink, size_at

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


@pytest.mark.parametrize("size", [(72, 50), (100, 100), (300, 200)])
def test_a_window_is_a_part_of_the_whole(size: tuple[int, int]) -> None:
    rgb = CHANCE.integers(0, 256, (200, 300, 3), np.uint8)
    window = slice(3, 40), slice(11, 65)
    part = shrink(rgb, size, window)
    assert np.array_equal(part, shrink(rgb, size)[window])
    assert part.flags.c_contiguous


def test_smaller_pictures_stay() -> None:
    assert size_at((30, 40, 3), 40) == (40, 30)
    assert size_at((30, 40, 3), 30) == (30, 22)
    assert size_at((4000, 1, 3), 30) == (1, 30)


RGB = np.zeros((30, 40, 3), np.uint8)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: RGB.astype(np.int8)}, "rgb holds items of another type"),
        ({0: RGB[..., 0]}, "rgb is no plane of 3"),
        ({1: (31, 20)}, "out has 9 rows from 2, of 31 to be made of 30"),
        ({1: (20, 0)}, "out has 12 columns from 5, of 0 to be made of 40"),
        ({2: (12, 5)}, "out has 9 rows from 12, of 20"),
        ({2: (2, -1)}, "out has 12 columns from -1"),
        ({3: RGB[:0]}, "out has 0 rows"),
    ],
)
def test_refuses(changed: dict[int, Any], words: str) -> None:
    from imgrules._kernels import native

    given: list[Any] = [RGB, (20, 30), (2, 5), np.zeros((9, 12, 3), np.uint8)]
    native.scale_down(*given)
    for at, value in changed.items():
        given[at] = value
    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.scale_down(*given)
