"""Connected pieces as a plane of labels, by OpenCV."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.working import square

Mask = NDArray[np.bool_]

FEW = 4
"""So many pieces are looked for one by one; more by a table."""


@dataclass(frozen=True, eq=False)
class LabelPieces:
    """``Pieces`` without the compiled kernels.

    Only the part of the plane that holds any is labelled and looked at.
    """

    shape: tuple[int, int]
    window: tuple[slice, slice]
    part: NDArray[np.int32]
    """Labels within the window."""
    inside: Mask
    """The mask within the window."""
    count: int

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        whole = np.zeros(self.shape, np.int32)
        whole[self.window] = self.part
        return whole

    @cached_property
    def _areas(self) -> NDArray[np.int64]:
        return np.bincount(self.part[self.inside], minlength=self.count)

    def areas(self) -> NDArray[np.int64]:
        return self._areas

    def only(self, label: int) -> Mask:
        whole = np.zeros(self.shape, np.bool_)
        whole[self.window] = self.part == label
        return whole

    def box(self, label: int) -> tuple[int, int, int, int]:
        x, y, width, height = cv2.boundingRect((self.part == label).view(np.uint8))
        return self.window[1].start + x, self.window[0].start + y, width, height

    def select(self, chosen: NDArray[np.bool_]) -> Mask:
        whole = np.zeros(self.shape, np.bool_)
        whole[self.window] = self._select(chosen)
        return whole

    def _select(self, chosen: NDArray[np.bool_]) -> Mask | bool:
        wanted, unwanted = np.flatnonzero(chosen[1:]) + 1, np.flatnonzero(~chosen[1:]) + 1
        if not len(wanted):
            return False
        if len(unwanted) <= FEW:
            return self.inside & ~self._any_of(unwanted) if len(unwanted) else self.inside
        if len(wanted) <= FEW:
            return self._any_of(wanted)
        table = chosen.copy()
        table[0] = False
        return np.take(table, self.part)

    def _any_of(self, labels: NDArray[np.intp]) -> Mask:
        found: Mask = self.part == labels[0]
        for label in labels[1:]:
            found |= self.part == label
        return found

    def sums(self, plane: NDArray[np.uint8]) -> NDArray[np.float64]:
        values = plane[self.window][self.inside]
        return np.bincount(self.part[self.inside], values, self.count).astype(np.float64)

    def peaks(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        found = np.zeros(self.count, np.uint8)
        np.maximum.at(found, self.part[self.inside], plane[self.window][self.inside])
        return found

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        return np.bincount(self.part[mask[self.window] & self.inside], minlength=self.count)

    def touching(self, other: Mask) -> NDArray[np.bool_]:
        marked = np.zeros(self.count, bool)
        marked[self.part[other[self.window] & self.inside]] = True
        return marked

    def around(self, mask: Mask, radius: int) -> NDArray[np.int64]:
        # 16 bits hold fewer labels than a noisy picture may have, floats hold 2**24 exactly.
        labels = self.labels.astype(np.uint16 if self.count < 2**16 else np.float32)
        near = cv2.dilate(labels, square(radius))[mask]
        return np.bincount(near.astype(np.int64), minlength=self.count)


def label_pieces(mask: Mask) -> LabelPieces:
    """Split the mask into connected pieces; pixels that meet at a corner are connected."""
    shape, window = (mask.shape[0], mask.shape[1]), window_of(mask)
    inside = mask[window]
    if not inside.size:
        return LabelPieces(shape, window, np.zeros(inside.shape, np.int32), inside, 1)
    # Statistics would cost four times the labelling: areas are counted where they are asked for.
    count, labels = cv2.connectedComponents(inside.view(np.uint8), connectivity=8)
    return LabelPieces(shape, window, cast("NDArray[np.int32]", labels), inside, int(count))


def window_of(mask: Mask, margin: int = 0) -> tuple[slice, slice]:
    """Return the smallest window that holds what is set, wider by ``margin`` on all sides.

    It begins at even coordinates: OpenCV numbers pieces by blocks of two by two pixels.
    """
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    if not width:
        return slice(0, 0), slice(0, 0)
    top, left = max(0, y - margin) & ~1, max(0, x - margin) & ~1
    return slice(top, y + height + margin), slice(left, x + width + margin)
