"""Thin parts in the backdrop's hue, such as rungs and spines, which a flood takes for shade."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.masks import disc, grow, pieces

WIDTH = 0.006
"""Half the width of what is thin, as a share of the long side."""
STANDS_OUT = 3.0
"""ΔE by which a thin part differs more from the backdrop than what lies beside it."""
FAR = 0.06
"""Share of the long side from the product on, from which thin lines are the backdrop's own."""
LITTER = 0.0004
"""Share of the far backdrop in thin lines at which such lines say nothing."""
BUSY = 0.01
"""The same, the longest rungs included."""
LEAST = 10
"""Working px of the smallest thin part, and of the shortest tie."""
SLENDER = 4.0
"""Times a tie is longer than wide."""
MIDDLE = 0.6
"""Share of a tie's length, in the middle, in which it does not lie against the product."""
SPINE = 0.1
"""Share of the long side up to which a thin part may have free ends."""
SPINY, SOFTEST = 9.0, 5.0
"""ΔE by which such a one stands out at its middle and its border; thin shadows are softer."""
FREE = 0.6
"""Share of it that is away from the product; what lies along the product may be its shadow."""
SHARP = 0.8
"""Share of a thin part that lies at sharp edges; a thin shadow's are soft."""
BESIDE = 3
"""Working px within which something lies against the product."""


def thin_parts(product: Mask, evidence: Evidence) -> Mask:
    """Mark thin lines outside the product that are tied to it at both ends, or stick out of it.

    None where the backdrop has such lines of its own, and none on grey and white, where sharp
    edges stop the flood.
    """
    long = max(product.shape)
    ridge = _ridge(evidence.distance, max(3, round(WIDTH * long)))
    lines = (ridge > max(STANDS_OUT, 1.5 * evidence.near)) & ~product
    far = ~grow(product, round(FAR * long))
    if not far.any() or _share(lines, far) > BUSY:
        return np.zeros_like(product)
    beside = grow(product, BESIDE)
    edged = grow(evidence.edges, 2) & evidence.coloured
    spines = (ridge > max(SOFTEST, 2.5 * evidence.near)) & ~product
    parts = _ties(lines, beside) | _spines(spines, beside, ridge, SPINE * long)
    if _share(lines & ~parts, far) > LITTER:
        return np.zeros_like(product)
    found = pieces(parts)
    return found.select(found.counts(edged) >= SHARP * np.maximum(1, found.areas()))


def _share(lines: Mask, far: Mask) -> float:
    return float((lines & far).sum()) / float(far.sum())


def _ridge(distance: Floats, radius: int) -> Floats:
    seen = np.minimum(distance, np.float32(60))
    return cast("Floats", cv2.morphologyEx(seen, cv2.MORPH_TOPHAT, disc(radius)))


def _ties(lines: Mask, beside: Mask) -> Mask:
    """Return the lines that lead from the product back to it."""
    found = pieces(lines)
    tied = found.touching(beside) & (found.areas() >= LEAST)
    for label in np.flatnonzero(tied):
        tied[label] = _is_tie(found.labels == label, beside)
    return found.select(tied)


def _is_tie(line: Mask, beside: Mask) -> bool:
    along = _along(line)
    length = float(np.ptp(along)) + 1
    if length < max(LEAST, SLENDER * len(along) / length):
        return False
    held = (along[beside[line]] - along.min()) / length
    end = (1 - MIDDLE) / 2
    leaning = ((held > end) & (held < 1 - end)).any()
    return bool(not leaning and held.min() < end and held.max() > 1 - end)


def _spines(lines: Mask, beside: Mask, ridge: Floats, longest: float) -> Mask:
    """Return the short clear lines that stick out of the product."""
    found = pieces(lines)
    areas = np.maximum(1, found.areas())
    sticking = found.touching(beside) & (areas >= LEAST)
    sticking &= found.counts(lines & ~beside) >= FREE * areas
    sticking &= found.means(ridge) >= SPINY
    for label in np.flatnonzero(sticking):
        sticking[label] = np.ptp(_along(found.labels == label)) <= longest
    return found.select(sticking)


def _along(line: Mask) -> np.ndarray:
    """Return each pixel's place along the line's own axis, px."""
    points = np.argwhere(line).astype(np.float64)
    points -= points.mean(axis=0)
    _, axes = np.linalg.eigh(points.T @ points)
    return cast("np.ndarray", points @ axes[:, -1])
