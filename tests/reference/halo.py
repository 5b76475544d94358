"""A pale outline left round a product that was cut out: flat, thin, with a hard inner edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.reference.regions import Mask, filled, outline
from tests.reference.shadow import sharp_edges
from tests.reference.subject import Subject
from tests.reference.working import Plane, darkest_channel, grow

PALE, SEEN = 210, 248
"""Darkest channel of a halo; lighter is what compression leaves."""
NEAREST = 1.5
"""Working px from the product's hard edge at which its surroundings are read."""
WIDEST = 0.02
"""Share of the long side; a wider pale margin is a part of the product."""
SHADE = 8
"""Working px round a shadow that are its own doing."""


@dataclass(frozen=True, slots=True, eq=False)
class Halo:
    """``share`` of the product's surroundings that is pale; ``spread`` of its levels."""

    share: float
    spread: float
    mask: Mask


def find_halo(rgb: Plane, subject: Subject) -> Halo:
    """Look round the product on exact white; ``rgb`` at working scale.

    Ringing stays on average lighter than a halo, so no rim is left out.
    """
    light = darkest_channel(rgb)
    body = filled(subject.mask & (light < PALE))
    hard = outline(body) & grow(sharp_edges(cast("Plane", cv2.bitwise_not(light)), 8), 1)
    if not hard.any():
        return Halo(0.0, 0.0, body & False)
    away = _distance(~hard)
    reach = WIDEST * max(light.shape) + 2
    outside = ~body & (_squared_distance(~subject.background) <= reach * reach)
    ring = outside & (away >= NEAREST) & (away < NEAREST + 1)
    ring &= grow(hard, 3)
    halo = ring & ~grow(subject.shadow, SHADE) & (light >= PALE) & (light <= SEEN)
    share = float(halo.sum() / max(1, ring.sum()))
    low, high = np.percentile(light[halo], [10, 90]) if halo.any() else (0.0, 0.0)
    return Halo(round(share, 4), round(float(high - low), 1), halo)


def _distance(mask: Mask) -> NDArray[np.float32]:
    return cast("NDArray[np.float32]", cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 3))


def _squared_distance(mask: Mask) -> NDArray[np.float64]:
    """Square the exact distance, a whole number: none lies at the limit but for its last digit."""
    away = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.rint(np.square(away.astype(np.float64)))
