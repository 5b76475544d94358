"""Connected pieces of a mask, and boxes round them in full-size pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.label_pieces import window_of
from imgrules.images.pieces import Pieces, pieces
from imgrules.images.working import Plane, disc, widths_of
from imgrules.model import Region

if TYPE_CHECKING:
    from imgrules.images.areas import Area

__all__ = ["Mask", "Pieces", "pieces", "window_of"]

Mask = NDArray[np.bool_]
AS_THEY_ARE = b"\0"
"""The window that closes no gap."""


def from_frame(free: Mask, gap: int = 0) -> Mask:
    """Return what can be reached from outside the frame through ``free`` pixels.

    ``gap``: radius of the gaps that are no way through.
    """
    walls = ~free
    if _kernels.AVAILABLE:
        return _reach(walls, gap)
    if gap:
        closed = cv2.morphologyEx(walls.view(np.uint8), cv2.MORPH_CLOSE, disc(gap))
        walls = cast("Plane", closed).view(np.bool_)
    window = window_of(walls)
    reached = np.ones(walls.shape, np.bool_)  # beyond the outermost walls nothing is in the way
    part = walls[window].view(np.uint8)
    if part.size:
        padded = cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        cv2.floodFill(padded, None, (0, 0), 2)
        reached[window] = padded[1:-1, 1:-1] == 2
    return reached


def _reach(walls: Mask, gap: int) -> Mask:
    from imgrules._kernels import native

    reached = np.empty(walls.shape, np.bool_)
    native.reach(walls, widths_of(disc(gap)) if gap else AS_THEY_ARE, reached)
    return reached


def within(mask: Mask, reach: float) -> Mask:
    """Return every pixel up to ``reach`` px from the mask, as the crow flies.

    Squares of distances are whole numbers: no pixel lies at the limit but for its last digit.
    """
    away = cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(np.rint(np.square(away, dtype=np.float64)) <= reach * reach)


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
    from imgrules.images.areas import area_of

    return boxes_in(area_of(mask), factor, size, label, most=most, least=least)


def boxes_in(
    area: Area, factor: int, size: tuple[int, int], label: str, *, most: int = 20, least: int = 1
) -> tuple[Region, ...]:
    """As ``boxes_of``, of an area."""
    if not area:
        return ()
    found = area.pieces()
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
