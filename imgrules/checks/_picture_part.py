"""The part of a picture on a clean backdrop that shows anything but the backdrop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules.images.image import Image
from imgrules.images.regions import window_of
from imgrules.images.shrink import shrink
from imgrules.images.working import Plane
from imgrules.model import Region

MARGIN = 16
"""Working px of backdrop kept around it, for what looks at surroundings."""
ENOUGH = 0.9
"""Share of the size wanted that the working picture must have."""


@dataclass(frozen=True, slots=True, eq=False)
class PicturePart:
    """A part of the picture, reduced."""

    rgb: Plane
    origin: tuple[int, int]
    """Column and row of its first pixel, full-size."""
    factor: float
    """Pixels of full size to one of it."""
    whole: int
    """Longest side of the whole picture at the same scale."""

    def to_full(self, region: Region) -> Region:
        """Return the region, given in the part's pixels, in full-size pixels of the picture."""
        x, y = (round(v * self.factor) for v in (region.x, region.y))
        wide, high = (round(v * self.factor) for v in (region.width, region.height))
        left, top = self.origin[0] + x, self.origin[1] + y
        return Region(left, top, wide, high, region.label)


def picture_part(image: Image, longest: int) -> PicturePart:
    """Cut out what is not backdrop, empty where all of it is.

    ``longest``: longest side of the whole picture at the scale wanted; it is taken from the working
    picture, a little smaller then, where that suffices.
    """
    return image.shared(f"picture part {longest}", lambda: _picture_part(image, longest))


def _picture_part(image: Image, longest: int) -> PicturePart:
    window = window_of(~image.subject.background, MARGIN)
    rgb, factor = image.work.rgb, image.work.factor
    if max(image.work.shape) < ENOUGH * min(longest, max(image.pixels.rgb.shape[:2])):
        window = _times(window[0], factor), _times(window[1], factor)
        rgb, factor = image.pixels.rgb, 1
    part, whole = rgb[window], max(rgb.shape[:2])
    origin = window[1].start * factor, window[0].start * factor
    scale = min(1.0, longest / whole)
    if part.size and scale < 1.0:
        size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
        part = shrink(part, size)
    return PicturePart(np.ascontiguousarray(part), origin, factor / scale, round(whole * scale))


def _times(span: slice, factor: int) -> slice:
    return slice(span.start * factor, span.stop * factor)
