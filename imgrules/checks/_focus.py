"""How soft the product is: the blur of its edges, for a product 1000 px long."""

from __future__ import annotations

import math
from dataclasses import dataclass

from imgrules.checks._area import Area
from imgrules.checks._edge_blur import EdgeBlur, edge_blur, surely_sharp
from imgrules.checks._levels import Levels
from imgrules.checks._on_subject import Product

LONG_SIDE = 1000
NEAR = 850
"""Length that halving may bring it to; shorter, sharp and soft can no longer be told alike."""
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

    What is not surely sharp there is read at 1000 px after all: softness hangs on the size.
    """
    return _sharp_at_half(product) or _at_full_length(product)


def _sharp_at_half(product: Product) -> Focus | None:
    levels = _near_half(product)
    if levels is None:
        return None
    size = max(levels[0].shape)
    area = _inside(product, size) if product.trusted else product.area
    found = surely_sharp(levels, area, sharp=SAMPLING)
    if found is None:
        return None
    return Focus(0.0, "inside" if product.trusted else "picture", found.edges, size)


def _at_full_length(product: Product) -> Focus:
    levels = _at_length(product)
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
    inside = edge_blur(levels, _inside(product, size), sharp=SAMPLING)
    if inside.sigma is not None and inside.sigma * 1000 / size < SHADING:
        return "inside", inside
    outline = edge_blur(levels, product.with_outline, sharp=SAMPLING)
    return ("outline" if outline.sigma is not None else "none"), outline


def _inside(product: Product, size: int) -> Area:
    """Return the product without its outline, by the length it is looked at."""
    return product.inside(max(3, size // 50) * max(product.shape) / size)


def _in_thousandths(sigma: float | None, size: int) -> float | None:
    """Blur beyond what sampling explains, for a product 1000 px long."""
    if sigma is None:
        return None
    return math.sqrt(max(0.0, sigma * sigma - SAMPLING * SAMPLING)) * 1000 / size
