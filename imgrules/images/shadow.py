"""Telling soft shadows from product: a shadow has the backdrop's hue and no sharp outline."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.images.areas import Area, at_least, at_least_each
from imgrules.images.difference import Difference
from imgrules.images.working import square

THICKNESSES = (4, 2, 1)
"""Radii, px, by which outlines are thickened in turn."""
NARROW_SHADOW = 16
"""Depth, px, of what may pass for shadow through less thickened outlines: no product's inside."""
RIDGES = (20, 45, 90)
"""Levels from the backdrop at which an enclosing ridge is looked for."""
RIDGE_GAP = 2
"""Radius, px, of gaps in such a ridge."""
SOFT_OUTLINE = 0.75
"""So much of a shadow's outline towards the backdrop fades; a product's does not."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What shadows are looked for on."""

    difference: Difference
    other: Area
    """What differs from the backdrop at all."""
    strong: Area
    """What differs by more than compression leaves beside an edge."""
    background: Area
    edges: Area
    rim: int
    """Working px round a sharp edge that compression may have disturbed."""


def find_shadow(ground: Ground) -> Area:
    """Return the soft darkening that fades into the background.

    An outline is rarely closed: it is thickened, so that a gap in it is no door from the shadow
    into the product. What only a thinner outline lets through must stay near the background.
    """
    candidate = _candidates(ground)
    shadow = candidate - candidate
    for thickness in THICKNESSES:
        left = candidate - shadow
        if not left:
            return shadow
        start = ground.background | shadow
        fading = _fading(left, start, ground, thickness)
        if thickness != THICKNESSES[0]:
            fading = fading - _deep(fading, start)
        shadow = shadow | fading
    return shadow | _tails(candidate - shadow, shadow, ground)


def _candidates(ground: Ground) -> Area:
    difference, edges = ground.difference, ground.edges
    fringe = (edges & ground.strong).grown(ground.rim) - ground.strong
    darker = difference.tinted & ground.other
    return _without_basins(darker - ground.background - edges - fringe, ground)


def _without_basins(candidate: Area, ground: Ground) -> Area:
    """Drop what is lighter than everything round it: a shadow only gets darker inwards.

    A white product in a shadow of its own is such a basin.
    """
    if not candidate:
        return candidate
    left = candidate
    lighter = tuple(0.75 * height for height in RIDGES)
    found = at_least_each(ground.difference.levels, (*lighter, *RIDGES))
    for dark, ridge in zip(found[: len(RIDGES)], found[len(RIDGES) :], strict=True):
        light = candidate - dark
        if light:
            left = left - (light - (ridge | ground.edges).outside(RIDGE_GAP))
    return left


def _fading(candidate: Area, start: Area, ground: Ground, thickness: int) -> Area:
    """Keep the pieces whose outline towards ``start`` is soft."""
    reach = thickness + 1
    nothing = candidate - candidate
    clear, near = candidate - ground.edges.grown(thickness), start.grown(reach)
    if not clear & near:
        return nothing
    found = clear.pieces()
    fading = found.counts(near)
    beside = start.grown(ground.rim + reach) & ground.edges
    # Only outlines near what fades at all count for it.
    beside = beside & found.select(fading > 0).swept(square(reach + 1))
    hard = found.around(beside, reach + 1) if beside else 0
    soft = (fading > 0) & (fading >= SOFT_OUTLINE * (fading + hard))
    return found.select(soft).grown(reach) & candidate if soft.any() else nothing


def _deep(area: Area, start: Area, depth: int = NARROW_SHADOW) -> Area:
    """Return the pieces that go further than ``depth`` px from ``start``."""
    far = area - start.grown(depth) if area else area
    if not far:
        return far
    found = area.pieces()
    return found.select(found.touching(far))


def _tails(left: Area, shadow: Area, ground: Ground) -> Area:
    """Keep faint ends of a shadow that a corner of the product cut off from it."""
    near = left & shadow.grown(ground.rim + 2) if left and shadow else left - left
    if not near:
        return near
    difference = ground.difference
    found = left.pieces()
    tails = found.touching(near)
    tails &= ~found.touching(left & at_least(difference.levels, 2 * difference.high))
    tail = found.select(tails)
    return tail - _deep(tail, ground.background, NARROW_SHADOW // 2)
