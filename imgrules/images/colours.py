"""Colours as cubes of levels, and where the picture has one of them."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules import _kernels
from imgrules.images.areas import Area, area_of
from imgrules.images.working import Plane


def middle(number: int, width: int) -> tuple[int, ...]:
    """Return the colour in the middle of a cube of that width, as ``Area.colours`` numbers them."""
    steps = 256 // width
    cube = number // steps**2, number // steps % steps, number % steps
    return tuple(step * width + width // 2 for step in cube)


def within(rgb: Plane, colour: tuple[int, ...], levels: int) -> Area:
    """Return where each channel is within so many levels of the colour's."""
    low = tuple(max(0, channel - levels) for channel in colour)
    high = tuple(min(255, channel + levels) for channel in colour)
    if _kernels.AVAILABLE:
        from imgrules.images.bit_areas import between_colours

        return between_colours(rgb, low, high)
    return area_of(cv2.inRange(np.ascontiguousarray(rgb), low, high) > 0)
