"""What compression leaves beside a strong step: speckle without a colour of its own."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.picture import length

BLOCK = 16
"""Px over which compression with halved colour spreads a step."""
SHARE = 0.2
"""Share of a step that it may leave there."""
WINDOW = 5
"""Working px over which speckle averages out; faint shading of a product does not."""
NEUTRAL = 1.5
"""ΔE within which it must."""


def is_ringing(offset: Floats, distance: Floats, near: float, factor: int) -> Mask:
    """Mark speckle round the backdrop's colour beside a step. ``offset``: Lab, from the backdrop.

    A pixel is speckle if it is faint against the strongest difference within a block, and if the
    faint pixels round it average to the backdrop's colour.
    """
    reach = 2 * max(1, BLOCK // factor) + 1
    step = cast("Floats", cv2.dilate(distance, np.ones((reach, reach), np.uint8)))
    faint = distance < np.maximum(near, SHARE * step)
    weight = faint.astype(np.float32)
    total = _box(offset * weight[..., None])
    mean = cast("Floats", total / np.maximum(_box(weight), np.float32(1e-3))[..., None])
    return cast("Mask", faint & (length(mean) < NEUTRAL))


def _box(values: Floats) -> Floats:
    return cast("Floats", cv2.blur(values, (WINDOW, WINDOW)))
