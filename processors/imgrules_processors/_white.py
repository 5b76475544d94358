"""Whether exact white survived encoding."""

from __future__ import annotations

import io
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

Plane = NDArray[np.uint8]

RIMS = {"4:4:4": 7, "4:2:2": 14, "4:2:0": 14}
"""Pixels round anything else within which JPEG may take white away: one block of the chroma."""
_WHITE = (255, 255, 255)
_BAND_PIXELS = 1 << 21


def white_lost(before: Plane, data: bytes, rim: int) -> int:
    """Count pixels that were exactly white further than ``rim`` from anything else, and are not.

    ``before``: RGB, ``data``: the file written from it.
    """
    safe = _far_inside_white(before, rim)
    lost = 0
    with PillowImage.open(io.BytesIO(data)) as picture:
        decoded = picture if picture.mode == "RGB" else picture.convert("RGB")
        step = max(1, _BAND_PIXELS // decoded.width)
        for top in range(0, decoded.height, step):
            bottom = min(decoded.height, top + step)
            band = np.asarray(decoded.crop((0, top, decoded.width, bottom)))
            kept = cv2.inRange(band, _WHITE, _WHITE)
            lost += int(np.count_nonzero(safe[top:bottom] > kept))
    return lost


def _far_inside_white(rgb: Plane, rim: int) -> Plane:
    white = cv2.inRange(rgb, _WHITE, _WHITE)
    window = np.ones((2 * rim + 1, 2 * rim + 1), np.uint8)
    # Beyond the frame counts as white: an encoder repeats the last pixels there.
    return cast("Plane", cv2.erode(white, window))
