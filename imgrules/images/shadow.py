"""Telling soft shadows from product: a shadow has the backdrop's hue and no sharp outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.difference import Difference
from imgrules.images.regions import Mask, Pieces, from_frame, pieces, window_of
from imgrules.images.working import Plane, disc, grow, square

NARROW = 3
WIDE = 13
"""Windows, px, in which the rise of an edge is compared: a sharp edge rises within the narrow."""
SHARP = 0.45
"""Share of the wide window's rise that the narrow one holds at a sharp edge."""
LEAST_RISE = np.ceil(np.float32(SHARP) * np.arange(256, dtype=np.float32)).astype(np.uint8)
"""The same by the wide window's rise."""
THICKNESSES = (4, 2, 1)
"""Radii, px, by which outlines are thickened in turn."""
NARROW_SHADOW = 16
"""Depth, px, of what may pass for shadow through less thickened outlines: no product's inside."""
RIDGES = (20, 45, 90)
"""Levels from the backdrop at which an enclosing ridge is looked for."""
REACH = NARROW_SHADOW + 16
"""Depth, px, beyond a candidate to which anything is looked at, the rim apart."""
SOFT_OUTLINE = 0.75
"""So much of a shadow's outline towards the backdrop fades; a product's does not."""


class Edges:
    """Where the difference from the backdrop rises abruptly; read once, asked at several levels."""

    def __init__(self, levels: Plane) -> None:
        narrow, wide = _rise(levels, NARROW), _rise(levels, WIDE)
        # 0 where the narrow window holds too little of the wide one's rise.
        self._rise = cv2.multiply(narrow, (narrow >= cv2.LUT(wide, LEAST_RISE)).view(np.uint8))

    def sharp(self, least: int) -> Mask:
        """Mark the pixels that rise by at least so many levels, at least one."""
        found: Mask = self._rise >= max(1, least)
        return found


def sharp_edges(levels: Plane, least: int) -> Mask:
    """Mark pixels where the difference from the backdrop rises abruptly."""
    return Edges(levels).sharp(least)


def _rise(levels: Plane, size: int) -> Plane:
    window = np.ones((size, size), np.uint8)
    return cast("Plane", cv2.subtract(cv2.dilate(levels, window), cv2.erode(levels, window)))


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What shadows are looked for on."""

    difference: Difference
    background: Mask
    edges: Mask
    rim: int
    """Working px round a sharp edge that compression may have disturbed."""

    def part(self, window: tuple[slice, slice]) -> Ground:
        """Cut out a window."""
        return Ground(
            self.difference.part(window), self.background[window], self.edges[window], self.rim
        )


def find_shadow(ground: Ground) -> Mask:
    """Return the soft darkening that fades into the background.

    An outline is rarely closed: it is thickened, so that a gap in it is no door from the shadow
    into the product. What only a thinner outline lets through must stay near the background.
    """
    candidate = _candidates(ground)
    whole = np.zeros_like(candidate)
    if candidate.any():
        window = window_of(candidate, REACH + ground.rim)
        whole[window] = _find(candidate[window], ground.part(window))
    return whole


def _find(candidate: Mask, ground: Ground) -> Mask:
    shadow = np.zeros_like(candidate)
    for thickness in THICKNESSES:
        start = ground.background | shadow
        fading = _fading(candidate & ~shadow, start, ground, thickness)
        if thickness != THICKNESSES[0]:
            fading &= ~_deep(fading, start)
        shadow |= fading
        if not (candidate & ~shadow).any():
            return shadow
    return shadow | _tails(candidate & ~shadow, shadow, ground)


def _candidates(ground: Ground) -> Mask:
    difference, edges = ground.difference, ground.edges
    faint = difference.levels < difference.high
    fringe = grow(edges & ~faint, ground.rim) & faint
    candidate = difference.tinted & (difference.levels >= difference.low)
    candidate &= ~(ground.background | fringe | edges)
    if candidate.any():
        candidate &= ~_basins(difference.levels, ground)
    return candidate


def _basins(levels: Plane, ground: Ground) -> Mask:
    """Mark what is lighter than everything round it: a shadow only gets darker inwards.

    A white product in a shadow of its own is such a basin.
    """
    found = np.zeros_like(ground.edges)
    for height in RIDGES:
        ridge = (levels >= height) | ground.edges
        closed = cv2.morphologyEx(ridge.view(np.uint8), cv2.MORPH_CLOSE, disc(2)).view(np.bool_)
        found |= ~from_frame(~closed) & (levels < 0.75 * height)
    return found


def _fading(candidate: Mask, start: Mask, ground: Ground, thickness: int) -> Mask:
    """Keep the pieces whose outline towards ``start`` is soft."""
    reach = thickness + 1
    clear, near = candidate & ~grow(ground.edges, thickness), grow(start, reach)
    if not (clear & near).any():
        return candidate & False
    found = pieces(clear)
    fading = found.counts(near)
    labels = _widen(found, reach + 1)
    hard = _count(labels[grow(start, ground.rim + reach) & ground.edges], found.count)
    soft = (fading > 0) & (fading >= SOFT_OUTLINE * (fading + hard))
    if not soft.any():
        return candidate & False
    return grow(found.select(soft), reach) & candidate


def _deep(mask: Mask, start: Mask, depth: int = NARROW_SHADOW) -> Mask:
    whole = np.zeros_like(mask)
    if mask.any():
        window = window_of(mask, depth + 1)
        part = mask[window]
        found = pieces(part)
        whole[window] = found.select(found.touching(part & ~grow(start[window], depth)))
    return whole


def _tails(left: Mask, shadow: Mask, ground: Ground) -> Mask:
    """Keep faint ends of a shadow that a corner of the product cut off from it."""
    if not shadow.any() or not left.any():
        return left & False
    difference = ground.difference
    found = pieces(left)
    tails = found.touching(left & grow(shadow, ground.rim + 2))
    tails &= ~found.touching(left & (difference.levels >= 2 * difference.high))
    tail = found.select(tails)
    return tail & ~_deep(tail, ground.background, NARROW_SHADOW // 2)


def _widen(found: Pieces, radius: int) -> NDArray[np.generic]:
    # 16 bits hold fewer labels than a noisy picture may have, floats hold 2**24 exactly.
    labels = found.labels.astype(np.uint16 if found.count < 2**16 else np.float32)
    return cast("NDArray[np.generic]", cv2.dilate(labels, square(radius)))


def _count(labels: NDArray[np.generic], count: int) -> NDArray[np.int64]:
    return np.bincount(labels.astype(np.int64).ravel(), minlength=count)
