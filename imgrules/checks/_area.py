"""A mask coarser than the picture it belongs to, asked about the picture's pixels and tiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.checks._levels import TILE, Level

Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Area:
    """``mask`` covers the whole picture, however few its own pixels are."""

    mask: Mask

    def numbers(self, axis: int, length: int, whole: int | None = None) -> Numbers:
        """Return which row (axis 0) or column of the mask each of the picture's lies on.

        ``length``: how many of them the picture has; ``whole``: had before it was reduced, for
        a reduced one lies where the first that it is made from did.
        """
        return _numbers(self.mask.shape[axis], length, whole or length)

    def at(self, level: Level, places: Numbers) -> Mask:
        """Tell of each pixel, counted along the rows, whether it is inside."""
        rows, columns = np.divmod(places, level.shape[1])
        down, across = (self.numbers(axis, level.shape[axis], level.whole[axis]) for axis in (0, 1))
        return self.mask[down[rows], across[columns]]

    def touched(self, level: Level) -> Mask:
        """Tell of each tile whether any of it is inside."""
        return self._counts(level) > 0

    def shares(self, level: Level) -> NDArray[np.float64]:
        """Return the share of each tile that is inside."""
        sides = (np.diff(ends, axis=0)[0] for ends in self._ends(level))
        return np.asarray(self._counts(level) / np.outer(*sides), np.float64)

    def _counts(self, level: Level) -> NDArray[np.int32]:
        """Return of how many of the mask's pixels inside each tile is."""
        count = _compiled_counts if _kernels.AVAILABLE else _counts
        return count(self.mask, *self._ends(level))

    def _ends(self, level: Level) -> tuple[Numbers, Numbers]:
        rows, columns = (
            _ends(self.mask.shape[axis], level.shape[axis], level.whole[axis]) for axis in (0, 1)
        )
        return rows, columns


@lru_cache(32)
def _numbers(size: int, length: int, whole: int) -> Numbers:
    first = np.arange(length) * whole // length
    numbers = np.asarray((2 * first + 1) * size // (2 * whole), np.intp)
    numbers.flags.writeable = False
    return numbers


@lru_cache(32)
def _ends(size: int, length: int, whole: int) -> Numbers:
    """Return the first row (or column) of the mask of each tile, and the one after its last."""
    numbers = _numbers(size, length, whole)
    first = np.arange(0, length, TILE)
    return np.stack([numbers[first], numbers[np.minimum(first + TILE, length) - 1] + 1])


def _counts(mask: Mask, rows: Numbers, columns: Numbers) -> NDArray[np.int32]:
    sums = np.asarray(cv2.integral(mask.view(np.uint8)), np.int32)
    bands = sums[rows[1]] - sums[rows[0]]
    return np.asarray(bands[:, columns[1]] - bands[:, columns[0]], np.int32)


def _compiled_counts(mask: Mask, rows: Numbers, columns: Numbers) -> NDArray[np.int32]:
    from imgrules._kernels import native

    counts = np.empty((rows.shape[1], columns.shape[1]), np.int32)
    native.tile_counts(mask, rows, columns, counts)
    return counts
