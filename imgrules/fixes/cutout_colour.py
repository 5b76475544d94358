"""Faults of a cut-out that colours show: holes, half transparent insides, rims of backdrop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np

from imgrules.fixes.cutout_view import CLEAR, View
from imgrules.images.edges import sharp_edges
from imgrules.images.regions import Mask, Pieces, filled, outline, pieces
from imgrules.images.working import Floats, grow

EDGE = 0.008
"""Share of the long side from the outline over which alpha may be in between."""
MOST_HALF = 0.05
"""Share of the inside that may be half transparent."""
LEAST_HOLE = 0.001
"""Share of the product's area from which a hole counts."""
SAME, CALM = 3.0, 1.5
"""Levels from the backdrop up to which an area shows it, at most and in the middle."""
WALL, WALLED = 40.0, 0.85
"""Levels of what surrounds a hole, and the share of its outline so walled."""
DIFFERENT = 16.0
"""Levels from the backdrop from which a hole shows something else."""
TOLD = 48.0
"""Levels between product and backdrop from which a rim's colour tells which of them it is."""
HALO = 0.65
"""Share of the backdrop in a rim's colour from which it is a halo."""
ALIKE = 12.0
"""Levels from the backdrop's colour that it may be."""
MOST_HALO = 0.25
"""Share of the outline that may have one."""
EDGE_RISE = 4.0
"""Levels by which the picture changes within 5 working px across the product's outline."""
MOST_UNSEEN = 0.04
"""Share of the outline that may lie where it does not."""
LEFT_RISE = 5.0
"""Levels of an edge that was left behind; more where the backdrop is grainy."""
BESIDE = 0.06
"""Share of the long side from the cut-out in which it is looked for."""
MOST_LEFT, MORE_THAN_FAR, CALM_BACKDROP = 0.08, 3.0, 0.003
"""Length of such edges against the outline; how much denser they are than far away; and the
density there from which the backdrop has edges of its own."""
PART = 0.01
"""A piece with less than this share of the largest piece's area has no rim to speak of."""
RIM, DEEP = 2, 5
"""Working px from the outline: the rim lies within, the product's own colour behind."""


def faults(view: View) -> Iterator[str]:
    """Yield the faults in words."""
    yield from _half_transparent(view)
    yield from _closed(view)
    yield from _punched(view)
    main = _main(view)
    yield from _unseen(view, main)
    yield from _left_out(view)
    yield from _rim(view, main)


def _half_transparent(view: View) -> Iterator[str]:
    rim = max(3, round(EDGE * view.long))
    inside = filled(view.solid) & ~grow(view.alpha < 0.1, rim)
    half = inside & (view.alpha > 0.1) & (view.alpha < 0.9)
    share = float(half.sum() / max(1, inside.sum()))
    if share > MOST_HALF:
        yield (
            f"{100 * share:.0f} % of the product's inside is half transparent "
            f"(at most {100 * MOST_HALF:g} %)"
        )


def _closed(view: View) -> Iterator[str]:
    """Backdrop that shows between straps or inside a ring must be open."""
    like = (view.alpha > 0.9) & (view.away <= SAME + 2 * view.noise)
    found = pieces(~grow(~like, 1))
    share = sum(
        float(area.sum()) for area in _large(found, view) if _shows_backdrop(view, area)
    ) / float(view.solid.sum())  # fmt: skip
    if share:
        yield f"backdrop is left in holes of the product, {100 * share:.1f} % of its area"


def _large(found: Pieces, view: View) -> Iterator[Mask]:
    least = max(12.0, LEAST_HOLE * float(view.solid.sum()))
    for label in np.flatnonzero(found.areas() >= least):
        yield found.labels == label


def _shows_backdrop(view: View, area: Mask) -> bool:
    if float(np.median(view.away[area])) > CALM + view.noise:
        return False
    ring = grow(area, 4) & ~grow(area, 3)
    wall = cv2.dilate(view.away, np.ones((5, 5), np.uint8))
    return float((wall[ring] >= WALL).mean()) >= WALLED


def _punched(view: View) -> Iterator[str]:
    """Find holes that show neither backdrop nor its shadow: a white dial is no hole."""
    enclosed = ~view.solid & filled(view.solid) & (view.alpha < 0.5)
    share = 0.0
    other = (view.away > DIFFERENT + 2 * view.noise) & ~view.shaded
    for area in _large(pieces(enclosed), view):
        inner = area & ~grow(view.solid, 2)
        if inner.any() and float(other[inner].mean()) > 0.5:
            share += float(area.sum()) / float(view.solid.sum())
    if share:
        yield (f"the cut-out has holes where the product goes on, {100 * share:.1f} % of its area")


def _main(view: View) -> Mask:
    found = pieces(view.solid)
    return found.select(found.areas() >= PART * found.areas().max())


def _unseen(view: View, main: Mask) -> Iterator[str]:
    """Find where the outline cuts through an even area: a product has an edge of its own."""
    edge = outline(main)
    edge[[0, -1]] = edge[:, [0, -1]] = False
    unseen = float((view.rise[edge] < EDGE_RISE + 4 * view.noise).mean()) if edge.any() else 0.0
    if unseen > MOST_UNSEEN:
        yield (
            f"along {100 * unseen:.0f} % of its outline the cut-out ends where the picture has no "
            f"edge (at most {100 * MOST_UNSEEN:.0f} %)"
        )


def _left_out(view: View) -> Iterator[str]:
    """Find sharp edges beside the cut-out on a backdrop that has none further away.

    A thin rung, a bristle, a bright part that was taken for backdrop leaves its edge behind.
    """
    clear = view.alpha < CLEAR
    grain = np.abs(view.away - cv2.GaussianBlur(view.away, (0, 0), 1.2))
    noise = float(np.median(grain[clear])) / 0.67 if clear.any() else 0.0
    smooth = cv2.GaussianBlur(np.clip(view.away, 0, 255), (0, 0), 0.8).astype(np.uint8)
    edges = sharp_edges(smooth, round(max(LEFT_RISE, 6 * noise))) & ~grow(~clear, 4)
    edges &= ~view.of_backdrop  # a crease or a shadow's border, not a part
    near = ~grow(~clear, 4) & grow(view.solid, max(5, round(BESIDE * view.long)))
    far = clear & ~near & ~grow(~clear, 4)
    length = float((edges & near).sum() / max(1, outline(filled(view.solid)).sum()))
    beside, away = (float((edges & part).sum() / max(1, part.sum())) for part in (near, far))
    if length > MOST_LEFT and beside > MORE_THAN_FAR * away and away < CALM_BACKDROP:
        yield (
            "edges are left beside the cut-out, "
            f"{100 * length:.0f} % of its outline long (at most {100 * MOST_LEFT:.0f} %): "
            "parts of the product may be missing"
        )


def _rim(view: View, main: Mask) -> Iterator[str]:
    """Compare the rim's own colour with the product behind it and the backdrop beside it."""
    from imgrules_processors.fill import spread

    rim = main & grow(~view.solid, RIM)
    deep = (view.alpha > 0.98) & ~grow(view.alpha < 0.1, DEEP)
    inner = spread(view.rgb, cast("Floats", deep.astype(np.float32)))[rim]
    outer = view.behind[rim]
    across = outer - inner
    length = (across * across).sum(axis=1)
    told = length >= TOLD * TOLD
    if not told.any():
        return
    own = view.own[rim]
    share = ((own - inner) * across).sum(axis=1)[told] / length[told]
    # A light sole on a grey backdrop lies in its direction, but not at its colour.
    like = np.abs(own - outer).max(axis=1)[told] < ALIKE + 2 * view.noise
    halo = float(((share > HALO) & like).mean())
    if halo > MOST_HALO:
        yield (
            f"the backdrop's colour is left along {100 * halo:.0f} % of the outline "
            f"(at most {100 * MOST_HALO:.0f} %)"
        )
