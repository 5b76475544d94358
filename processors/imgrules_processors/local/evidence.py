"""What each working pixel says: how far from the backdrop, a shade of it, beside a sharp edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.backdrop import Backdrop
from imgrules_processors.local.edges import Edges, without_specks
from imgrules_processors.local.masks import reached
from imgrules_processors.local.picture import Picture, length
from imgrules_processors.local.ringing import is_ringing

OFFSET = 16.0
"""(L* + 16) and chroma scale together when light gets weaker: CIE Lab above its linear part."""
DARKEST_SHADE = 0.45
"""Ratio of (L* + 16) down to which a shadow may darken: about a tenth of the light."""
BRIGHTEST, BRIGHTEST_COLOURED = 1.03, 1.15
"""Ratio up to which stronger light may lift it; on grey what is brighter may be a white product."""
GRAIN = 2.0
"""Rise up to which an edge in a shadow is its grain, in units of the least of an edge."""
DEEP = 8.0
"""L* from which it is one: the folds of a white product on white are fainter."""
CLEAN = 0.3
"""Noise, ΔE, up to which a backdrop has no grain, and its shadow none either."""
COLOURED, TINTED = 16.0, 13.0
"""Chroma from which a backdrop's hue alone tells its shade from a product, and down to which it
does so beside such a place."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """``distance``: ΔE from the backdrop, ``near`` what noise explains, ``like`` where it does.

    ``edges``: sharp steps.
    ``shade``: the backdrop's hue in weaker light; ``coloured``: where that hue is distinctive.
    """

    distance: Floats
    near: float
    like: Mask
    shade: Mask
    coloured: Mask
    edges: Mask


def weigh(picture: Picture, backdrop: Backdrop, edges: Edges) -> Evidence:
    """Compare every working pixel with the backdrop there."""
    offset = picture.lab - backdrop.lab
    distance = length(offset)
    ringing = is_ringing(offset, distance, backdrop.near, picture.factor)
    like = (distance < backdrop.near) | ringing
    shade = is_shade(picture.lab, backdrop.lab, backdrop.near)
    grain = shade & ~edges.firm & (edges.rise < GRAIN * edges.least)
    grain &= (picture.lab[..., 0] + DEEP < backdrop.lab[..., 0]) & (backdrop.surface.noise > CLEAN)
    sharp = without_specks(edges.sharp & ~ringing & ~grain, like)
    chroma = length(backdrop.lab[..., 1:])
    coloured = reached(chroma >= TINTED, chroma >= COLOURED)
    return Evidence(distance, backdrop.near, like, shade, coloured, sharp)


def is_shade(lab: Floats, backdrop: Floats, near: float) -> Mask:
    """Mark the backdrop's hue in weaker or slightly stronger light."""
    ratio = (lab[..., :1] + OFFSET) / (backdrop[..., :1] + OFFSET)
    off = length(lab[..., 1:] - backdrop[..., 1:] * ratio)
    ratio = ratio[..., 0]
    allowed = max(3.0, 0.8 * near) + 14.0 * np.clip(1 - ratio, 0, 1)
    chroma = length(backdrop[..., 1:])
    allowed += 0.12 * chroma
    most = np.where(chroma >= COLOURED, BRIGHTEST_COLOURED, BRIGHTEST)
    return cast("Mask", (off <= allowed) & (ratio >= DARKEST_SHADE) & (ratio <= most))
