"""What each working pixel says: how far from the backdrop, a shade of it, beside a sharp edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.backdrop import Backdrop
from imgrules_processors.local.masks import frame_edge, pieces, reached
from imgrules_processors.local.picture import Picture, length

NARROW, WIDE = 3, 13
"""Windows, px, in which the rise of an edge is compared: a sharp edge rises within the narrow."""
SHARP = 0.4
"""Share of the wide window's rise that the narrow one holds at a sharp edge."""
LEAST_EDGE = 1.8
"""ΔE within ``NARROW`` below which nothing is an edge."""
SPECK = 20
"""Working px up to which an edge in the backdrop's own colour is grain."""
OFFSET = 16.0
"""(L* + 16) and chroma scale together when light gets weaker: CIE Lab above its linear part."""
DARKEST_SHADE = 0.45
"""Ratio of (L* + 16) down to which a shadow may darken: about a tenth of the light."""
BRIGHTEST_SHADE = 1.12


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """``distance``: ΔE from the backdrop. ``edges``: sharp steps above the backdrop's own texture.

    ``shade``: the backdrop's hue in weaker light. ``rise``: ΔE within the narrow window.
    """

    distance: Floats
    near: float
    shade: Mask
    edges: Mask
    rise: Floats
    least_edge: float

    @property
    def like(self) -> Mask:
        """Mark what noise alone sets apart from the backdrop."""
        return self.distance < self.near


def weigh(picture: Picture, backdrop: Backdrop) -> Evidence:
    """Compare every working pixel with the backdrop there."""
    distance = length(picture.lab - backdrop.lab)
    narrow, wide = rises(picture.lab)
    like = distance < backdrop.near
    bare = reached(like, frame_edge(like.shape)) & (wide < 4 * backdrop.near)
    least = LEAST_EDGE
    if bare.any():
        least = max(least, 1.15 * float(np.percentile(narrow[bare][::7], 99.5)))
    edges = (narrow >= least) & (narrow >= SHARP * wide)
    edges = _without_specks(edges, like)
    shade = is_shade(picture.lab, backdrop.lab, backdrop.near)
    return Evidence(distance, backdrop.near, shade, edges, narrow, least)


def _without_specks(edges: Mask, like: Mask) -> Mask:
    """Drop small marks in the backdrop's own colour: grain and what compression left."""
    found = pieces(edges)
    return found.select((found.areas() > SPECK) | found.touching(edges & ~like))


def rises(lab: Floats) -> tuple[Floats, Floats]:
    """Return how much the colour changes within the narrow and the wide window, ΔE."""
    return _rise(lab, NARROW), _rise(lab, WIDE)


def _rise(lab: Floats, size: int) -> Floats:
    window = np.ones((size, size), np.uint8)
    return length(cast("Floats", cv2.dilate(lab, window) - cv2.erode(lab, window)))


def is_shade(lab: Floats, backdrop: Floats, near: float) -> Mask:
    """Mark the backdrop's hue in weaker or slightly stronger light."""
    ratio = (lab[..., :1] + OFFSET) / (backdrop[..., :1] + OFFSET)
    off = length(lab[..., 1:] - backdrop[..., 1:] * ratio)
    ratio = ratio[..., 0]
    allowed = max(3.0, 0.8 * near) + 14.0 * np.clip(1 - ratio, 0, 1)
    allowed += 0.12 * length(backdrop[..., 1:])
    return cast("Mask", (off <= allowed) & (ratio >= DARKEST_SHADE) & (ratio <= BRIGHTEST_SHADE))
