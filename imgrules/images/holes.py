"""Telling backdrop seen through the product from highlights and white parts of the product."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules.images.difference import Difference
from imgrules.images.regions import Mask, filled, outline, pieces
from imgrules.images.working import grow

SHARP_RIM = 0.8
"""So much of a hole's outline is sharp; a highlight fades into its surroundings."""
EMPTY = 0.97
"""So much of a hole's filled shape is empty: a white label carries print."""
PRINTED = 0.001
"""Share of the picture from which a hole is searched for print."""
LEAST = 12
"""Working px of the smallest hole."""
FAINT = 36
"""Levels from white up to which an enclosed area may be backdrop that was not cleaned."""
LEAST_SHARE = 0.0008
"""Share of the picture an off-white hole must have: small ones are parts of the product."""
THIN = 0.75
"""A hole's wall is thin when under this many times the square root of its area."""
THIN_WALL = 0.55
"""So much of its outline must lie behind a thin wall: a bracelet, a handle; no printed label."""
WALL = 40
"""Levels a hole's wall is darker than the hole: the seam of a white sleeve is not."""
NO_WALL = 4
"""Working px an edge alone may be wide."""
SOLID = 0.9
"""Share of its filled shape that is empty; a label carries print."""
FLAT = 10.0
"""Levels an off-white hole may vary: studio backdrop does not have folds."""


def sharp_holes(enclosed: Mask, edges: Mask, rim: int) -> Mask:
    """Keep the enclosed areas that look exactly like the backdrop and have a sharp outline."""
    if not enclosed.any():
        return enclosed
    found = pieces(enclosed)
    edge = outline(enclosed)
    total = found.counts(edge)
    sharp = found.counts(edge & grow(edges, rim + 2))
    areas = found.areas()
    holes = (sharp >= SHARP_RIM * total) & (areas >= LEAST)
    for label in np.flatnonzero(holes & (areas >= PRINTED * enclosed.size)):
        area = found.only(int(label))
        holes[label] = areas[label] >= EMPTY * np.count_nonzero(filled(area))
    return found.select(holes)


def off_white_holes(difference: Difference, product: Mask, edges: Mask) -> Mask:
    """Find flat near-white areas behind thin walls: backdrop that was not cleaned.

    Only on a white backdrop; elsewhere a hole looks like the backdrop or is none.
    """
    levels = difference.levels
    faint = product & (levels <= FAINT) & difference.tinted
    found = pieces(faint & ~edges)
    large = found.areas() >= LEAST_SHARE * product.size
    kept = np.zeros(found.count, bool)
    if large.any():
        whole = filled(product).view(np.uint8)
        away = cv2.distanceTransform(whole, cv2.DIST_L2, 3)
        for label in np.flatnonzero(large):
            kept[label] = _is_hole(found.only(int(label)), levels, away, edges)
    return grow(found.select(kept), 1) & product & ~edges


def _is_hole(area: Mask, levels: np.ndarray, away: np.ndarray, edges: Mask) -> bool:
    inner = levels[area]
    spread = float(np.percentile(inner, 95)) - float(np.percentile(inner, 5))
    if spread > FLAT:
        return False
    edge = outline(area)
    size = float(area.sum())
    thin = float((away[edge] <= THIN * size**0.5).mean())
    sharp = float(grow(edges, 2)[edge].mean())
    # Round a pale product there is an edge towards its shadow, but no wall.
    walled = float((away[edge] > NO_WALL).mean())
    wall = levels[grow(area, 3) & ~grow(area, 1)]
    if float(np.median(wall)) < float(np.median(inner)) + WALL:
        return False
    solid = size / max(1.0, float(filled(area).sum()))
    return thin >= THIN_WALL and sharp >= SHARP_RIM and walled >= SHARP_RIM and solid >= SOLID
