"""Splitting the working picture into product and backdrop, shadows counting as backdrop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.holes import Openings, find_openings
from imgrules_processors.local.masks import closed, frame_edge, grow, pieces, reached

GAP = 0.007
"""Share of the long side: gaps in an outline up to twice as wide lead into the product, unless
what lies behind them proves to be backdrop."""
LEAST_GAP = 3
"""Working px."""
SPECK = 0.00002
"""Share of the picture under which a piece is dust."""
PART = 0.004
"""Weight against the heaviest piece from which a piece is part of the product wherever it lies."""
FAINT, LARGE = 0.35, 0.1
"""Share of the main piece's contrast a piece needs, unless it has this share of its size."""
CLOSE = 0.03
"""Share of the long side within which smaller pieces belong to the product."""


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Disjoint masks at working size. ``doubtful``: enclosed areas that could be either."""

    product: Mask
    backdrop: Mask
    holes: Mask
    doubtful: Mask


def split(evidence: Evidence, lab: Floats, backdrop: Floats) -> Regions:
    """Flood the backdrop from the frame, open the product's gaps, drop what is dust."""
    ground = (evidence.like | evidence.shade) & ~evidence.edges
    ground |= evidence.shade & evidence.coloured
    bare = flood(ground, evidence)
    whole = without_dust(~bare, evidence)
    inside = closed_in(bare & ~evidence.like & ~evidence.coloured, whole)
    whole |= inside
    found: Openings = find_openings(ground & whole & ~inside, whole, evidence, lab, backdrop)
    product = without_dust(whole & ~found.open, evidence)
    holes = found.open & ~product
    return Regions(product, ~product & ~holes, holes, found.doubtful & product)


def flood(ground: Mask, evidence: Evidence) -> Mask:
    """Return what can be reached from the frame over backdrop and soft shadow, by wide ways."""
    gap = max(LEAST_GAP, round(GAP * max(ground.shape)))
    seeds = frame_edge((ground.shape[0], ground.shape[1])) & evidence.like
    found = reached(~closed(~ground, gap), seeds)
    for _ in range(gap):
        found = grow(found, 1) & ground | found
    # The outer half of an edge is backdrop still; matting looks at it again.
    return found | (evidence.like & grow(found, 2))


def closed_in(spots: Mask, product: Mask) -> Mask:
    """Return what of the spots has the product on all four sides: no shadow falls there."""
    inside = spots.copy()
    for axis in (0, 1):
        before = np.logical_or.accumulate(product, axis=axis)
        behind = np.flip(np.logical_or.accumulate(np.flip(product, axis), axis=axis), axis)
        inside &= before & behind
    return inside


def without_dust(whole: Mask, evidence: Evidence) -> Mask:
    """Drop pieces that are too small, too faint beside the product or the backdrop's shade."""
    found = pieces(whole)
    if found.count < 2:
        return whole
    core = whole & ~evidence.like
    areas = found.areas()
    level = found.means(np.minimum(evidence.distance, 60.0))
    weight = level * areas
    main = int(weight.argmax())
    clear = (level >= FAINT * level[main]) | (areas >= LARGE * areas[main])
    shaded = found.counts(core & evidence.shade & evidence.coloured) > 0.7 * found.counts(core)
    real = clear & ~shaded & found.touching(core)
    kept = real & (weight >= PART * weight[main])
    kept[main] = True
    reach = max(2, round(CLOSE * max(whole.shape)))
    near = found.touching(grow(found.select(kept), reach) & core)
    large = areas >= max(6, SPECK * whole.size)
    return found.select(kept | (real & near & large))
