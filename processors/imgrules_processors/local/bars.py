"""Bars, strips and legs in the backdrop's hue, which a flood takes for hard shadows."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.masks import grow, opened, outline, pieces

BAR, LEAST = 2, 100
"""Half the least width and the least size, working px, of a part in the backdrop's hue."""
ROUND, FREE = 0.85, 0.25
"""Shares of its outline that lie on edges or the product, and beside the bare backdrop."""
STEP = 10.0
"""ΔE to the bare backdrop across one working px; a shadow's rim is softer."""


def bars(evidence: Evidence) -> Mask:
    """Return shade of a coloured backdrop that steps, or goes over into product, all round.

    A shadow fades somewhere. What has product all round is a gap in the shade.
    """
    shaded = evidence.shade & evidence.coloured & ~evidence.like
    found = pieces(opened(shaded, BAR))
    rim = outline(found.labels > 0)
    length = np.maximum(1, found.counts(rim))
    held = grow(evidence.edges | ~(evidence.shade | evidence.like), 2)
    sharp = found.counts(rim & held) >= ROUND * length
    free = rim & grow(evidence.like, 2)
    crisp = found.counts(free & (_rise(evidence.distance) >= STEP)) >= ROUND * found.counts(free)
    bared = found.counts(free) >= FREE * length
    sure = found.select(sharp & crisp & bared & (found.areas() >= LEAST))
    sure = grow(sure, 2 * BAR) & shaded
    rest = pieces(shaded & ~sure)
    return sure | rest.select(rest.touching(grow(sure, 1)) & (rest.areas() <= LEAST))


def _rise(distance: Floats) -> Floats:
    window = np.ones((3, 3), np.uint8)
    return cast("Floats", cv2.dilate(distance, window) - cv2.erode(distance, window))
