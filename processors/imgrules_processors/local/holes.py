"""Telling gaps through which the backdrop shows from white dials and reflections."""

from __future__ import annotations

import numpy as np

from imgrules_processors.local._types import Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.masks import enclosed, grow, outline, pieces4

LEAST = 10
"""Working px of the smallest gap."""
SHARP_RIM = 0.75
"""So much of a gap's outline is sharp; a reflection fades into its surroundings."""
EMPTY = 0.93
"""So much of a gap's filled shape is empty; a dial carries hands and print."""
AGREES = 0.5
"""Share of the backdrop's noise limit within which a gap's mean colour agrees with it."""
CLIPPED = 99.5
"""L* from which white tells nothing: everything bright looks the same."""


def find_holes(
    whole: Mask, evidence: Evidence, lab: np.ndarray, backdrop: np.ndarray
) -> tuple[Mask, Mask]:
    """Return the gaps in the product, and areas that could be a gap or a part."""
    found = pieces4(whole & evidence.like)
    areas = found.areas()
    if not (areas >= LEAST).any():
        return np.zeros_like(whole), np.zeros_like(whole)
    spots = found.labels > 0
    rim = outline(spots)
    sharp = found.counts(rim & grow(evidence.edges, 2)) / np.maximum(1, found.counts(rim))
    offset = np.sqrt(sum(found.means(lab[..., c] - backdrop[..., c]) ** 2 for c in range(3)))
    agrees = offset <= max(1.2, AGREES * evidence.near)
    like = (areas >= LEAST) & (sharp >= SHARP_RIM) & agrees
    holes = like.copy()
    for label in np.flatnonzero(like & (areas >= 0.0005 * whole.size)):
        area = found.labels == label
        holes[label] = areas[label] >= EMPTY * (area | enclosed(area)).sum()
    doubtful = like & ~holes
    return found.select(holes), found.select(doubtful)
