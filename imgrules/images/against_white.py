"""A picture against white: how far from it each pixel is, and where it could be a shadow on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules import _kernels
from imgrules.images.areas import Area, area_of
from imgrules.images.working import Plane, darkest_channel, lightest_channel

HUE, SHARE = 8.0, 0.2
"""Chroma, levels, that a shadow on white may have, and what its darkness adds to that."""


@dataclass(frozen=True, slots=True, eq=False)
class AgainstWhite:
    """What one look at a picture's three channels tells."""

    distance: Plane
    """How far the darkest channel is from white."""
    chroma: Plane
    """Difference of the lightest and the darkest channel."""
    tinted: Area
    """What has as little chroma as a shadow has; white itself is in it."""


def against_white(rgb: Plane) -> AgainstWhite:
    """Compare every pixel with white."""
    if _kernels.AVAILABLE:
        from imgrules.images.bit_pictures import compared_with_white

        return AgainstWhite(*compared_with_white(rgb))
    darkest = darkest_channel(rgb)
    distance = cast("Plane", cv2.bitwise_not(darkest))
    chroma = cast("Plane", cv2.subtract(lightest_channel(rgb), darkest))
    allowed = cv2.addWeighted(distance, SHARE, distance, 0.0, HUE)
    return AgainstWhite(distance, chroma, area_of(np.asarray(chroma <= allowed)))
