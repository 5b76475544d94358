"""By how much a picture seems to have been enlarged: from its edges, and from its finest detail."""

from __future__ import annotations

import math
from dataclasses import dataclass

from imgrules.checks._detail import detail_of
from imgrules.checks._edge_blur import edge_blur
from imgrules.checks._on_subject import Product

OWN = 0.41
"""Variance, px, of an edge in a picture that was never enlarged."""
SPREAD = 0.35
"""Sigma, px, that each time of enlarging adds to it: between bilinear and Lanczos."""
AGREE = 2.0
"""Times the edges' answer up to which missing detail is believed: a smooth thing has none."""
SHARP = 0.75
"""Sigma, px, of edges that nothing but a hair has been added to."""
RIM = 2
"""Pixels of the outline that the detail leaves out: they are mixed with the backdrop."""


@dataclass(frozen=True, slots=True)
class Enlarging:
    """``factor``: 1 for none; None where neither edges nor detail could be judged."""

    factor: float | None
    edges: int
    """Edge pixels read; the factor is read from detail alone where they were too few."""
    blocks: int


def enlarging_of(product: Product) -> Enlarging:
    """Read edges, the outline as well, and the detail on the product."""
    found = edge_blur(product.levels, product.with_outline, sharp=SHARP)
    inner = product.inside(RIM) if product.trusted else product.area
    sharp = found.sigma is not None and found.sigma <= SHARP
    detail = detail_of(product.levels, inner, copies=not sharp)
    if found.sigma is None:
        return Enlarging(detail.factor, found.edges, detail.blocks)
    factor = max(1.0, math.sqrt(max(0.0, found.sigma**2 - OWN)) / SPREAD)
    if detail.factor is not None:
        factor = max(factor, min(detail.factor, AGREE * factor))
    return Enlarging(round(factor, 2), found.edges, detail.blocks)
