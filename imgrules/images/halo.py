"""A pale outline left round a product that was cut out: flat, thin, with a hard inner edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.edges import sharp_edges
from imgrules.images.regions import Mask, filled, outline, window_of
from imgrules.images.subject import Subject
from imgrules.images.working import Plane, Working, grow, square

PALE, SEEN = 210, 248
"""Darkest channel of a halo; lighter is what compression leaves."""
NEAREST = 1.5
"""Working px from the product's hard edge at which its surroundings are read."""
FURTHER = np.array([[abs(y) + abs(x) < 4 for x in range(-2, 3)] for y in range(-2, 3)], np.uint8)
"""Window of what is less than one px further."""
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


def find_halo(work: Working, subject: Subject) -> Halo:
    """Look round the product on exact white.

    Ringing stays on average lighter than a halo, so no rim is left out.
    """
    light = work.darkest
    body = filled(subject.mask & (light < PALE))
    hard = outline(body) & grow(sharp_edges(cast("Plane", cv2.bitwise_not(light)), 8), 1)
    if not hard.any():
        return Halo(0.0, 0.0, body & False)
    ring = ~body & _beyond(hard)
    reach = WIDEST * max(light.shape) + 2
    window = window_of(ring, int(reach) + 2)
    ring[window] &= _distance(~subject.background[window]) <= reach
    halo = ring & ~grow(subject.shadow, SHADE) & (light >= PALE) & (light <= SEEN)
    share = int(np.count_nonzero(halo)) / max(1, int(np.count_nonzero(ring)))
    low, high = np.percentile(light[halo], [10, 90]) if halo.any() else (0.0, 0.0)
    return Halo(round(share, 4), round(float(high - low), 1), halo)


def _beyond(hard: Mask) -> Mask:
    """Mark what is at least ``NEAREST`` px from the hard edge and less than one further."""
    edge = hard.view(np.uint8)
    return cast("Mask", cv2.subtract(cv2.dilate(edge, FURTHER), cv2.dilate(edge, square(1))) > 0)


def _distance(mask: Mask) -> NDArray[np.float32]:
    return cast("NDArray[np.float32]", cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 3))
