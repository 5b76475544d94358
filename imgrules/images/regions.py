"""Connected pieces of a mask, and boxes round them in full-size pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.model import Region

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Connected pieces; label 0 is what the mask leaves out."""

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    """x, y, width, height per label."""
    areas: NDArray[np.int64]

    @property
    def count(self) -> int:
        return len(self.areas)

    def select(self, chosen: NDArray[np.bool_]) -> Mask:
        """Return the mask of the pieces whose label is marked; label 0 is never in it."""
        chosen = chosen.copy()
        chosen[0] = False
        return chosen[self.labels]

    def sums(self, plane: NDArray[np.generic]) -> NDArray[np.float64]:
        """Sum of the plane over each piece."""
        return np.bincount(self.labels.ravel(), plane.ravel(), self.count).astype(np.float64)

    def touching(self, other: Mask) -> NDArray[np.bool_]:
        """Mark the pieces that have a pixel in ``other``."""
        marked = np.zeros(self.count, bool)
        marked[self.labels[other]] = True
        marked[0] = False
        return marked


def pieces(mask: Mask, *, diagonal: bool = True) -> Pieces:
    """Split the mask into connected pieces."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask.view(np.uint8), connectivity=8 if diagonal else 4
    )
    table = cast("NDArray[np.int32]", stats)
    areas = table[:, cv2.CC_STAT_AREA].astype(np.int64)
    return Pieces(cast("NDArray[np.int32]", labels), table[:, :4], areas)


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
    order = [
        index
        for index in sorted(range(1, found.count), key=lambda at: (-int(found.areas[at]), at))
        if found.areas[index] >= least
    ]
    boxes = (tuple(int(value) for value in found.boxes[index]) for index in order[:most])
    return tuple(to_full((x, y, w, h), factor, size, label) for x, y, w, h in boxes)
