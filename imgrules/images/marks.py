"""Faint marks repeated over the picture: those that touch the product are no part of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imgrules.images.areas import Area, at_least, filled, median
from imgrules.images.layers import Layers
from imgrules.images.window import Window
from imgrules.images.working import Plane

FEWEST = 12
"""So many pieces beside the product, letters mostly, make a repeated mark."""
LEAST = 4
"""Working px of the smallest of them."""
FAINT = 0.6
"""Share of the product's typical contrast that the mark has at most."""
ALIKE = 0.25
"""Share of its darkness by which the pieces of one mark differ."""
MOSTLY = 0.75
"""Share of the pieces that must be alike: letters cut by the frame are paler."""
QUARTERS = 3
"""Of the picture, in which a repeated mark shows beside the product."""
LARGER = 6
"""Times the largest piece beside the product: joined letters are larger, parts are more so."""
EDGE = 1
"""Working px of antialiased edge round the product."""


def without_marks(layers: Layers, levels: Plane, window: Window) -> Layers:
    """Move the ends of repeated faint marks that stick out of the product to the islands."""
    if not layers.islands or not layers.product:
        return layers
    mark = _mark(layers.islands, levels, window)
    if mark is None or mark.level > FAINT * median(levels, layers.product):
        return layers
    strong = at_least(levels, np.floor(mark.level) + 1)
    ends = _ends(layers.product, strong, LARGER * mark.largest)
    return replace(layers, product=layers.product - ends, islands=layers.islands | ends)


@dataclass(frozen=True, slots=True)
class _Mark:
    level: float
    """Levels from the backdrop up to which a pixel may be the mark."""
    largest: int
    """Working px of its largest piece."""


def _mark(islands: Area, levels: Plane, window: Window) -> _Mark | None:
    """Look for many pieces, equally dark, in most quarters of the picture."""
    found = islands.pieces()
    areas = found.areas()
    chosen = areas >= LEAST
    if chosen.sum() < FEWEST:
        return None
    peaks = found.peaks(levels)[chosen]
    typical = float(np.median(peaks))
    alike = np.abs(peaks - typical) <= ALIKE * typical
    if alike.mean() < MOSTLY:
        return None
    if _quarters(found.select(chosen).placed(window).mask()) < QUARTERS:
        return None
    return _Mark((1 + ALIKE) * typical, int(areas.max()))


def _quarters(mask: NDArray[np.bool_]) -> int:
    rows, columns = mask.shape[0] // 2, mask.shape[1] // 2
    halves = (mask[:rows], mask[rows:])
    return sum(
        bool(part.any()) for half in halves for part in (half[:, :columns], half[:, columns:])
    )


def _ends(product: Area, strong: Area, largest: int) -> Area:
    """Return faint pieces of the product that only hang on to its strong parts."""
    body = filled((strong & product).grown(EDGE))
    found = (product - body).pieces()
    return found.select(found.areas() <= largest)
