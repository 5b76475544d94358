"""Pixels of a mask counted by tiles, by the compiled kernel and by OpenCV."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imgrules.checks import _area

CHANCE = np.random.default_rng(20261121)


def ends(size: int, count: int) -> np.ndarray:
    first = np.sort(CHANCE.integers(0, size, count))
    return np.stack([first, np.minimum(first + CHANCE.integers(0, size, count), size)])


@pytest.mark.parametrize("shape", [(1, 1), (7, 90), (600, 31), (130, 257)])
def test_counts_are_the_same(shape: tuple[int, int]) -> None:
    for share in (0, 0.2, 1):
        mask = CHANCE.random(shape) < share
        rows, columns = ends(shape[0], 9), ends(shape[1], 13)
        plain = _area._counts(mask, rows, columns)
        assert np.array_equal(plain, _area._compiled_counts(mask, rows, columns))


MASK, COUNTS = np.ones((4, 6), np.bool_), np.zeros((2, 3), np.int32)
ROWS, COLUMNS = np.array([[0, 2], [2, 4]]), np.array([[0, 2, 4], [2, 4, 6]])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({0: MASK.astype(np.int32)}, "mask holds items of another type"),
        ({0: np.zeros((65536, 6), np.bool_)}, "mask has 65536 rows, more than 65535"),
        ({1: ROWS + 1}, "rows holds 5, not 0 to 4"),
        ({1: ROWS - 1}, "rows holds -1, not 0 to 4"),
        ({2: COLUMNS[:, :2]}, "columns is 2 x 2, not 2 x 3"),
        ({2: COLUMNS + 1}, "columns holds 7, not 0 to 6"),
        ({3: COUNTS.astype(np.int64)}, "counts holds items of another type"),
    ],
)
def test_refuses(changed: dict[int, Any], words: str) -> None:
    from imgrules._kernels import native

    given: list[Any] = [MASK, ROWS, COLUMNS, COUNTS.copy()]
    native.tile_counts(*given)
    assert given[3].tolist() == [[4, 4, 4], [4, 4, 4]]
    for at, value in changed.items():
        given[at] = value
    with pytest.raises((TypeError, ValueError, BufferError), match=words):
        native.tile_counts(*given)
