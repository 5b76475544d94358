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
    count: int
    """Labels in use, 0 included."""

    def areas(self) -> NDArray[np.int64]:
        """Pixels of each piece; 0 for label 0."""
        areas = np.bincount(self.labels.ravel(), minlength=self.count)
        areas[0] = 0
        return areas

    def select(self, chosen: NDArray[np.bool_]) -> Mask:
        """Return the mask of the pieces whose label is marked; label 0 is never in it."""
        chosen = chosen.copy()
        chosen[0] = False
        return np.take(chosen, self.labels)

    def sums(self, plane: NDArray[np.generic]) -> NDArray[np.float64]:
        """Sum of the plane over each piece; 0 for label 0."""
        sums = np.bincount(self.labels.ravel(), plane.ravel(), self.count).astype(np.float64)
        sums[0] = 0
        return sums

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """Count each piece's pixels that lie in the mask."""
        return np.bincount(self.labels[mask], minlength=self.count)

    def touching(self, other: Mask) -> NDArray[np.bool_]:
        """Mark the pieces that have a pixel in ``other``."""
        marked = np.zeros(self.count, bool)
        marked[self.labels[other]] = True
        marked[0] = False
        return marked


def pieces(mask: Mask) -> Pieces:
    """Split the mask into connected pieces; pixels that meet at a corner are connected."""
    # Statistics would cost four times the labelling: areas are counted where they are asked for.
    count, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=8)
    return Pieces(cast("NDArray[np.int32]", labels), int(count))


def from_frame(free: Mask) -> Mask:
    """Return what can be reached from outside the frame through ``free`` pixels."""
    walls = (~free).view(np.uint8)
    padded = cv2.copyMakeBorder(walls, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.floodFill(padded, None, (0, 0), 2)
    reached: Mask = padded[1:-1, 1:-1] == 2
    return reached


def filled(mask: Mask) -> Mask:
    """Return the mask with everything it encloses."""
    return ~from_frame(~mask)


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
    if not mask.any():
        return ()
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    table = [[int(value) for value in row] for row in cast("NDArray[np.int32]", stats)[1:]]
    table.sort(key=lambda row: (-row[cv2.CC_STAT_AREA], row))
    return tuple(
        to_full((x, y, width, height), factor, size, label)
        for x, y, width, height, area in table[:most]
        if area >= least
    )


def covered(regions: tuple[Region, ...], factor: int, shape: tuple[int, int]) -> Mask:
    """Mark what full-size regions touch, at working scale."""
    mask = np.zeros(shape, np.bool_)
    for region in regions:
        bottom, right = region.y + region.height, region.x + region.width
        rows = slice(region.y // factor, -(-bottom // factor))
        columns = slice(region.x // factor, -(-right // factor))
        mask[rows, columns] = True
    return mask
