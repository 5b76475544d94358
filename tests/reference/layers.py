"""Splitting the picture into product, background, holes, shadow and islands."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tests.reference.difference import Difference
from tests.reference.holes import off_white_holes, sharp_holes
from tests.reference.regions import Mask, filled, from_frame, outline, pieces
from tests.reference.shadow import Ground, find_shadow, sharp_edges
from tests.reference.working import Plane, disc, grow

GAP = 2
"""Radius, working px, of gaps in an outline through which the background may not leak in."""
PART = 0.03
"""A piece this heavy against the biggest is part of the product, not an island."""
NEAR = 0.012
"""Pieces this close to the product (share of the long side) belong to it."""
LIKE = 0.4
"""Share of the product's typical contrast that such a piece must have."""
BLURRED = 0.2
"""Up to so much of a blurred product's outline is sharp."""
DARK, MOSTLY_DARK = 170, 0.4
"""Levels from the backdrop, and the share of a shadow that is so dark only if it is product."""
CLEAR = 0.3
"""Share of the product's typical contrast by which its outline steps."""
GRAIN = 0.0005
"""Pieces in a shadow smaller than this share of the picture are its grain."""


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """Disjoint masks; what is in none of them is noise too small to name."""

    product: Mask
    background: Mask
    holes: Mask
    shadow: Mask
    islands: Mask

    def placed(self, window: tuple[slice, slice], shape: tuple[int, int]) -> Layers:
        """Return the masks on a larger picture; what lies round the window is in none of them."""

        def place(mask: Mask) -> Mask:
            whole = np.zeros(shape, np.bool_)
            whole[window] = mask
            return whole

        return Layers(
            place(self.product),
            place(self.background),
            place(self.holes),
            place(self.shadow),
            place(self.islands),
        )


def find_layers(difference: Difference, rim: int, traces: int, *, on_white: bool) -> Layers:
    """Split by difference from the backdrop, softness of outlines and connection.

    ``rim``: working px round a sharp edge that compression may have disturbed; ``traces``: how
    far from the product faint remains are no shadow.
    """
    levels, low = difference.levels, difference.low
    other = levels >= low
    background, enclosed = _background(other)
    edges = sharp_edges(levels, max(2, low))
    shadow = find_shadow(Ground(difference, background, edges, rim))
    things = other & ~shadow & ~background
    if not things.any():
        # No product to cast a shadow: a product one level from white has no edge to be seen by.
        things, shadow = shadow, things
    things = _without_ringing(things, levels >= difference.high, rim)
    things, shadow = _without_grain(things, shadow)
    product, islands = _main(things, levels)
    product, shadow = _closed_in(product, shadow)
    product, shadow, islands = _with_soft_outline(product, shadow, islands, levels, rim)
    product, shadow = _without_traces(product, shadow, levels >= difference.high, traces)
    shadow, islands = _without_specks(shadow, islands)
    holes = sharp_holes(enclosed, edges, rim) & ~product & ~islands
    product |= enclosed & ~holes & ~islands & filled(product)
    if on_white:
        unclean = off_white_holes(difference, product, edges)
        holes, product = holes | unclean, product & ~unclean
    return Layers(product, background & ~product, holes, shadow & ~product, islands)


def _background(other: Mask) -> tuple[Mask, Mask]:
    """Return the backdrop connected to the frame, and backdrop-like areas that are not."""
    closed = cv2.morphologyEx(other.view(np.uint8), cv2.MORPH_CLOSE, disc(GAP)).view(np.bool_)
    background = grow(from_frame(~closed), GAP) & ~other
    return background, ~other & ~background


def _without_ringing(things: Mask, strong: Mask, rim: int) -> Mask:
    """Drop faint traces that only compression left around strong edges."""
    strong = strong & things
    if not strong.any():
        return things
    faint = things & ~grow(strong, rim)
    return strong | (things & grow(faint, rim))


def _without_grain(things: Mask, shadow: Mask) -> tuple[Mask, Mask]:
    if not shadow.any():
        return things, shadow
    found = pieces(things)
    grain = found.touching(grow(shadow, 2) & things) & (found.areas() < GRAIN * things.size)
    specks = found.select(grain)
    return things & ~specks, shadow | specks


def _without_traces(product: Mask, shadow: Mask, strong: Mask, traces: int) -> tuple[Mask, Mask]:
    """Drop faint patches that stay by the product; give it small dark ones, which are its edge."""
    if not shadow.any():
        return product, shadow
    found = pieces(shadow)
    near = ~found.touching(shadow & ~grow(product, traces))
    small = found.areas() < GRAIN * shadow.size
    faint = ~found.touching(shadow & strong)
    kept = found.select(~near | ~(small | faint))
    return product | found.select(near & small & ~faint), kept


def _without_specks(shadow: Mask, islands: Mask) -> tuple[Mask, Mask]:
    """Call soft specks islands, unless they are fragments of a shadow worth the name."""
    if not shadow.any():
        return shadow, islands
    if (pieces(shadow).areas() >= GRAIN * shadow.size).any():
        return shadow, islands
    return shadow & False, islands | shadow


def _main(things: Mask, levels: Plane) -> tuple[Mask, Mask]:
    """Separate the product, with its parts and what is close to it, from islands."""
    found = pieces(things)
    if found.count < 2:
        return things, things & False
    weight = found.sums(np.minimum(levels, 60))
    parts = weight >= PART * weight.max()
    reach = max(1, round(NEAR * max(things.shape)))
    # Crumbs of a cut-out are pale beside the product; a lace or an earring is not.
    product = found.select(parts)
    like = things & (levels >= LIKE * np.median(levels[product]))
    parts |= found.touching(grow(product, reach) & like)
    parts |= found.touching((grow(product, GAP + 3) | filled(product)) & things)
    product = found.select(parts)
    return product, things & ~product


def _with_soft_outline(
    product: Mask, shadow: Mask, islands: Mask, levels: Plane, rim: int
) -> tuple[Mask, Mask, Mask]:
    """Give a blurred product its outline back, which fades as a shadow does.

    Only a product with sharp outlines can be told from its shadow, and no shadow is dark all over.
    """
    if not shadow.any() or not product.any():
        return product, shadow, islands
    dark = float((levels[shadow] >= DARK).mean()) > MOSTLY_DARK
    if not dark and not _is_blurred(product, levels, rim):
        return product, shadow, islands
    found = pieces(product | shadow)
    whole = filled(found.select(found.touching(product)))
    return whole, shadow & ~whole, islands & ~whole


def _is_blurred(product: Mask, levels: Plane, rim: int) -> bool:
    edge = outline(product)
    # Against the product's own contrast: grain within it has sharp edges as well.
    least = max(2, round(CLEAR * float(np.median(levels[product]))))
    sharp = edge & grow(sharp_edges(levels, least), rim + 2)
    return bool(sharp.sum() <= BLURRED * edge.sum())


def _closed_in(product: Mask, shadow: Mask) -> tuple[Mask, Mask]:
    """Give back to the product what it has on all four sides: no shadow falls there."""
    if not shadow.any():
        return product, shadow
    inside = shadow.copy()
    for axis in (0, 1):
        before = np.logical_or.accumulate(product, axis=axis)
        behind = np.flip(np.logical_or.accumulate(np.flip(product, axis), axis=axis), axis)
        inside &= before & behind
    return product | inside, shadow & ~inside
