"""The inside of the product: what must look the same, without the band where edges are renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

if TYPE_CHECKING:
    from imgrules.processor import Mask

_LONG_SIDE = 850
"""At this side the check engine finds the product; a mask is as exact as its pixels."""
_LEAST = 2.0
_THIN = 0.6
"""Of its own half width, how far from its edge a strap or a chain counts as inside."""


def band_px(size: tuple[int, int], scale: float) -> float:
    """Return the width of the edge band in pixels of the finished picture.

    ``size``: of the original. Two pixels of the scale at which the product was found and one for
    the softness of the edge itself: 3 px up to 850 px, 5 px up to 1700 px.
    """
    blocks = -(-max(size) // _LONG_SIDE)
    return max(_LEAST, (2 * blocks + 1) * scale)


def interior(product: Mask, band: float) -> Mask:
    """Return the product without its edge band; of parts thinner than that, their middle."""
    padded = np.pad(product.view(np.uint8), 1)  # what the frame cuts has an edge there as well
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    reach = 2 * int(np.ceil(band)) + 1
    deepest = cv2.dilate(depth, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    inside = depth >= np.minimum(band, np.maximum(_THIN * deepest, 1.0))
    return cast("Mask", inside & product)
