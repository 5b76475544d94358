"""A picture against white: how far from it each pixel is, and where it could be a shadow on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules import _kernels
from imgrules.images.areas import Area, area_of, at_least
from imgrules.images.working import Plane, darkest_channel, lightest_channel

HUE, SHARE = 8.0, 0.2
"""Chroma, levels, that a shadow on white may have, and what its darkness adds to that."""
STRONG = 50
"""Difference of channels of a strong colour: greys are shadows and things as well."""


@dataclass(frozen=True, slots=True, eq=False)
class AgainstWhite:
    """What one look at a picture's three channels tells."""

    distance: Plane
    """How far the darkest channel is from white."""
    chroma: Plane
    """Difference of the lightest and the darkest channel."""
    content: Area
    """What is not exactly white."""
    tinted: Area
    """What has as little chroma as a shadow has; white itself is in it."""
    strong: Area
    """What has a strong colour."""


def against_white(rgb: Plane) -> AgainstWhite:
    """Compare every pixel with white."""
    if _kernels.AVAILABLE:
        from imgrules.images.bit_pictures import compared_with_white

        return AgainstWhite(*compared_with_white(rgb, STRONG))
    darkest = darkest_channel(rgb)
    distance = cast("Plane", cv2.bitwise_not(darkest))
    chroma = cast("Plane", cv2.subtract(lightest_channel(rgb), darkest))
    allowed = cv2.addWeighted(distance, SHARE, distance, 0.0, HUE)
    tinted = area_of(np.asarray(chroma <= allowed))
    content, strong = at_least(distance, 1), at_least(chroma, STRONG)
    return AgainstWhite(distance, chroma, content, tinted, strong)
