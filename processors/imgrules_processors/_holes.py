"""Telling backdrop seen through the product from bright parts of the product."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np

from imgrules_processors._ground import SPREAD, Ground
from imgrules_processors._masks import filled, grow, pare, sharp_edges
from imgrules_processors.fill import Mask

LEAST = 12
"""Working px of the smallest hole."""
EVEN = 5.0
"""Levels a hole may differ from the backdrop round the product; a white part differs more."""
FAINT = 3.0
"""Levels of a faint edge."""
SAME, TYPICAL = 3.0, 1.0
"""The same, at most and in the middle, where the rough idea of the product has no hole."""
WALL, WALLED = 40.0, 0.9
"""Levels of what surrounds such a hole, and the share of its outline so walled."""


def settle_holes(ground: Ground) -> Ground:
    """Close doubtful holes of the product and open sure ones.

    A white dial made whiter is damage; a grey patch left between straps the checks will find.
    """
    closed = _with_pockets(_closed(ground))
    return closed.solid_as(closed.solid & ~_opened(closed))


def _closed(ground: Ground) -> Ground:
    enclosed = ~ground.solid & filled(ground.solid)
    doubtful = _pieces(ground, enclosed, lambda part, area: not _is_backdrop(part, area))
    return ground.solid_as(ground.solid | doubtful)


def _with_pockets(ground: Ground) -> Ground:
    """Add what lies between the product and a faint edge round it: bright insides and rims.

    The rough idea of the product loses them through a gap of a few pixels.
    """
    smooth = cast("np.ndarray", cv2.GaussianBlur(ground.small, (0, 0), 0.8))
    edges = grow(sharp_edges(smooth, max(FAINT, 4 * ground.noise)), 1)
    walls = ground.solid | edges
    pockets = _pieces(ground, filled(walls) & ~walls, _is_pocket)
    return ground.solid_as(ground.solid | (grow(pockets, 2) & (pockets | edges)))


def _is_pocket(ground: Ground, area: Mask) -> bool:
    if area.sum() < LEAST or not (grow(area, 3) & ground.solid).any():
        return False
    return float(np.median(ground.away[area])) > EVEN + 2 * ground.noise


def _opened(ground: Ground) -> Mask:
    """Find areas that show exactly the backdrop behind a clear wall."""
    like = ground.solid & (ground.away <= SAME + 2 * ground.noise)
    holes = _pieces(ground, pare(like, 1), _is_walled)
    return grow(holes, 2) & like


def _pieces(ground: Ground, mask: Mask, chosen: Callable[[Ground, Mask], bool]) -> Mask:
    """Keep the connected pieces that are ``chosen``, each looked at with some px around it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8))
    kept = np.zeros(count, bool)
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label, :4])
        window = (slice(max(0, y - 6), y + height + 6), slice(max(0, x - 6), x + width + 6))
        kept[label] = chosen(ground.within(window), labels[window] == label)
    return cast("Mask", np.take(kept, labels))


def _is_backdrop(ground: Ground, area: Mask) -> bool:
    """Backdrop has the surface's colour all over, and its grain."""
    inner = pare(area, 2)
    if inner.sum() < LEAST:
        return False
    even = float(np.percentile(ground.away[inner], 95)) <= EVEN + 2 * ground.noise
    return even and _is_calm(ground, inner)


def _is_calm(ground: Ground, inner: Mask) -> bool:
    return float(np.median(ground.grain[inner])) / SPREAD <= 0.5 + 1.5 * ground.noise


def _is_walled(ground: Ground, area: Mask) -> bool:
    inner = pare(area, 1)
    if inner.sum() < LEAST:
        return False
    away = ground.away[inner]
    same = float(np.percentile(away, 90)) <= SAME + 2 * ground.noise
    if not same or float(np.median(away)) > TYPICAL + ground.noise:
        return False
    ring = grow(area, 4) & ~grow(area, 3)
    wall = cv2.dilate(ground.away, np.ones((5, 5), np.uint8))
    return _is_calm(ground, inner) and float((wall[ring] >= WALL).mean()) >= WALLED
