"""Splitting the picture into product, background, holes, shadow and islands."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.images.areas import Area, at_least, at_least_each, filled, median
from imgrules.images.difference import Difference
from imgrules.images.holes import off_white_holes, sharp_holes
from imgrules.images.shadow import Ground, find_shadow
from imgrules.images.window import Window

GAP = 2
"""Radius, working px, of gaps in an outline through which the background may not leak in."""
PART = 0.03
"""A piece this heavy against the biggest is part of the product, not an island."""
ENOUGH = 60
"""Levels from the backdrop of which no more are counted when pieces are weighed."""
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
    """Disjoint areas; what is in none of them is noise too small to name."""

    product: Area
    background: Area
    holes: Area
    shadow: Area
    islands: Area

    def placed(self, window: Window, *, around: bool = False) -> Layers:
        """Return the areas of a window on its picture; ``around``: all round it is background."""
        if window.is_whole:
            return self
        return Layers(
            self.product.placed(window),
            self.background.placed(window, around=around),
            self.holes.placed(window),
            self.shadow.placed(window),
            self.islands.placed(window),
        )


def find_layers(difference: Difference, rim: int, traces: int, *, on_white: bool) -> Layers:
    """Split by difference from the backdrop, softness of outlines and connection.

    ``rim``: working px round a sharp edge that compression may have disturbed; ``traces``: how
    far from the product faint remains are no shadow.
    """
    levels, low = difference.levels, difference.low
    other, strong = at_least_each(levels, (low, difference.high))
    background, enclosed = _background(other)
    edges = difference.edges.sharp(max(2, low))
    shadow = find_shadow(Ground(difference, other, strong, background, edges, rim))
    things = other - shadow - background
    if not things:
        # No product to cast a shadow: a product one level from white has no edge to be seen by.
        things, shadow = shadow, things
    things = _without_ringing(things, strong, rim)
    grain = GRAIN * difference.window.pixels
    things, shadow = _without_grain(things, shadow, grain)
    product, islands = _main(things, difference)
    product, shadow = _closed_in(product, shadow)
    product, shadow, islands = _with_soft_outline(product, shadow, islands, difference, rim)
    product, shadow = _without_traces(product, shadow, strong, traces, grain)
    shadow, islands = _without_specks(shadow, islands, grain)
    holes = sharp_holes(enclosed, edges, rim, difference.window.pixels) - product - islands
    within = enclosed - holes - islands
    product = product | within & filled(product) if within else product
    if on_white:
        unclean = off_white_holes(difference, product, edges)
        holes, product = holes | unclean, product - unclean
    return Layers(product, background - product, holes, shadow - product, islands)


def size_of(area: Area) -> int:
    """Return the number of the picture's pixels."""
    return area.shape[0] * area.shape[1]


def _background(other: Area) -> tuple[Area, Area]:
    """Return the backdrop connected to the frame, and backdrop-like areas that are not."""
    background = other.outside(GAP).grown(GAP) - other
    return background, other.rest() - background


def _without_ringing(things: Area, strong: Area, rim: int) -> Area:
    """Drop faint traces that only compression left around strong edges."""
    strong = strong & things
    if not strong:
        return things
    faint = things - strong.grown(rim)
    return strong | things & faint.grown(rim) if faint else strong


def _without_grain(things: Area, shadow: Area, least: float) -> tuple[Area, Area]:
    near = shadow.grown(2) & things if shadow else shadow
    if not near:
        return things, shadow
    found = things.pieces()
    grain = found.touching(near) & (found.areas() < least)
    specks = found.select(grain)
    return things - specks, shadow | specks


def _without_traces(
    product: Area, shadow: Area, strong: Area, traces: int, least: float
) -> tuple[Area, Area]:
    """Drop faint patches that stay by the product; give it small dark ones, which are its edge."""
    if not shadow:
        return product, shadow
    found = shadow.pieces()
    near = ~found.touching(shadow - product.grown(traces))
    small = found.areas() < least
    faint = ~found.touching(shadow & strong)
    kept = found.select(~near | ~(small | faint))
    return product | found.select(near & small & ~faint), kept


def _without_specks(shadow: Area, islands: Area, least: float) -> tuple[Area, Area]:
    """Call soft specks islands, unless they are fragments of a shadow worth the name."""
    if not shadow:
        return shadow, islands
    if (shadow.pieces().areas() >= least).any():
        return shadow, islands
    return shadow - shadow, islands | shadow


def _main(things: Area, difference: Difference) -> tuple[Area, Area]:
    """Separate the product, with its parts and what is close to it, from islands."""
    found = things.pieces()
    if found.count < 3:
        return things, things - things
    levels = difference.levels
    weight = found.sums(levels, ENOUGH)
    parts = weight >= PART * weight.max()
    reach = max(1, round(NEAR * max(difference.window.shape)))
    # Crumbs of a cut-out are pale beside the product; a lace or an earring is not.
    product = found.select(parts)
    like = things & at_least(levels, LIKE * median(levels, product))
    parts |= found.touching(product.grown(reach) & like)
    parts |= found.touching((product.grown(GAP + 3) | filled(product)) & things)
    product = found.select(parts)
    return product, things - product


def _with_soft_outline(
    product: Area, shadow: Area, islands: Area, difference: Difference, rim: int
) -> tuple[Area, Area, Area]:
    """Give a blurred product its outline back, which fades as a shadow does.

    Only a product with sharp outlines can be told from its shadow, and no shadow is dark all over.
    """
    if not shadow or not product:
        return product, shadow, islands
    dark = (shadow & at_least(difference.levels, DARK)).count() / shadow.count() > MOSTLY_DARK
    if not dark and not _is_blurred(product, difference, rim):
        return product, shadow, islands
    found = (product | shadow).pieces()
    whole = filled(found.select(found.touching(product)))
    return whole, shadow - whole, islands - whole


def _is_blurred(product: Area, difference: Difference, rim: int) -> bool:
    edge = product.outline()
    # Against the product's own contrast: grain within it has sharp edges as well.
    least = max(2, round(CLEAR * median(difference.levels, product)))
    sharp = edge & difference.edges.sharp(least).grown(rim + 2)
    return sharp.count() <= BLURRED * edge.count()


def _closed_in(product: Area, shadow: Area) -> tuple[Area, Area]:
    """Give back to the product what it has on all four sides: no shadow falls there."""
    inside = shadow & product.between() if shadow else shadow
    return product | inside, shadow - inside
