"""Telling soft shadows from product: a shadow has the backdrop's hue and no sharp outline."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.difference import Difference
from imgrules.images.regions import Mask, pieces
from imgrules.images.working import Plane, disc, grow

NARROW = 3
WIDE = 13
"""Windows, px, in which the rise of an edge is compared: a sharp edge rises within the narrow."""
SHARP = 0.45
"""Share of the wide window's rise that the narrow one holds at a sharp edge."""
THICKNESSES = (4, 2, 1)
"""Radii, px, by which outlines are thickened in turn."""
NARROW_SHADOW = 16
"""Depth, px, of what may pass for shadow through less thickened outlines: no product's inside."""
RIDGES = (20, 45, 90)
"""Levels from the backdrop at which an enclosing ridge is looked for."""
SOFT_OUTLINE = 0.75
"""So much of a shadow's outline towards the backdrop fades; a product's does not."""


def sharp_edges(levels: Plane, least: int) -> Mask:
    """Mark pixels where the difference from the backdrop rises abruptly."""
    narrow, wide = _rise(levels, NARROW), _rise(levels, WIDE)
    steep = narrow.astype(np.float32) >= SHARP * wide.astype(np.float32)
    return steep & (narrow >= least)


def _rise(levels: Plane, size: int) -> Plane:
    window = np.ones((size, size), np.uint8)
    return cast("Plane", cv2.subtract(cv2.dilate(levels, window), cv2.erode(levels, window)))


def find_shadow(difference: Difference, background: Mask, edges: Mask, rim: int) -> Mask:
    """Return the soft darkening that fades into the background.

    An outline is rarely closed: it is thickened, so that a gap in it is no door from the shadow
    into the product. What only a thinner outline lets through must stay near the background.
    """
    faint = difference.levels < difference.high
    fringe = grow(edges & ~faint, rim) & faint
    candidate = difference.tinted & (difference.levels >= difference.low)
    candidate &= ~background & ~fringe & ~edges & ~_basins(difference.levels, background, edges)
    shadow = np.zeros_like(candidate)
    for thickness in THICKNESSES:
        reach = None if thickness == THICKNESSES[0] else NARROW_SHADOW
        near = background | shadow
        shadow |= _fading(candidate & ~shadow, near, edges, rim, thickness, reach)
    return shadow


def _basins(levels: Plane, background: Mask, edges: Mask) -> Mask:
    """Mark what is lighter than everything round it: a shadow only gets darker inwards.

    A white product in a shadow of its own is such a basin.
    """
    found = np.zeros_like(edges)
    for height in RIDGES:
        ridge = ((levels >= height) | edges).astype(np.uint8)
        ridge = cv2.morphologyEx(ridge, cv2.MORPH_CLOSE, disc(2))
        low = pieces(ridge == 0, diagonal=False)
        shut = ~low.touching(background & (ridge == 0))
        found |= low.select(shut) & (levels < 0.75 * height)
    return found


def _fading(
    candidate: Mask, background: Mask, edges: Mask, rim: int, thickness: int, depth: int | None
) -> Mask:
    found = pieces(candidate & ~grow(edges, thickness), diagonal=False)
    reach = thickness + 1
    fading = _count(found.labels[grow(background, reach)], found.count)
    labels = cv2.dilate(found.labels.astype(np.uint16), disc(reach + 1))
    hard = _count(labels[grow(background, rim + reach) & edges], found.count)
    soft = (fading > 0) & (fading >= SOFT_OUTLINE * (fading + hard))
    if depth is not None:
        soft &= ~found.touching(~grow(background, depth))
    return grow(found.select(soft), reach) & candidate


def _count(labels: NDArray[np.generic], count: int) -> NDArray[np.int64]:
    return np.bincount(labels.ravel(), minlength=count)[:count]
