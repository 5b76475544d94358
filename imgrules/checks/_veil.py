"""Patches of one exact pale colour on a white or plain backdrop: a translucent mark over nothing.

Where a translucent mark lies on the bare backdrop it makes one exact colour with a clean edge.
Shadows and products are shaded; nothing that was photographed is flat to a level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.subject import Subject
from imgrules.images.working import Plane, darkest_channel, lightest_channel
from imgrules.model import Region

LONG_SIDE = 1000
FLAT = 2
"""Levels that all pixels of a 5 × 5 patch may differ by."""
PALE = 0.55
"""A mark keeps at least this share of the backdrop's brightness; darker things are things."""
NEAREST = 3
"""Levels up to which a pixel belongs to the backdrop."""
LEAST_STEP = 6.0
"""Levels a mark must differ from the backdrop by."""
ONE_COLOUR = 2.0
"""Levels that nine tenths of a patch may differ by: a shadow is flat from pixel to pixel only."""
LEAST_SHARE = 0.0008
TOUCHING = 0.35
"""Share of a patch's outline that must lie against the bare backdrop."""


@dataclass(frozen=True, slots=True)
class Veil:
    """``share`` of the picture that pale flat patches cover."""

    share: float
    patches: tuple[Region, ...]


def find_veil(rgb: NDArray[np.uint8], subject: Subject) -> Veil:
    """Find pale flat patches that lie against the backdrop."""
    scale = min(1.0, LONG_SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    # No averaging: a reduced picture would be flat where the full one is not.
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_NEAREST) if scale < 1.0 else rgb
    small = cast("Plane", small)
    ground = np.array(subject.backdrop.rgb, np.int16)
    away = lightest_channel(_apart(small, ground))
    pale = (darkest_channel(small) >= PALE * float(ground.min())) & (away >= NEAREST)
    if np.count_nonzero(pale) < LEAST_SHARE * pale.size:
        return Veil(0.0, ())
    bare = (away < NEAREST).view(np.uint8)
    mark = (_flat(small) & pale).view(np.uint8)
    for bar in subject.frame:
        # A frame is no mark, pale as it may be.
        left, top = int(bar.x * scale), int(bar.y * scale)
        right, bottom = (bar.x + bar.width) * scale, (bar.y + bar.height) * scale
        mark[top : int(bottom) + 1, left : int(right) + 1] = 0
    return _patches(mark, bare, small, ground, scale)


def _apart(rgb: Plane, ground: NDArray[np.int16]) -> Plane:
    level = tuple(int(channel) for channel in ground)
    return cast("Plane", cv2.absdiff(rgb, (*level, 0)))


def _flat(rgb: Plane) -> NDArray[np.bool_]:
    kernel = np.ones((5, 5), np.uint8)
    spread = cv2.subtract(cv2.dilate(rgb, kernel), cv2.erode(rgb, kernel))
    return lightest_channel(cast("Plane", spread)) <= FLAT


def _patches(
    mark: NDArray[np.uint8],
    bare: NDArray[np.uint8],
    rgb: NDArray[np.uint8],
    ground: NDArray[np.int16],
    scale: float,
) -> Veil:
    if np.count_nonzero(mark) < LEAST_SHARE * mark.size:
        return Veil(0.0, ())
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mark)
    near_bare = cv2.dilate(bare, np.ones((13, 13), np.uint8)) > 0
    found: list[tuple[int, Region]] = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if area < LEAST_SHARE * mark.size:
            continue
        inside = labels[top : top + height, left : left + width] == label
        if not _one_colour(rgb[top : top + height, left : left + width][inside], ground):
            continue
        part = np.pad(inside.astype(np.uint8), 1)
        rim = (part - cv2.erode(part, np.ones((3, 3), np.uint8)))[1:-1, 1:-1] > 0
        touching = near_bare[top : top + height, left : left + width][rim].mean()
        if touching >= TOUCHING:
            x, y, wide, high = (round(value / scale) for value in (left, top, width, height))
            found.append((area, Region(x, y, wide, high, "translucent mark")))
    found.sort(key=lambda one: (-one[0], one[1]))
    share = sum(area for area, _ in found) / mark.size
    return Veil(round(share, 4), tuple(region for _, region in found[:10]))


def _one_colour(colours: NDArray[np.uint8], ground: NDArray[np.int16]) -> bool:
    low, middle, high = np.percentile(colours, (5, 50, 95), axis=0)
    even = float((high - low).max()) <= ONE_COLOUR
    return even and float(np.abs(middle - ground).max()) >= LEAST_STEP
