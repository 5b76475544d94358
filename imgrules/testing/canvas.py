"""A picture being painted: colours, and how far each pixel is covered."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.colours import Rgb

Array = NDArray[np.uint8]


@dataclass(slots=True, eq=False)
class Canvas:
    """``rgb``: height × width × 3. ``cover``: 255 where something was painted, 0 where nothing."""

    rgb: Array
    cover: Array

    @classmethod
    def empty(cls, width: int, height: int, colour: Rgb = (0, 0, 0)) -> Canvas:
        rgb = np.empty((height, width, 3), np.uint8)
        rgb[:] = colour
        return cls(rgb, np.zeros((height, width), np.uint8))

    @property
    def width(self) -> int:
        return int(self.rgb.shape[1])

    @property
    def height(self) -> int:
        return int(self.rgb.shape[0])

    def paint(self, source: Array | Rgb, mask: Array, at: tuple[int, int] = (0, 0)) -> None:
        """Lay ``source`` over what is there, as far as ``mask`` says; what sticks out is cut."""
        x, y = at
        left, top = max(0, -x), max(0, -y)
        right = min(mask.shape[1], self.width - x)
        bottom = min(mask.shape[0], self.height - y)
        if right <= left or bottom <= top:
            return
        mask = mask[top:bottom, left:right]
        if isinstance(source, np.ndarray):
            source = source[top:bottom, left:right]
        there = np.s_[y + top : y + bottom, x + left : x + right]
        _blend(self.rgb[there], source, mask)
        np.maximum(self.cover[there], mask, out=self.cover[there])

    def stamp(self, other: Canvas, at: tuple[int, int] = (0, 0)) -> None:
        """Lay another canvas over this one."""
        self.paint(other.rgb, other.cover, at)


def _blend(below: Array, above: Array | Rgb, mask: Array) -> None:
    # Most pixels are either covered or not: only the few between are worth arithmetic.
    x, y, width, height = cv2.boundingRect(mask)
    inside = np.s_[y : y + height, x : x + width]
    below, mask = below[inside], mask[inside]
    if isinstance(above, np.ndarray):
        above = above[inside]
    solid = mask == 255
    if isinstance(above, np.ndarray):
        cv2.copyTo(above, solid.view(np.uint8), below)
    else:
        below[solid] = above
    rows, columns = np.nonzero((mask > 0) & ~solid)
    if not rows.size:
        return
    part = mask[rows, columns, None].astype(np.float32) / 255
    new = above[rows, columns] if isinstance(above, np.ndarray) else np.array(above)
    old = below[rows, columns].astype(np.float32)
    below[rows, columns] = np.rint(old + (new - old) * part).astype(np.uint8)
