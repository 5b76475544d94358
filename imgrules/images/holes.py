"""Telling backdrop seen through the product from highlights and white parts of the product."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules.images.areas import Area, at_least, filled, median, median_of, percentile_of
from imgrules.images.difference import Difference
from imgrules.images.working import Plane

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
STRAIGHT = 0.95
"""A little less than OpenCV's distance of two pixels side by side, measured quickly."""
SOLID = 0.9
"""Share of its filled shape that is empty; a label carries print."""
FLAT = 10.0
"""Levels an off-white hole may vary: studio backdrop does not have folds."""


def sharp_holes(enclosed: Area, edges: Area, rim: int, pixels: int) -> Area:
    """Keep the enclosed areas that look exactly like the backdrop and have a sharp outline.

    ``pixels``: of the whole picture.
    """
    if not enclosed:
        return enclosed
    found = enclosed.pieces()
    edge = enclosed.outline()
    total = found.counts(edge)
    sharp = found.counts(edge & edges.grown(rim + 2))
    areas = found.areas()
    holes = (sharp >= SHARP_RIM * total) & (areas >= LEAST)
    for label in np.flatnonzero(holes & (areas >= PRINTED * pixels)):
        holes[label] = areas[label] >= EMPTY * filled(found.only(int(label))).count()
    return found.select(holes)


def off_white_holes(difference: Difference, product: Area, edges: Area) -> Area:
    """Find flat near-white areas behind thin walls: backdrop that was not cleaned.

    Only on a white backdrop; elsewhere a hole looks like the backdrop or is none.
    """
    levels = difference.levels
    faint = product & difference.tinted - at_least(levels, FAINT + 1)
    found = (faint - edges).pieces()
    large = found.areas() >= LEAST_SHARE * difference.window.pixels
    kept = np.zeros(found.count, bool)
    for label in np.flatnonzero(large):
        area = found.only(int(label))
        kept[label] = _is_hole(area, levels, edges) and _has_thin_wall(area, filled(product))
    return found.select(kept).grown(1) & product - edges


def _is_hole(area: Area, levels: Plane, edges: Area) -> bool:
    """Tell a flat area with a dark wall and a sharp outline that is empty."""
    counts = area.histogram(levels)
    if percentile_of(counts, 95) - percentile_of(counts, 5) > FLAT:
        return False
    if median(levels, area.grown(3) - area.grown(1)) < median_of(counts) + WALL:
        return False
    edge, size = area.outline(), area.count()
    sharp = (edge & edges.grown(2)).count() / max(1, edge.count())
    return sharp >= SHARP_RIM and size / max(1, filled(area).count()) >= SOLID


def _has_thin_wall(area: Area, whole: Area) -> bool:
    """``whole``: the product with all it encloses, whose outer side is beyond the wall."""
    thin = THIN * float(area.count()) ** 0.5
    room = int(max(thin, NO_WALL) / STRAIGHT) + 2
    x, y, width, height = area.box() or (0, 0, 0, 0)
    window = slice(max(0, y - room), y + height + room), slice(max(0, x - room), x + width + room)
    inside = np.ascontiguousarray(whole.mask()[window]).view(np.uint8)
    wall = cv2.distanceTransform(inside, cv2.DIST_L2, 3)[area.outline().mask()[window]]
    # Round a pale product there is an edge towards its shadow, but no wall.
    return bool((wall <= thin).mean() >= THIN_WALL and (wall > NO_WALL).mean() >= SHARP_RIM)
