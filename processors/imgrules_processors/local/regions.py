"""Splitting the working picture into product and backdrop, shadows counting as backdrop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.bars import bars
from imgrules_processors.local.creases import without_creases
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.glow import glowing
from imgrules_processors.local.holes import Openings, find_openings
from imgrules_processors.local.masks import (
    closed,
    enclosed,
    frame_edge,
    grow,
    opened,
    outline,
    pieces,
    reached,
)
from imgrules_processors.local.thin import thin_parts

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
THIN, SEAM = 0.003, 0.5
"""Half the width of a seam as a share of the long side, and its contrast against the product's."""
MOSTLY, SHARP = 0.6, 0.5
"""Share of a shaded spot with product all round, and of its outline on edges, to be product."""
STRAY = 0.3
"""Weight against the heaviest piece under which a piece at the frame is not the product's."""
CLOSE = 0.03
"""Share of the long side within which smaller pieces belong to the product."""


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Disjoint masks at working size.

    ``doubtful``: enclosed areas of the product that could be either. ``thin``: its thin lines in
    the backdrop's hue.
    """

    product: Mask
    backdrop: Mask
    holes: Mask
    doubtful: Mask
    thin: Mask


def split(evidence: Evidence, lab: Floats, backdrop: Floats) -> Regions:
    """Flood the backdrop from the frame, open the product's gaps, drop what is dust."""
    ground = (evidence.like | evidence.shade) & ~evidence.edges
    ground |= evidence.shade & evidence.coloured
    bare = flood(ground, evidence)
    solid = bars(evidence)
    bare &= ~solid
    bare |= glowing(bare, evidence, lab, backdrop)
    whole = without_dust(without_seams(~bare, evidence), evidence)
    whole = without_creases(whole, ~bare & ~whole, evidence)
    inside = closed_in(bare & ~evidence.like & ~evidence.coloured, whole, evidence.edges)
    inside = healed(inside, whole)
    whole |= inside
    inside |= solid
    found: Openings = find_openings(ground & whole & ~inside, whole, evidence, lab, backdrop)
    product = without_dust(whole & ~found.open, evidence)
    thin = thin_parts(product, evidence)
    product |= thin
    holes = found.open & ~product
    return Regions(product, ~product & ~holes, holes, found.doubtful & product, thin)


def flood(ground: Mask, evidence: Evidence) -> Mask:
    """Return what can be reached from the frame over backdrop and soft shadow, by wide ways."""
    gap = max(LEAST_GAP, round(GAP * max(ground.shape)))
    seeds = frame_edge((ground.shape[0], ground.shape[1])) & evidence.like
    found = reached(~closed(~ground, gap), seeds)
    for _ in range(gap):
        found = grow(found, 1) & ground & evidence.like | found
    # The outer half of an edge is backdrop still; matting looks at it again.
    return found | (evidence.like & grow(found, 2))


def closed_in(spots: Mask, product: Mask, edges: Mask) -> Mask:
    """Return the sharp-edged spots with product on all four sides: no shadow falls there."""
    inside = spots.copy()
    for axis in (0, 1):
        before = np.logical_or.accumulate(product, axis=axis)
        behind = np.flip(np.logical_or.accumulate(np.flip(product, axis), axis=axis), axis)
        inside &= before & behind
    found = pieces(spots)
    mostly = found.counts(inside) >= MOSTLY * np.maximum(1, found.areas())
    rim = outline(spots)
    sharp = found.counts(rim & grow(edges, 2)) >= SHARP * np.maximum(1, found.counts(rim))
    return inside & found.select(mostly & sharp)


def healed(inside: Mask, whole: Mask) -> Mask:
    """Add the slits and pinholes between what was closed in: they are folds, not gaps."""
    if not inside.any():
        return inside
    joined = whole | inside
    slits = closed(joined, LEAST_GAP) & grow(inside, LEAST_GAP) & ~joined
    holes = enclosed(joined | slits)
    found = pieces(holes)
    rim = outline(holes)
    within = found.counts(rim & grow(inside, 2)) >= MOSTLY * np.maximum(1, found.counts(rim))
    return inside | slits | found.select(within)


def without_seams(whole: Mask, evidence: Evidence) -> Mask:
    """Drop thin faint lines that run to the frame: joints of boards, creases of cloth."""
    width = max(1, round(THIN * max(whole.shape)))
    thin = whole & ~opened(whole, width)
    if not thin.any() or thin.all():
        return whole
    found = pieces(thin)
    level = found.means(evidence.distance)
    faint = level < SEAM * float(np.median(evidence.distance[whole & ~evidence.like]))
    edge = frame_edge((whole.shape[0], whole.shape[1]), 2)
    return whole & ~found.select(faint & found.touching(edge))


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
    at_frame = found.touching(frame_edge((whole.shape[0], whole.shape[1]), 2))
    stray = at_frame & (weight < STRAY * weight[main])
    real = clear & ~shaded & ~stray & found.touching(core)
    kept = real & (weight >= PART * weight[main])
    kept[main] = True
    reach = max(2, round(CLOSE * max(whole.shape)))
    near = found.touching(grow(found.select(kept), reach) & core)
    large = areas >= max(6, SPECK * whole.size)
    return found.select(kept | (real & near & large))
