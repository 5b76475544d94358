"""How soft the product is: the blur of its edges, for a product 1000 px long."""

from __future__ import annotations

import math
from dataclasses import dataclass

from imgrules.checks._edge_blur import EdgeBlur, edge_blur
from imgrules.checks._levels import Levels
from imgrules.checks._on_subject import Product

LONG_SIDE = 1000
NEAR = 850
"""Length that halving may bring it to, which costs little."""
SAMPLING = 0.9
"""Edges of sharp pictures measure up to this many pixels, from sampling and resizing alone."""
SHADING = 15.0
"""Edges softer than this, on a product 1000 px long, are the shading of a smooth one."""


@dataclass(frozen=True, slots=True)
class Focus:
    """``blur``: sigma in pixels of a product 1000 px long; None where there are too few edges."""

    blur: float | None
    evidence: str
    """``inside``, ``outline`` or ``none``; ``picture`` where the product could not be told."""
    edges: int
    size: int
    """Length of the product in pixels as it was looked at."""


def focus_of(product: Product) -> Focus:
    """Read the product at 1000 px, or as long as it is."""
    levels = _at_length(product)
    size = max(levels[0].shape)
    evidence, found = _read(product, levels, size)
    return Focus(_in_thousandths(found.sigma, size), evidence, found.edges, size)


def _at_length(product: Product) -> Levels:
    length = max(product.shape)
    if length <= LONG_SIDE:
        return product.levels
    halves = int(math.log2(length / LONG_SIDE))
    if length >> (halves + 1) >= NEAR:
        return Levels(product.levels[halves + 1])
    return Levels(product.levels[halves].shrunk(LONG_SIDE))


def _read(product: Product, levels: Levels, size: int) -> tuple[str, EdgeBlur]:
    if not product.trusted:
        return "picture", edge_blur(levels, product.area, sharp=SAMPLING)
    inset = max(3, size // 50) * max(product.shape) / size
    inside = edge_blur(levels, product.inside(inset), sharp=SAMPLING)
    if inside.sigma is not None and inside.sigma * 1000 / size < SHADING:
        return "inside", inside
    outline = edge_blur(levels, product.with_outline, sharp=SAMPLING)
    return ("outline" if outline.sigma is not None else "none"), outline


def _in_thousandths(sigma: float | None, size: int) -> float | None:
    """Blur beyond what sampling explains, for a product 1000 px long."""
    if sigma is None:
        return None
    return math.sqrt(max(0.0, sigma * sigma - SAMPLING * SAMPLING)) * 1000 / size
