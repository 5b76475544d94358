"""Where the difference from the backdrop rises abruptly: sharp edges, not a shadow's."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules import _kernels
from imgrules.images.areas import Area, Mask, at_least
from imgrules.images.working import Plane

NARROW = 3
WIDE = 13
"""Windows, px, in which the rise of an edge is compared: a sharp edge rises within the narrow."""
SHARP = 0.45
"""Share of the wide window's rise that the narrow one holds at a sharp edge."""
LEAST_RISE = np.ceil(np.float32(SHARP) * np.arange(256, dtype=np.float32)).astype(np.uint8)
"""The same by the wide window's rise."""


class Edges:
    """Read once, asked at several levels."""

    def __init__(self, levels: Plane) -> None:
        # 0 where the narrow window holds too little of the wide one's rise.
        self._rise = _steep_compiled(levels) if _kernels.AVAILABLE else _steep(levels)

    def sharp(self, least: int) -> Area:
        """Return the pixels that rise by at least so many levels, at least one."""
        return at_least(self._rise, max(1, least))


def sharp_edges(levels: Plane, least: int) -> Mask:
    """Mark pixels where the difference from the backdrop rises abruptly."""
    return Edges(levels).sharp(least).mask()


def _steep_compiled(levels: Plane) -> Plane:
    from imgrules._kernels import native

    steep = np.empty(levels.shape, np.uint8)
    native.rises(levels, steep)
    return steep


def _steep(levels: Plane) -> Plane:
    narrow, wide = _rise(levels, NARROW), _rise(levels, WIDE)
    held = (narrow >= cv2.LUT(wide, LEAST_RISE)).view(np.uint8)
    return cast("Plane", cv2.multiply(narrow, held))


def _rise(levels: Plane, size: int) -> Plane:
    window = np.ones((size, size), np.uint8)
    return cast("Plane", cv2.subtract(cv2.dilate(levels, window), cv2.erode(levels, window)))
