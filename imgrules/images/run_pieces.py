"""Connected pieces as runs of pixels: a thousand runs are looked at instead of all pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from imgrules._kernels import native

Mask = NDArray[np.bool_]
Item = TypeVar("Item", np.uint8, np.bool_)


@dataclass(frozen=True, eq=False)
class RunPieces:
    """``Pieces`` by the compiled kernels."""

    shape: tuple[int, int]
    runs: NDArray[np.int32]
    """Row, start, stop and label of each run, row by row."""
    count: int

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        return self._spread(0)

    @cached_property
    def _areas(self) -> NDArray[np.int64]:
        lengths = self.runs[:, 2] - self.runs[:, 1]
        return np.bincount(self.runs[:, 3], lengths, self.count).astype(np.int64)

    def areas(self) -> NDArray[np.int64]:
        return self._areas

    def only(self, label: int) -> Mask:
        chosen = np.zeros(self.count, np.bool_)
        chosen[label] = True
        return self.select(chosen)

    def box(self, label: int) -> tuple[int, int, int, int]:
        own = self.runs[self.runs[:, 3] == label]
        left, right = int(own[:, 1].min()), int(own[:, 2].max())
        top, bottom = int(own[0, 0]), int(own[-1, 0]) + 1
        return left, top, right - left, bottom - top

    def select(self, chosen: NDArray[np.bool_]) -> Mask:
        whole = np.zeros(self.shape, np.bool_)
        native.run_paint(self.runs, whole, np.ascontiguousarray(chosen)[None])
        return whole

    def sums(self, plane: NDArray[np.uint8]) -> NDArray[np.float64]:
        return self._sums(plane).astype(np.float64)

    def peaks(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        found = np.zeros((1, self.count), np.uint8)
        native.run_peaks(self.runs, in_rows(plane), found)
        return found.ravel()

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        return self._sums(mask.view(np.uint8))

    def touching(self, other: Mask) -> NDArray[np.bool_]:
        return self.peaks(other.view(np.uint8)) > 0

    def around(self, mask: Mask, radius: int) -> NDArray[np.int64]:
        return np.bincount(self._spread(radius)[mask], minlength=self.count)

    def _sums(self, plane: NDArray[np.uint8]) -> NDArray[np.int64]:
        found = np.zeros((1, self.count), np.int64)
        native.run_sums(self.runs, in_rows(plane), found)
        return found.ravel()

    def _spread(self, radius: int) -> NDArray[np.int32]:
        whole = np.zeros(self.shape, np.int32)
        native.run_spread(self.runs, radius, whole)
        return whole


def run_pieces(mask: Mask) -> RunPieces:
    """Split the mask into connected pieces; pixels that meet at a corner are connected."""
    runs, count = native.runs(in_rows(mask))
    found = np.frombuffer(runs, np.int32).reshape(-1, 4)
    return RunPieces((mask.shape[0], mask.shape[1]), found, count)


def in_rows(plane: NDArray[Item]) -> NDArray[Item]:
    """Return the plane with the pixels of each row side by side, copied only if they are not."""
    return plane if plane.strides[1] == plane.itemsize else np.ascontiguousarray(plane)


def by_pixels(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with the pixels of each row side by side, copied only if they are not."""
    return rgb if rgb.strides[1:] == (3, 1) else np.ascontiguousarray(rgb)
