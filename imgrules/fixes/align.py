"""Laying the original over the finished picture, at the finished picture's scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from PIL import Image

from imgrules.processor import Placement

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from imgrules.processor import Bytes, Floats, Mask

    Matrix = NDArray[np.float64]

_STEPS = 1 << 14
_MARGIN = 16
"""Pixels round the product that come along, for filters to have something to stand on."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the finished picture: pixels ``left`` to ``right``, ``top`` to ``bottom``."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return max(self.right - self.left, 0)

    @property
    def height(self) -> int:
        return max(self.bottom - self.top, 0)

    def of(self, picture: Bytes) -> Bytes:
        return picture[self.top : self.bottom, self.left : self.right]


def window(mask: Mask, placement: Placement, size: tuple[int, int]) -> Window:
    """Return where the mask's box lies in a picture of ``size`` (width, height), with a margin.

    What lies outside is cut off, and so are pixels that the original does not cover whole.
    """
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    rows, columns = mask.shape
    left, top = _there(x, y, placement)
    right, bottom = _there(x + width, y + height, placement)
    first_x, first_y = _there(0, 0, placement)
    last_x, last_y = _there(columns, rows, placement)
    return Window(
        max(0, floor(left) - _MARGIN, ceil(first_x - 1e-6)),
        max(0, floor(top) - _MARGIN, ceil(first_y - 1e-6)),
        min(size[0], ceil(right) + _MARGIN, floor(last_x + 1e-6)),
        min(size[1], ceil(bottom) + _MARGIN, floor(last_y + 1e-6)),
    )


def _there(x: float, y: float, placement: Placement) -> tuple[float, float]:
    return x * placement.scale + placement.left, y * placement.scale + placement.top


def laid_over(
    rgb: Bytes, placement: Placement, part: Window, stretch: tuple[float, float] = (1.0, 1.0)
) -> Bytes:
    """Return the original as a plain reduction or enlargement would show it in the window.

    Lanczos in linear light, as fixes are made; moved by whole pixels, nothing is computed.
    ``stretch``: of the finished picture's width and height beside the placement's scale.
    """
    box = _box(rgb, placement, part, stretch)
    if placement.scale == 1 and all(float(side).is_integer() for side in box):
        left, top, right, bottom = (int(side) for side in box)
        return rgb[top:bottom, left:right]
    planes = [_resized(channel, box, part) for channel in cv2.split(rgb)]
    return np.dstack(planes)


def _box(
    rgb: Bytes, placement: Placement, part: Window, stretch: tuple[float, float]
) -> tuple[float, float, float, float]:
    scale = placement.scale
    columns, rows = rgb.shape[1], rgb.shape[0]
    return (
        max(0.0, (part.left / stretch[0] - placement.left) / scale),
        max(0.0, (part.top / stretch[1] - placement.top) / scale),
        min(float(columns), (part.right / stretch[0] - placement.left) / scale),
        min(float(rows), (part.bottom / stretch[1] - placement.top) / scale),
    )


def _resized(channel: Bytes, box: tuple[float, float, float, float], part: Window) -> Bytes:
    plane = Image.fromarray(_to_linear()[channel])
    made = plane.resize((part.width, part.height), Image.Resampling.LANCZOS, box=box)
    steps = np.clip(np.asarray(made) * (_STEPS - 1) + 0.5, 0, _STEPS - 1).astype(np.uint16)
    return _from_linear()[steps]


@lru_cache(maxsize=1)
def _to_linear() -> Floats:
    level = np.arange(256) / 255
    linear = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


@lru_cache(maxsize=1)
def _from_linear() -> Bytes:
    light = np.arange(_STEPS) / (_STEPS - 1)
    level = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return cast("Bytes", np.rint(level * 255).astype(np.uint8))


def mask_over(mask: Mask, placement: Placement, part: Window, *, factor: float = 1.0) -> Mask:
    """Return a mask in the window. ``factor``: pixels of the original to one of the mask's."""
    scale = placement.scale * factor
    # Coordinates count from pixel edges; OpenCV counts from pixel centres.
    across = placement.left - part.left + (scale - 1) / 2
    down = placement.top - part.top + (scale - 1) / 2
    there = np.array([[scale, 0, across], [0, scale, down]])
    moved = warped(mask.view(np.uint8), there, (part.width, part.height))
    return cast("Mask", moved.view(np.bool_))


def warped(plane: Bytes, there: Matrix, size: tuple[int, int], *, beyond: int = 0) -> Bytes:
    """Return the plane moved by a 2 × 3 matrix; ``beyond`` stands where it does not reach."""
    made = cv2.warpAffine(plane, there, size, flags=cv2.INTER_NEAREST, borderValue=beyond)
    return cast("Bytes", made)
