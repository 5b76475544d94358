"""Colours as cubes of levels, and where the picture has one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2

from imgrules import _kernels
from imgrules.images.areas import Area, area_of
from imgrules.images.working import Plane, lightest_channel, square

if TYPE_CHECKING:
    from imgrules.images.bit_areas import BitArea


def middle(number: int, width: int) -> tuple[int, ...]:
    """Return the colour in the middle of a cube of that width, as ``Area.colours`` numbers them."""
    steps = 256 // width
    cube = number // steps**2, number // steps % steps, number % steps
    return tuple(step * width + width // 2 for step in cube)


def planes_of(rgb: Plane) -> Plane:
    """Return red, green and blue below one another."""
    return cast("Plane", cv2.vconcat(cv2.split(rgb)))


def within(planes: Plane, area: Area, colour: tuple[int, ...], levels: int) -> Area:
    """Return where in the area each channel is within so many levels of the colour's."""
    low = tuple(max(0, channel - levels) for channel in colour)
    high = tuple(min(255, channel + levels) for channel in colour)
    if _kernels.AVAILABLE:
        from imgrules.images.bit_areas import between_colours

        return between_colours(planes, cast("BitArea", area), low, high)
    channels = planes.reshape(3, -1, planes.shape[1])
    ranges = zip(channels, low, high, strict=True)
    found = [(channel >= least) & (channel <= most) for channel, least, most in ranges]
    return area & area_of(found[0] & found[1] & found[2])


def calm(rgb: Plane, limit: int) -> Area:
    """Return where no channel changes by more than so many levels within a window of five px."""
    if _kernels.AVAILABLE:
        from imgrules.images.bit_areas import calm_area

        return calm_area(rgb, limit)
    change = cv2.subtract(cv2.dilate(rgb, square(2)), cv2.erode(rgb, square(2)))
    return area_of(lightest_channel(cast("Plane", change)) <= limit)
