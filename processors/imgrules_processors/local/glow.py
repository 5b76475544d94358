"""Rims of light that a coloured product throws on a coloured backdrop."""

from __future__ import annotations

import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.evidence import OFFSET, Evidence
from imgrules_processors.local.masks import grow, opened, pieces
from imgrules_processors.local.picture import length

CAST, MOST_CAST = 0.7, 20.0
"""Colour cast against the backdrop's chroma, and at most, ΔE."""
DARKEST = 0.7
"""Ratio of (L* + 16) down to which such a rim is darkened."""
WIDTH = 0.02
"""Half the width of the widest rim, as a share of the long side."""
TOUCHING, SHARP = 0.25, 0.2
"""Share of a rim's outline on bare backdrop, at least, and of that on sharp edges, at most."""
LEAST = 8
"""Working px."""


def glowing(bare: Mask, evidence: Evidence, lab: Floats, backdrop: Floats) -> Mask:
    """Mark the narrow tinted rims that fade into the bare backdrop without an edge."""
    tinted = _tinted(lab, backdrop) & evidence.coloured & ~bare & ~grow(evidence.edges, 1)
    tinted &= ~opened(tinted, max(2, round(WIDTH * max(bare.shape))))
    found = pieces(tinted)
    outer = grow(tinted, 1) & ~tinted
    border = tinted & grow(outer, 1)
    free = border & grow(bare, 1)
    share = found.counts(free) / np.maximum(1, found.counts(border))
    sharp = found.counts(free & grow(evidence.edges, 2)) / np.maximum(1, found.counts(free))
    rims = found.select((share >= TOUCHING) & (sharp <= SHARP) & (found.areas() >= LEAST))
    # The inner border was kept off the product's edge; up to that edge the rim goes on.
    return rims | (grow(rims, 2) & _tinted(lab, backdrop) & ~evidence.edges & ~bare)


def _tinted(lab: Floats, backdrop: Floats) -> Mask:
    ratio = (lab[..., :1] + OFFSET) / (backdrop[..., :1] + OFFSET)
    off = length(lab[..., 1:] - backdrop[..., 1:] * ratio)
    most = np.minimum(MOST_CAST, CAST * length(backdrop[..., 1:]))
    level = ratio[..., 0]
    return np.asarray((off <= most) & (level >= DARKEST) & (level <= 1.02), np.bool_)
