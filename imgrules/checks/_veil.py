"""Patches of one exact pale colour on a white or plain backdrop: a translucent mark over nothing.

Where a translucent mark lies on the bare backdrop it makes one exact colour with a clean edge.
Shadows and products are shaded; nothing that was photographed is flat to a level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.regions import Mask, window_of
from imgrules.images.subject import Subject
from imgrules.images.white_window import WHITE, Window, scaled_window, white_window
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
REACH = 6
"""Pixels from the bare backdrop up to which it does."""
SURROUNDINGS = REACH + 2
"""Pixels about what may be a mark that say whether it is one."""


@dataclass(frozen=True, slots=True)
class Veil:
    """``share`` of the picture that pale flat patches cover."""

    share: float
    patches: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """The window of the picture that is looked at, and the whole it is a part of."""

    window: tuple[slice, slice]
    scale: float
    pixels: int

    def region(self, left: int, top: int, width: int, height: int) -> Region:
        """Return a box in the window as a region of the picture, full-size."""
        down, across = self.window
        box = left + across.start, top + down.start, width, height
        x, y, wide, high = (round(value / self.scale) for value in box)
        return Region(x, y, wide, high, "translucent mark")


def find_veil(rgb: NDArray[np.uint8], subject: Subject) -> Veil:
    """Find pale flat patches that lie against the backdrop."""
    ground = np.array(subject.backdrop.rgb, np.int16)
    scale = min(1.0, LONG_SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    mark = _flat_and_pale(rgb, size, ground, _window(rgb, subject, scale, size))
    for bar in subject.frame:
        # A frame is no mark, pale as it may be.
        left, top = int(bar.x * scale), int(bar.y * scale)
        right, bottom = (bar.x + bar.width) * scale, (bar.y + bar.height) * scale
        mark[top : int(bottom) + 1, left : int(right) + 1] = False
    if np.count_nonzero(mark) < LEAST_SHARE * mark.size:
        return Veil(0.0, ())
    window = window_of(mark, SURROUNDINGS)
    return _patches(
        mark[window], _sample(rgb, size)[window], ground, _Place(window, scale, mark.size)
    )


def _window(rgb: Plane, subject: Subject, scale: float, size: tuple[int, int]) -> Window:
    """Return the rows and columns of the sample that are not all of an exactly white backdrop."""
    if min(subject.backdrop.rgb) < WHITE:
        return slice(0, size[1]), slice(0, size[0])
    return scaled_window(white_window(rgb, subject.work), scale, size, SURROUNDINGS)


def _flat_and_pale(
    rgb: Plane, size: tuple[int, int], ground: NDArray[np.int16], window: Window
) -> Mask:
    """Mark what is little darker than the backdrop, and flat; nothing outside the window is."""
    least = PALE * float(ground.min())
    mark = np.zeros(size[::-1], np.bool_)
    if not _kernels.AVAILABLE:
        small = _sample(rgb, size)[window]
        away = lightest_channel(_apart(small, ground))
        mark[window] = _flat(small) & (darkest_channel(small) >= least) & (away >= NEAREST)
        return mark
    from imgrules._kernels import native

    rows, columns = (
        _sampled(rgb.shape[axis], size[1 - axis])[:, window[axis]].copy() for axis in (0, 1)
    )
    colour = tuple(int(channel) for channel in ground)
    native.pale(rgb, rows, columns, colour, math.ceil(least), NEAREST, FLAT, mark[window])
    return mark


def _sample(rgb: Plane, size: tuple[int, int]) -> Plane:
    # No averaging: a reduced picture would be flat where the full one is not.
    return cast("Plane", cv2.resize(rgb, size, interpolation=cv2.INTER_NEAREST))


@cache
def _sampled(length: int, wanted: int) -> NDArray[np.int32]:
    """Return the pixels of a row that OpenCV takes for its nearest."""
    whole = np.arange(length, dtype=np.int32)[None]
    taken = cv2.resize(whole, (wanted, 1), interpolation=cv2.INTER_NEAREST)
    return cast("NDArray[np.int32]", taken)


def _apart(rgb: Plane, ground: NDArray[np.int16]) -> Plane:
    level = tuple(int(channel) for channel in ground)
    return cast("Plane", cv2.absdiff(rgb, (*level, 0)))


def _flat(rgb: Plane) -> NDArray[np.bool_]:
    kernel = np.ones((5, 5), np.uint8)
    spread = cv2.subtract(cv2.dilate(rgb, kernel), cv2.erode(rgb, kernel))
    return lightest_channel(cast("Plane", spread)) <= FLAT


def _patches(mark: Mask, rgb: Plane, ground: NDArray[np.int16], place: _Place) -> Veil:
    least = LEAST_SHARE * place.pixels
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mark.view(np.uint8))
    bare = (lightest_channel(_apart(rgb, ground)) < NEAREST).view(np.uint8)
    near_bare = cv2.dilate(bare, np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)) > 0
    found: list[tuple[int, Region]] = []
    for label in np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= least) + 1:
        left, top, width, height, area = (int(value) for value in stats[label])
        box = slice(top, top + height), slice(left, left + width)
        inside = labels[box] == label
        if not _one_colour(rgb[box][inside], ground):
            continue
        part = np.pad(inside.astype(np.uint8), 1)
        rim = (part - cv2.erode(part, np.ones((3, 3), np.uint8)))[1:-1, 1:-1] > 0
        if near_bare[box][rim].mean() >= TOUCHING:
            found.append((area, place.region(left, top, width, height)))
    found.sort(key=lambda one: (-one[0], one[1]))
    share = sum(area for area, _ in found) / place.pixels
    return Veil(round(share, 4), tuple(region for _, region in found[:10]))


def _one_colour(colours: NDArray[np.uint8], ground: NDArray[np.int16]) -> bool:
    low, middle, high = np.percentile(colours, (5, 50, 95), axis=0)
    even = float((high - low).max()) <= ONE_COLOUR
    return even and float(np.abs(middle - ground).max()) >= LEAST_STEP
