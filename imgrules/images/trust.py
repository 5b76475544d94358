"""How far a found product may be trusted, 0-1."""

from __future__ import annotations

from imgrules.images.areas import is_median_at_least
from imgrules.images.backdrop import Backdrop
from imgrules.images.difference import Difference
from imgrules.images.layers import Layers

BASE = {"white": 0.95, "near-white": 0.9, "plain": 0.9, "graded": 0.8, "real": 0.25}
"""By kind of backdrop."""
ENOUGH_BAND = 0.75
"""Share of the border band that shows the backdrop when a product stands free or is cropped."""
GRAIN = 3.0
"""Noise, ΔE, at which half the trust is gone."""
DARK = 50
"""Channel level under which the product's own shadows drown in the backdrop."""


def confidence(backdrop: Backdrop, difference: Difference, layers: Layers) -> float:
    """Multiply what speaks for and against the mask; 0 without a product."""
    pixels = difference.window.pixels
    area = layers.product.count() / pixels
    if not area:
        return 0.0
    trust = BASE[backdrop.kind] * min(1.0, backdrop.share / ENOUGH_BAND)
    trust /= 1 + (backdrop.noise / GRAIN) ** 2
    if area > 0.97 or area < 0.0005 or _scattered(layers, pixels):
        trust *= 0.5
    if max(backdrop.rgb) < DARK:
        trust *= 0.6
    return round(trust * _contrast(difference, layers), 2)


def _contrast(difference: Difference, layers: Layers) -> float:
    """Trust a product less that differs from the backdrop by a few levels only."""
    least = 2 * difference.low
    return 1.0 if is_median_at_least(difference.levels, layers.product, least) else 0.6


def _scattered(layers: Layers, pixels: int) -> bool:
    """Tell shreds across the frame, found where folds or scenery were taken for a product."""
    box = layers.product.box()
    if box is None:
        return True
    filled = layers.product.count() + layers.holes.count()
    spanned = box[2] * box[3]
    return filled < 0.05 * spanned and spanned > 0.5 * pixels
