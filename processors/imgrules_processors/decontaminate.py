"""Freeing the colours of a soft edge from the backdrop that shines through them."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules_processors.fill import Floats, Mask, Plane, read, shrink, spread

OPAQUE = 0.995
"""Alpha from which a pixel is the product's own and stays as it is."""
WORKING = 1000
"""Longest side on which neighbouring colours are looked for: they vary slowly along an edge."""
TRUST = 0.08
"""How much the product's neighbouring colours weigh against the pixel's own equation."""
MARGIN = 24
"""Working px round the soft edge in which sure product and sure backdrop are looked for."""


def decontaminate(rgb: Plane, alpha: Floats, backdrop: Plane | None) -> Plane:
    """Return the product's own colours, height × width × 3, where it covers pixels in part.

    ``alpha``: 0-1, height × width. ``backdrop``: what lies behind, or None to carry it over from
    beside the product. Pixels with alpha over 0.995, and those with 0, are returned bit for bit.

    Solves C = aF + (1-a)B for F, drawn towards the sure product nearby as far as a small ``a``
    leaves F open: the second step of Forte's blur fusion (Approximate Fast Foreground Colour
    Estimation, 2021) with the sure neighbours in place of its first. In the values as stored, not
    in linear light: there the alpha was found and there it is laid on the new colour, so that
    both errors cancel.
    """
    edge = (alpha > 0) & (alpha < OPAQUE)
    if not edge.any():
        return rgb
    window = _window(edge)
    inner = None if backdrop is None else backdrop[window]
    freed = rgb.copy()
    freed[window] = _freed(rgb[window], alpha[window], edge[window], inner)
    return freed


def _window(edge: Mask) -> tuple[slice, slice]:
    margin = MARGIN * _factor(edge.shape)
    rows, columns = np.nonzero(edge)
    return _span(rows, margin), _span(columns, margin)


def _span(places: NDArray[np.intp], margin: int) -> slice:
    return slice(max(0, int(places.min()) - margin), int(places.max()) + 1 + margin)


def _factor(shape: tuple[int, ...]) -> int:
    return max(1, round(max(shape) / WORKING))


def _freed(rgb: Plane, alpha: Floats, edge: Mask, backdrop: Plane | None) -> Plane:
    rows, columns = np.nonzero(edge)
    near, behind = _neighbours(rgb, alpha, backdrop)
    product = read(near, rows, columns, alpha.shape)
    ground = read(behind, rows, columns, alpha.shape)
    if backdrop is not None:
        ground = backdrop[rows, columns].astype(np.float32)
    colour, share = rgb[rows, columns].astype(np.float32), alpha[rows, columns, None]
    unexplained = colour - share * product - (1 - share) * ground
    own = product + share * unexplained / (share * share + TRUST)
    freed = rgb.copy()
    freed[rows, columns] = np.clip(np.rint(own), 0, 255).astype(np.uint8)
    return freed


def _neighbours(rgb: Plane, alpha: Floats, backdrop: Plane | None) -> tuple[Floats, Floats]:
    """Carry sure product outwards and, where no backdrop is given, sure backdrop inwards."""
    factor = _factor(alpha.shape)
    colours, share = shrink(rgb, factor), shrink(alpha, factor)
    near = spread(colours, _sure(share))
    if backdrop is None:
        return near, spread(colours, _sure(1 - share))
    return near, shrink(backdrop, factor)


def _sure(share: Floats) -> Floats:
    """Weigh sure pixels fully; where a thin part has none, its most covered pixels speak."""
    certain = np.clip((share - 0.95) / 0.05, 0, 1)
    inner = cast("Floats", cv2.erode(certain, np.ones((3, 3), np.uint8)))
    weight: Floats = np.maximum(0.02 * certain, inner) + 1e-4 * share**4
    return weight
