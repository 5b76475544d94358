"""How far a found product may be trusted, 0-1."""

from __future__ import annotations

import numpy as np

from tests.reference.backdrop import Backdrop
from tests.reference.difference import Difference
from tests.reference.layers import Layers
from tests.reference.regions import bounding_box

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
    area = float(layers.product.mean())
    if not area:
        return 0.0
    trust = BASE[backdrop.kind] * min(1.0, backdrop.share / ENOUGH_BAND)
    trust /= 1 + (backdrop.noise / GRAIN) ** 2
    if area > 0.97 or area < 0.0005 or _scattered(layers):
        trust *= 0.5
    if max(backdrop.rgb) < DARK:
        trust *= 0.6
    return round(trust * _contrast(difference, layers), 2)


def _contrast(difference: Difference, layers: Layers) -> float:
    """Trust a product less that differs from the backdrop by a few levels only."""
    typical = float(np.median(difference.levels[layers.product]))
    return 1.0 if typical >= 2 * difference.low else 0.6


def _scattered(layers: Layers) -> bool:
    """Tell shreds across the frame, found where folds or scenery were taken for a product."""
    box = bounding_box(layers.product)
    if box is None:
        return True
    filled = layers.product.sum() + layers.holes.sum()
    return bool(filled < 0.05 * box[2] * box[3] and box[2] * box[3] > 0.5 * layers.product.size)
