"""Splitting the working picture into product and backdrop, shadows counting as backdrop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules_processors.local._types import Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.holes import find_holes
from imgrules_processors.local.masks import closed, enclosed, frame_edge, grow, pieces, reached

GAP = 2
"""Radius, working px, of gaps in an outline through which the backdrop may not leak in."""
SPECK = 0.00002
"""Share of the picture under which a piece is dust."""
PART = 0.004
"""Weight against the heaviest piece from which a piece is part of the product wherever it lies."""
CLOSE = 0.03
"""Share of the long side within which smaller pieces belong to the product."""


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Disjoint masks at working size. ``doubtful``: enclosed areas that could be either."""

    product: Mask
    backdrop: Mask
    holes: Mask
    doubtful: Mask


def split(evidence: Evidence, lab: np.ndarray, backdrop: np.ndarray) -> Regions:
    """Flood the backdrop from the frame, open the product's holes, drop what is dust."""
    open_ground = flood(evidence)
    whole = ~open_ground
    whole = _without_dust(whole, evidence)
    holes, doubtful = find_holes(whole, evidence, lab, backdrop)
    product = whole & ~holes
    return Regions(product, ~whole, holes, doubtful)


def flood(evidence: Evidence) -> Mask:
    """Return what can be reached from the frame over backdrop and soft shadow."""
    ground = (evidence.like | evidence.shade) & ~evidence.edges
    seeds = frame_edge(ground.shape) & evidence.like
    wide = reached(~closed(~ground, GAP), seeds)
    found = grow(wide, GAP + 1) & (ground | (evidence.like & grow(wide, 1)))
    # The outer half of an edge is backdrop still; matting looks at it again.
    return found | (evidence.like & grow(found, 2))


def _without_dust(whole: Mask, evidence: Evidence) -> Mask:
    found = pieces(whole)
    if found.count < 2:
        return whole
    core = whole & ~evidence.like
    weight = found.means(np.minimum(evidence.distance, 30.0)) * found.areas()
    kept = (weight >= PART * weight.max()) & found.touching(core)
    reach = max(2, round(CLOSE * max(whole.shape)))
    near = found.touching(grow(found.select(kept), reach) & core)
    large = found.areas() >= max(6, SPECK * whole.size)
    return found.select(kept | (near & large))


def hollow(product: Mask) -> Mask:
    """Return what the product encloses."""
    return enclosed(product)
