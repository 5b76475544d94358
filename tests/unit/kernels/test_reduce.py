"""The compiled reduction beside OpenCV's, to the bit, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.working import COMPILED, reduce

Plane = NDArray[np.uint8]
CHANCE = np.random.default_rng(20261121)


def _pictures(height: int, width: int) -> list[Plane]:
    noise = CHANCE.integers(0, 256, (height, width, 3), np.uint8)
    specks = np.full_like(noise, 255)
    specks[noise[..., 0] < 9, 1] = 254
    return [noise, np.uint8(255) - (noise < 20).view(np.uint8), (noise & 1) + np.uint8(100), specks]


def _plain(rgb: Plane, monkeypatch: pytest.MonkeyPatch) -> Plane:
    with monkeypatch.context() as patch:
        patch.setattr(_kernels, "AVAILABLE", False)
        return reduce(rgb).rgb


@pytest.mark.parametrize("factor", COMPILED)
def test_is_the_same_to_the_bit(factor: int, monkeypatch: pytest.MonkeyPatch) -> None:
    width = 850 * factor - 3
    for rgb in _pictures(16 * factor + factor - 1, width):
        small = reduce(rgb)
        assert small.factor == factor
        assert np.array_equal(small.rgb, _plain(rgb, monkeypatch))


@pytest.mark.parametrize("factor", [2, 3, 5, 16])
def test_clean_is_where_the_whole_block_is_white(factor: int) -> None:
    for rgb in _pictures(16 * factor + 1, 850 * factor - 1):
        small = reduce(rgb)
        rows, columns = small.shape
        whole = rgb[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor, 3)
        assert small.clean is not None
        assert np.array_equal(small.clean, (whole == 255).all(axis=(1, 3, 4)))


def test_rows_may_lie_apart() -> None:
    from imgrules._kernels import native

    large = CHANCE.integers(0, 256, (40, 60, 3), np.uint8)
    part = large[3:39, 6:51]
    one, two = (np.empty((12, 15, 3), np.uint8) for _ in range(2))
    clean = np.empty((12, 15), np.bool_)
    native.reduce(part, 3, one, clean)
    native.reduce(np.ascontiguousarray(part), 3, two, clean)
    assert np.array_equal(one, two)


RGB = np.zeros((30, 40, 3), np.uint8)
WORK, CLEAN = np.zeros((10, 13, 3), np.uint8), np.zeros((10, 13), np.bool_)
LOCKED = WORK.copy()
LOCKED.setflags(write=False)


@pytest.mark.parametrize(
    ("rgb", "factor", "work", "clean", "words"),
    [
        (RGB[..., :2], 3, WORK, CLEAN, "rgb is no plane of 3 channel"),
        (RGB[:, ::2], 3, WORK, CLEAN, "rgb is no plane of 3 channel"),
        (RGB.astype(np.float32), 3, WORK, CLEAN, "rgb holds items of another type"),
        (RGB, 1, WORK, CLEAN, "factor is 1, not 2 to 16"),
        (RGB, 17, WORK, CLEAN, "factor is 17, not 2 to 16"),
        (RGB, 4, WORK, CLEAN, "work is 10 x 13, not 7 x 10"),
        (RGB, 3, LOCKED, CLEAN, "read-only"),
        (RGB, 3, WORK, CLEAN[:9], "clean is 9 x 13, not 10 x 13"),
        (b"white", 3, WORK, CLEAN, "rgb is no plane"),
    ],
)
def test_refuses(
    rgb: Plane, factor: int, work: Plane, clean: NDArray[np.bool_], words: str
) -> None:
    from imgrules._kernels import native

    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.reduce(rgb, factor, work, clean)


@pytest.mark.parametrize("shape", [(0, 0, 3), (2, 40, 3), (40, 2, 3), (3, 3, 3)])
def test_takes_next_to_nothing(shape: tuple[int, int, int]) -> None:
    from imgrules._kernels import native

    rows, columns = shape[0] // 3, shape[1] // 3
    native.reduce(
        np.zeros(shape, np.uint8), 3, np.zeros((rows, columns, 3), np.uint8),
        np.zeros((rows, columns), np.bool_),
    )  # fmt: skip
