"""When a backdrop is better left alone: what would be wiped away, or cut into."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules.ext import Declined
from imgrules_processors._ground import NEAR, Ground
from imgrules_processors._masks import filled, grow, outline, sharp_edges
from imgrules_processors.fill import Mask, most

SEEN, GRAIN = 5.0, 6.0
"""Levels of rise from which an edge on the backdrop is one; and against its grain."""
SPECK, DUST = 0.012, 40.0
"""Share of the long side, and levels from the backdrop, up to which a mark is dust."""
BUSY = 0.01
"""Share of the backdrop that sharp edges may take."""
ROUND = 0.06
"""Share of the long side round the product that is near it."""
LOST = 0.08
"""Length of sharp edges near the product against its outline: parts of it that were not found."""
STRAY = 0.05
"""Length of sharp edges further away against the long side."""
BLACK, MOST_BLACK = 0.45, 0.01
"""Brightness against the backdrop's that no soft shadow has, and the share of the product's area
that may be so dark beside it."""
MERGED, MOST_MERGED = 10.0, 0.2
"""Levels under which product and backdrop cannot be told apart, and the share of the outline."""
FAINT, MOST_SOFT = 40.0, 0.08
"""Levels from the backdrop that a product has somewhere behind its outline, and the share of the
outline that may have less and be soft, as a shadow's is."""


def refuse(ground: Ground) -> None:
    """Raise Declined where whitening would damage the product or leave remains."""
    edges = sharp_edges(
        cast("np.ndarray", cv2.GaussianBlur(ground.small, (0, 0), 0.8)),
        max(SEEN, GRAIN * ground.noise),
    )
    _refuse_things(ground, edges)
    _refuse_black(ground)
    _refuse_merged(ground)
    _refuse_shade(ground, edges)


def _refuse_things(ground: Ground, edges: Mask) -> None:
    """Refuse to wipe away what is neither backdrop nor soft shadow."""
    free = ~grow(ground.solid, NEAR)
    things = edges & free
    things &= ~_dust(things, ground)
    if things.sum() > BUSY * free.sum():
        raise Declined("the backdrop is not plain: there are folds, lines or things on it")
    near = things & grow(ground.solid, max(NEAR, round(ROUND * max(edges.shape))))
    if near.sum() > LOST * outline(filled(ground.solid)).sum():
        raise Declined("parts of the product, or its reflection, cannot be told from the backdrop")
    if (things & ~near).sum() > STRAY * max(edges.shape):
        raise Declined("there are marks or lines on the backdrop beside the product")


def _dust(edges: Mask, ground: Ground) -> Mask:
    """Mark what is small and faint: it may go."""
    joined = grow(edges, 1)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined.view(np.uint8))
    size = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1)
    strongest = np.zeros(count, np.float32)
    np.maximum.at(strongest, labels[joined], ground.away[joined])
    # An edge is marked on both sides of the step, and was widened to join its pieces.
    dust = (size <= max(6, SPECK * max(edges.shape)) + 6) & (strongest < DUST)
    dust[0] = False
    return cast("Mask", np.take(dust, labels))


def _refuse_black(ground: Ground) -> None:
    dark = most(ground.small) < BLACK * most(ground.surface)
    dark &= ~grow(ground.solid, NEAR)
    if dark.sum() > MOST_BLACK * ground.solid.sum():
        raise Declined("a shadow is so dark that it cannot be told from the product")


def _refuse_merged(ground: Ground) -> None:
    edge = outline(ground.solid, within=True)
    if not edge.any():
        return
    # The most of what lies behind: an edge pixel itself is half backdrop.
    merged = float((_behind(ground, 7)[edge] < MERGED + 2 * ground.noise).mean())
    if merged > MOST_MERGED:
        raise Declined(
            "the product is as bright as the backdrop along "
            f"{100 * merged:.0f} % of its outline, so whitening would eat into it"
        )


def _refuse_shade(ground: Ground, edges: Mask) -> None:
    """Refuse where what is taken for the product holds some of its soft shadow.

    Cut off at the outline it would stand on the white as a grey blot.
    """
    edge = outline(filled(ground.solid), within=True)
    soft = edge & (_behind(ground, 13) < FAINT) & ~grow(edges, 2)
    if soft.sum() > MOST_SOFT * edge.sum():
        raise Declined("the product's soft shadow cannot be told from the product")


def _behind(ground: Ground, window: int) -> np.ndarray:
    """Return the most that the product differs from the backdrop within the window."""
    inside = np.where(ground.solid, ground.away, 0).astype(np.float32)
    return cast("np.ndarray", cv2.dilate(inside, np.ones((window, window), np.uint8)))
