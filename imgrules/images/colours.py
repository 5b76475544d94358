"""Colours as cubes of levels, and where the picture has one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import cv2

from imgrules import _kernels
from imgrules.images.areas import Area, area_of
from imgrules.images.working import Plane, lightest_channel, square

if TYPE_CHECKING:
    from imgrules.images.bit_areas import BitArea

Colours = Sequence[tuple[int, ...]]


def middle(number: int, width: int) -> tuple[int, ...]:
    """Return the colour in the middle of a cube of that width, as ``Area.colours`` numbers them."""
    steps = 256 // width
    cube = number // steps**2, number // steps % steps, number % steps
    return tuple(step * width + width // 2 for step in cube)


def within(rgb: Plane, area: Area, colours: Colours, levels: int) -> tuple[Area, ...]:
    """Return for each colour where in the area every channel is within so many levels of it."""
    low = [tuple(max(0, channel - levels) for channel in colour) for colour in colours]
    high = [tuple(min(255, channel + levels) for channel in colour) for colour in colours]
    if _kernels.AVAILABLE:
        from imgrules.images.bit_pictures import between_colours

        return between_colours(rgb, cast("BitArea", area), low, high)
    ranges = zip(low, high, strict=True)
    return tuple(area & area_of(cv2.inRange(rgb, *ends) > 0) for ends in ranges)


def calm(rgb: Plane, limit: int, area: Area) -> Area:
    """Return where in the area no channel changes by more than so many levels within five px."""
    if _kernels.AVAILABLE:
        from imgrules.images.bit_pictures import calm_area

        return calm_area(rgb, limit, cast("BitArea", area))
    change = cv2.subtract(cv2.dilate(rgb, square(2)), cv2.erode(rgb, square(2)))
    return area & area_of(lightest_channel(cast("Plane", change)) <= limit)
