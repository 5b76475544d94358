"""The soft edge between product and backdrop, pixel by pixel at full size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules_processors._ground import Ground
from imgrules_processors.fill import Floats, Mask, Plane, most, read, spread

INSIDE, OUTSIDE = 3.0, 2.0
"""Working px from the outline over which the edge may be soft."""
THIN = 0.01
"""Weight of product pixels on the edge against those inside."""
FAINT = 6.0
"""Levels between product and backdrop under which only the outline's place tells them apart."""
CLEAR = 24.0
"""Levels from which colour alone tells."""
CUT = 0.06
"""Alpha taken for 0, and from 1 minus that for 1: grain and what compression leaves."""


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """``inner`` is surely product, at full size; the rest of the product lies on the soft edge.

    At ``rows``, ``columns``: ``alpha``, how much of the pixel is product, 0-1, and ``behind``, the
    backdrop's colour there with the shadow on it, 0-255.
    """

    inner: Mask
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    alpha: Floats
    behind: Floats

    @property
    def product(self) -> Mask:
        """Where the product covers more than half of a pixel."""
        mask = self.inner.copy()
        mask[self.rows, self.columns] = self.alpha > 0.5
        return mask


def soft_edge(rgb: Plane, ground: Ground) -> Edge:
    """Measure the edge of ``ground.solid`` in the full picture ``rgb``."""
    depth = _depth(ground.solid)
    kind = np.where(depth > INSIDE + 1, 2, np.where(depth < -OUTSIDE - 1, 0, 1)).astype(np.uint8)
    size = (rgb.shape[1], rgb.shape[0])
    full = cv2.resize(kind, size, interpolation=cv2.INTER_NEAREST)
    rows, columns = np.nonzero(full == 1)
    product, behind = (read(plane, rows, columns, rgb.shape) for plane in _neighbours(ground))
    place = read(depth, rows, columns, rgb.shape)
    alpha = _alpha(rgb[rows, columns].astype(np.float32), product, behind, place, ground.noise)
    return Edge(full == 2, rows, columns, alpha, behind)


def _depth(solid: Mask) -> Floats:
    """Distance from the outline, working px: positive inside. The frame is no outline."""
    inside = cv2.distanceTransform(_framed(solid), cv2.DIST_L2, 3)[1:-1, 1:-1]
    outside = cv2.distanceTransform(_plane(~solid), cv2.DIST_L2, 3)
    return cast("Floats", (inside - outside - np.where(solid, 0.5, -0.5)).astype(np.float32))


def _framed(solid: Mask) -> NDArray[np.uint8]:
    return cast(
        "NDArray[np.uint8]",
        cv2.copyMakeBorder(_plane(solid), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1),
    )


def _plane(mask: Mask) -> Plane:
    return mask.view(np.uint8)


def _neighbours(ground: Ground) -> tuple[Floats, Floats]:
    """Carry the product's colours outwards and the shaded backdrop's inwards."""
    small, solid = ground.small, ground.solid
    free = cv2.erode(_plane(~solid), np.ones((5, 5), np.uint8), borderValue=1)
    behind = spread(small, free.astype(np.float32))
    away = most(np.abs(small - behind)) / 255
    # Thin parts have no inside: there the pixels furthest from the backdrop speak.
    deep = cv2.erode(_plane(solid), np.ones((5, 5), np.uint8), borderValue=1)
    weight = np.where(deep > 0, 1, np.where(solid, THIN * away**4, 0))
    return spread(small, weight.astype(np.float32)), behind


def _alpha(colour: Floats, product: Floats, behind: Floats, place: Floats, noise: float) -> Floats:
    """Compare each pixel's distance from the backdrop with the product's own."""
    whole = np.linalg.norm(product - behind, axis=1)
    part = np.linalg.norm(colour - behind, axis=1)
    grain = 2 * noise + 1
    by_colour = np.clip((part - grain) / np.maximum(whole - grain, 1), 0, 1)
    by_colour = np.clip((by_colour - CUT) / (1 - 2 * CUT), 0, 1)
    by_place = _rise(place, -0.8, 0.8)
    told = np.clip((whole - FAINT) / (CLEAR - FAINT), 0, 1)
    alpha = told * by_colour + (1 - told) * by_place
    most, least = _rise(place, -OUTSIDE, -OUTSIDE / 2), _rise(place, INSIDE / 2, INSIDE)
    return cast("Floats", np.clip(alpha, least, most).astype(np.float32))


def _rise(value: Floats, low: float, high: float) -> Floats:
    share = np.clip((value - low) / (high - low), 0, 1)
    return cast("Floats", share * share * (3 - 2 * share))
