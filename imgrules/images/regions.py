"""Connected pieces of a mask, and boxes round them in full-size pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.model import Region

Mask = NDArray[np.bool_]


FEW = 4
"""So many pieces are looked for one by one; more by a table."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Connected pieces; label 0 is what the mask leaves out.

    Only the part of the plane that holds any is labelled and looked at.
    """

    shape: tuple[int, int]
    window: tuple[slice, slice]
    part: NDArray[np.int32]
    """Labels within the window."""
    inside: Mask
    """The mask within the window."""
    count: int
    """Labels in use, 0 included."""

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        """Labels over the whole plane."""
        whole = np.zeros(self.shape, np.int32)
        whole[self.window] = self.part
        return whole

    @cached_property
    def _areas(self) -> NDArray[np.int64]:
        return np.bincount(self.part[self.inside], minlength=self.count)

    def areas(self) -> NDArray[np.int64]:
        """Pixels of each piece; 0 for label 0."""
        return self._areas

    def only(self, label: int) -> Mask:
        """Return the mask of one piece."""
        whole = np.zeros(self.shape, np.bool_)
        whole[self.window] = self.part == label
        return whole

    def box(self, label: int) -> tuple[int, int, int, int]:
        """x, y, width, height of one piece."""
        x, y, width, height = cv2.boundingRect((self.part == label).view(np.uint8))
        return self.window[1].start + x, self.window[0].start + y, width, height

    def select(self, chosen: NDArray[np.bool_]) -> Mask:
        """Return the mask of the pieces whose label is marked; label 0 is never in it."""
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

    def sums(self, plane: NDArray[np.generic]) -> NDArray[np.float64]:
        """Sum of the plane over each piece; 0 for label 0."""
        values = plane[self.window][self.inside]
        return np.bincount(self.part[self.inside], values, self.count).astype(np.float64)

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """Count each piece's pixels that lie in the mask; 0 for label 0."""
        return np.bincount(self.part[mask[self.window] & self.inside], minlength=self.count)

    def touching(self, other: Mask) -> NDArray[np.bool_]:
        """Mark the pieces that have a pixel in ``other``."""
        marked = np.zeros(self.count, bool)
        marked[self.part[other[self.window] & self.inside]] = True
        return marked


def window_of(mask: Mask, margin: int = 0) -> tuple[slice, slice]:
    """Return the smallest window that holds what is set, wider by ``margin`` on all sides.

    It begins at even coordinates: OpenCV numbers pieces by blocks of two by two pixels.
    """
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    if not width:
        return slice(0, 0), slice(0, 0)
    top, left = max(0, y - margin) & ~1, max(0, x - margin) & ~1
    return slice(top, y + height + margin), slice(left, x + width + margin)


def pieces(mask: Mask) -> Pieces:
    """Split the mask into connected pieces; pixels that meet at a corner are connected."""
    shape, window = (mask.shape[0], mask.shape[1]), window_of(mask)
    inside = mask[window]
    if not inside.size:
        return Pieces(shape, window, np.zeros(inside.shape, np.int32), inside, 1)
    # Statistics would cost four times the labelling: areas are counted where they are asked for.
    count, labels = cv2.connectedComponents(inside.view(np.uint8), connectivity=8)
    return Pieces(shape, window, cast("NDArray[np.int32]", labels), inside, int(count))


def from_frame(free: Mask) -> Mask:
    """Return what can be reached from outside the frame through ``free`` pixels."""
    walls = ~free
    window = window_of(walls)
    reached = np.ones(free.shape, np.bool_)  # beyond the outermost walls nothing is in the way
    part = walls[window].view(np.uint8)
    if part.size:
        padded = cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        cv2.floodFill(padded, None, (0, 0), 2)
        reached[window] = padded[1:-1, 1:-1] == 2
    return reached


def filled(mask: Mask) -> Mask:
    """Return the mask with everything it encloses."""
    return ~from_frame(~mask)


def median_level(levels: NDArray[np.uint8], mask: Mask) -> float:
    """Median of the plane over the mask, counted: exact, and cheaper than sorting."""
    counts = np.cumsum(cv2.calcHist([levels], [0], mask.view(np.uint8), [256], [0, 256]))
    total = int(counts[-1])
    if not total:
        return float("nan")
    low = int(np.searchsorted(counts, (total - 1) // 2, side="right"))
    high = int(np.searchsorted(counts, total // 2, side="right"))
    return (low + high) / 2


def outline(mask: Mask) -> Mask:
    """Return the mask's own outermost pixels."""
    inner = cv2.erode(mask.view(np.uint8), np.ones((3, 3), np.uint8))
    edge: Mask = mask.view(np.uint8) > inner
    return edge


def frame_edge(shape: tuple[int, int]) -> Mask:
    """Return the outermost ring of pixels."""
    ring = np.zeros(shape, bool)
    ring[[0, -1], :] = True
    ring[:, [0, -1]] = True
    return ring


def bounding_box(mask: Mask) -> tuple[int, int, int, int] | None:
    """x, y, width, height of what is set; None for an empty mask."""
    columns = np.flatnonzero(mask.any(axis=0))
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(columns):
        return None
    x, y = int(columns[0]), int(rows[0])
    return x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1


def to_full(
    box: tuple[int, int, int, int], factor: int, size: tuple[int, int], label: str = ""
) -> Region:
    """Scale a working box up; ``size`` is the full width and height.

    A box on the last working row or column reaches the edge: reduction leaves a few pixels out.
    """
    x, y, width, height = box
    right, bottom = (x + width) * factor, (y + height) * factor
    right = size[0] if size[0] - right < factor else right
    bottom = size[1] if size[1] - bottom < factor else bottom
    return Region(x * factor, y * factor, right - x * factor, bottom - y * factor, label)


def boxes_of(
    mask: Mask, factor: int, size: tuple[int, int], label: str, *, most: int = 20, least: int = 1
) -> tuple[Region, ...]:
    """Boxes of the biggest pieces of the mask, biggest first, in full-size pixels."""
    found = pieces(mask)
    areas = found.areas()
    labels = np.flatnonzero(areas >= max(1, least))
    if len(labels) > most:
        smallest = np.partition(areas[labels], -most)[-most]
        labels = labels[areas[labels] >= smallest]
    rows = sorted((-int(areas[label]), found.box(int(label))) for label in labels)
    return tuple(to_full(box, factor, size, label) for _, box in rows[:most])


def covered(regions: tuple[Region, ...], factor: int, shape: tuple[int, int]) -> Mask:
    """Mark what full-size regions touch, at working scale."""
    mask = np.zeros(shape, np.bool_)
    for region in regions:
        bottom, right = region.y + region.height, region.x + region.width
        rows = slice(region.y // factor, -(-bottom // factor))
        columns = slice(region.x // factor, -(-right // factor))
        mask[rows, columns] = True
    return mask
