"""Colours as cubes of levels, and where the picture has one of them."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules import _kernels
from imgrules.images.areas import Area, area_of
from imgrules.images.working import Plane, lightest_channel, square


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


def calm(rgb: Plane, limit: int) -> Area:
    """Return where no channel changes by more than so many levels within a window of five px."""
    if _kernels.AVAILABLE:
        from imgrules.images.bit_areas import calm_area

        return calm_area(rgb, limit)
    change = cv2.subtract(cv2.dilate(rgb, square(2)), cv2.erode(rgb, square(2)))
    return area_of(lightest_channel(cast("Plane", change)) <= limit)
