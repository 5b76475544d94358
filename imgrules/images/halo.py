"""A pale outline left round a product that was cut out: flat, thin, with a hard inner edge."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.regions import Mask, filled, outline
from imgrules.images.shadow import sharp_edges
from imgrules.images.subject import Subject
from imgrules.images.working import Plane, darkest_channel, grow

PALE = 230
"""Darkest channel of a halo."""
WIDEST = 0.02
"""Share of the long side; a wider pale margin is a part of the product."""


def find_halo(rgb: Plane, subject: Subject, rim: int) -> tuple[float, Mask]:
    """Return the share of the product's outline that has a halo, and where.

    ``rgb`` at working scale; ``rim``: working px that compression disturbs.
    """
    light = darkest_channel(rgb)
    body = subject.mask & (light < PALE)
    hard = body & grow(sharp_edges(cast("Plane", cv2.bitwise_not(light)), 8), 1)
    around = outline(filled(subject.mask)) if subject.mask.any() else subject.mask
    if not hard.any() or not around.any():
        return 0.0, around & False
    away = cast(
        "NDArray[np.float32]", cv2.distanceTransform((~hard).view(np.uint8), cv2.DIST_L2, 3)
    )
    widest = max(rim + 3.0, WIDEST * max(light.shape))
    halo = around & (light >= PALE) & (away > rim + 1.5) & (away <= widest)
    return round(float(halo.sum() / around.sum()), 4), halo
