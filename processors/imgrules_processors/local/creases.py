"""Creases of a cloth backdrop that hang together with the product's outline."""

from __future__ import annotations

import numpy as np

from imgrules_processors.local._types import Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.masks import grow, opened, outline, pieces

LEAST = 0.002
"""Share of the picture in marks of its own from which a backdrop is creased."""
USUAL = 95
"""Percentile of the marks' contrast up to which a piece is one of them."""
STRONG = 0.9
"""Share of the product that must stand out more, for the rest to be told from it."""
PART = 0.02
"""Share of the largest such piece from which another one counts."""
OUTER = 0.4
"""Share of a crease's outline that lies beside the backdrop."""


def without_creases(whole: Mask, dropped: Mask, evidence: Evidence) -> Mask:
    """Drop pieces at the product's border that look like what was dropped elsewhere.

    ``dropped``: marks on the backdrop that are not the product's.
    """
    if dropped.mean() < LEAST:
        return whole
    usual = float(np.percentile(evidence.distance[dropped], USUAL))
    found = pieces(opened(whole & (evidence.distance > usual), 1))
    strong = found.select(found.areas() >= PART * found.areas().max())
    if strong.sum() < STRONG * whole.sum():
        return whole
    found = pieces(whole & ~grow(strong, 2))
    rim = outline(found.labels > 0)
    outer = found.counts(rim & grow(~whole, 1)) >= OUTER * np.maximum(1, found.counts(rim))
    return whole & ~found.select(outer)
