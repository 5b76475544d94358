"""A high percentile by its shortcut, beside NumPy's."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from imgrules.images.ranks import high_percentile, median

CHANCE = np.random.default_rng(20261121)
Floats = NDArray[np.float32]


def _planes(rows: int, columns: int) -> list[Floats]:
    noise = 100 * CHANCE.random((rows, columns), np.float32)
    corner = np.zeros_like(noise)
    corner[: rows // 4, : columns // 4] = noise[: rows // 4, : columns // 4]
    return [noise, corner, np.round(noise), np.full_like(noise, 7), np.sort(noise, axis=None)
            .reshape(noise.shape)]  # fmt: skip


@pytest.mark.parametrize("size", [(333, 333), (512, 40), (40, 512), (100, 1), (1, 1), (9, 7)])
@pytest.mark.parametrize("percent", [50, 99, 99.9, 100])
def test_is_what_numpy_finds(size: tuple[int, int], percent: float) -> None:
    for plane in _planes(*size):
        expected = float(np.percentile(plane, percent))
        assert high_percentile(plane, percent) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("shape", [(1,), (2,), (7,), (100,), (5, 9), (6, 9), (34, 4, 2)])
@pytest.mark.parametrize("kind", [np.float32, np.float64, np.int16])
def test_a_median_is_numpys(shape: tuple[int, ...], kind: type) -> None:
    values = (200 * CHANCE.random(shape)).astype(kind)
    found, expected = median(values), np.median(values, axis=0)
    assert np.array_equal(found, expected)
    assert found.dtype == expected.dtype
