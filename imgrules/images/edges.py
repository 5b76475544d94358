"""Where the difference from the backdrop rises abruptly: sharp edges, not a shadow's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules import _kernels
from imgrules.images.areas import Area, Mask, at_least
from imgrules.images.window import Window
from imgrules.images.working import Plane

NARROW = 3
WIDE = 13
"""Windows, px, in which the rise of an edge is compared: a sharp edge rises within the narrow."""
SHARP = 0.45
"""Share of the wide window's rise that the narrow one holds at a sharp edge."""
LEAST_RISE = np.ceil(np.float32(SHARP) * np.arange(256, dtype=np.float32)).astype(np.uint8)
"""The same by the wide window's rise."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Read once, asked at several levels."""

    rise: Plane
    """Within the narrow window; 0 where that holds too little of the wide one's rise."""
    window: Window | None = None
    """The part of the picture it was read of; there is no edge round that."""

    def sharp(self, least: int) -> Area:
        """Return the pixels that rise by at least so many levels, at least one."""
        found = at_least(self.rise, max(1, least))
        return found if self.window is None else found.placed(self.window)

    def inside(self) -> Edges:
        """Return the same for the window alone."""
        return Edges(self.rise)


def find_edges(levels: Plane) -> Edges:
    """Read a plane."""
    return Edges(_steep_compiled(levels) if _kernels.AVAILABLE else _steep(levels))


def find_edges_in(window: Window, levels: Plane) -> Edges:
    """Read what a window shows of a plane that is 0 outside of it."""
    if window.is_whole:
        return find_edges(levels)
    return Edges(find_edges(window.of(levels)).rise, window)


def sharp_edges(levels: Plane, least: int) -> Mask:
    """Mark pixels where the difference from the backdrop rises abruptly."""
    return find_edges(levels).sharp(least).mask()


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
