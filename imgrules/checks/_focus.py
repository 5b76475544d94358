"""How soft the product is: the blur of its edges, for a product 1000 px long."""

from __future__ import annotations

import math
from dataclasses import dataclass

from imgrules.checks._edge_blur import EdgeBlur, edge_blur
from imgrules.checks._levels import Levels
from imgrules.checks._on_subject import Product

LONG_SIDE = 1000
NEAR = 850
"""Length that halving may bring it to; shorter, sharp and soft can no longer be told alike."""
CLEARLY = 0.8
"""Blur, for a product 1000 px long, below which a halved product is taken for sharp."""
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
    """Read the product at 1000 px, or as long as it is; a sharp one at its half, if that is near.

    What is not clearly sharp there is read at 1000 px after all: softness hangs on the size.
    """
    half = _near_half(product)
    if half is not None:
        found = _focus_at(product, half)
        if found.blur is not None and found.blur < CLEARLY:
            return found
    return _focus_at(product, _at_length(product))


def _focus_at(product: Product, levels: Levels) -> Focus:
    size = max(levels[0].shape)
    evidence, found = _read(product, levels, size)
    return Focus(_in_thousandths(found.sigma, size), evidence, found.edges, size)


def _near_half(product: Product) -> Levels | None:
    """Return the product halved to somewhat less than 1000 px, which costs little."""
    length = max(product.shape)
    if length <= LONG_SIDE:
        return None
    halves = _halves(length) + 1
    return Levels(product.levels[halves]) if length >> halves >= NEAR else None


def _at_length(product: Product) -> Levels:
    length = max(product.shape)
    if length <= LONG_SIDE:
        return product.levels
    return Levels(product.levels[_halves(length)].shrunk(LONG_SIDE))


def _halves(length: int) -> int:
    """Return how often it can be halved and stay as long as wanted."""
    return int(math.log2(length / LONG_SIDE))


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
