"""Telling soft shadows from product: a shadow has the backdrop's hue and no sharp outline."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules.images.difference import Difference
from imgrules.images.regions import Mask, pieces
from imgrules.images.working import Plane, grow

NARROW = 3
WIDE = 13
"""Windows, px, in which the rise of an edge is compared: a sharp edge rises within the narrow."""
SHARP = 0.45
"""Share of the wide window's rise that the narrow one holds at a sharp edge."""
SOFT_OUTLINE = 0.75
"""So much of a shadow's outline towards the backdrop fades; a product's does not."""


def sharp_edges(levels: Plane, least: int) -> Mask:
    """Mark pixels where the difference from the backdrop rises abruptly."""
    narrow, wide = _rise(levels, NARROW), _rise(levels, WIDE)
    steep = narrow.astype(np.float32) >= SHARP * wide.astype(np.float32)
    return cast("Mask", steep & (narrow >= least))


def _rise(levels: Plane, size: int) -> Plane:
    window = np.ones((size, size), np.uint8)
    return cast("Plane", cv2.subtract(cv2.dilate(levels, window), cv2.erode(levels, window)))


def find_shadow(difference: Difference, background: Mask, edges: Mask) -> Mask:
    """Return the soft darkening that fades into the background."""
    candidate = difference.tinted & (difference.levels >= difference.low) & ~edges & ~background
    found = pieces(candidate, diagonal=False)
    if found.count < 2:
        return candidate & False
    near = grow(background, 2)
    fading = found.sums((candidate & near).astype(np.uint8))
    labels = cast("Plane", cv2.dilate(found.labels.astype(np.uint16), np.ones((5, 5), np.uint8)))
    hard = np.bincount(labels[edges & near], minlength=found.count)
    soft = fading > 0
    soft &= fading >= SOFT_OUTLINE * (fading + hard[: found.count])
    return found.select(soft)
