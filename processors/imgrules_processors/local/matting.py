"""Soft edges: how much product each pixel of the outline holds, at full size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Bytes, Floats, Mask
from imgrules_processors.local.fill import spread_known
from imgrules_processors.local.masks import grow, opened, shrink
from imgrules_processors.local.picture import Picture, to_lab

FAINT = 5.0
"""ΔE between product and backdrop under which colour does not tell where the edge is."""
CLEAN_LOW, CLEAN_HIGH = 0.06, 0.94
"""Alpha below and above which a pixel is all backdrop, all product."""
BAND = 2
"""Working px on either side of the outline in which alpha is not yet known."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Colours at working size that lie under and over the outline, sRGB 0-255 as float32."""

    behind: Floats
    front: Floats
    contrast: Floats


def find_grounds(picture: Picture, product: Mask, thin: Mask, backdrop_rgb: Floats) -> Ground:
    """Carry the colours beside the outline, shadows included, across it.

    ``thin``: parts without an inside, which show their own colour in their middle.
    """
    rgb = picture.rgb.astype(np.float32)
    outside = ~grow(product, BAND + 1)
    behind, seen = spread_known(rgb, outside, (2.0, 5.0))
    behind += (1 - seen[..., None]) * backdrop_rgb
    inside = shrink(product, BAND) | (thin & (shrink(product, 1) | ~opened(product, 1)))
    front, seen = spread_known(rgb, inside, (1.2, 3.0, 8.0))
    front += (1 - seen[..., None]) * rgb
    lab = [to_lab(np.rint(np.clip(c, 0, 255)).astype(np.uint8)) for c in (front, behind)]
    contrast = np.sqrt(((lab[0] - lab[1]) ** 2).sum(axis=2))
    return Ground(behind, front, cast("Floats", contrast))


def soft_alpha(rgb: Bytes, product: Mask, ground: Ground) -> Floats:
    """Return alpha 0-1 at full size from the product's mask at working size."""
    height, width = rgb.shape[:2]
    smooth = cv2.GaussianBlur(product.astype(np.float32), (0, 0), 0.7)
    alpha = enlarged(cast("Floats", smooth), width, height)
    unsure = grow(product, BAND) & ~shrink(product, BAND)
    band = enlarged(unsure.astype(np.float32), width, height) > 0
    alpha[~band] = np.rint(alpha[~band])
    rows, columns = np.nonzero(band)
    if len(rows):
        alpha[rows, columns] = _in_band(rgb, alpha, ground, rows, columns)
    return alpha


def enlarged(values: Floats, width: int, height: int) -> Floats:
    """Return values of the working picture at full size."""
    if values.shape[:2] == (height, width):
        return values.copy()
    made = cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR)
    return cast("Floats", made)


def _in_band(
    rgb: Bytes, prior: Floats, ground: Ground, rows: np.ndarray, columns: np.ndarray
) -> Floats:
    height, width = rgb.shape[:2]

    def at(values: Floats) -> Floats:
        return cast("Floats", enlarged(values, width, height)[rows, columns])

    behind = at(ground.behind)
    across = at(ground.front) - behind
    here = rgb[rows, columns].astype(np.float32) - behind
    told = np.einsum("nc,nc->n", here, across)
    told /= np.maximum(np.einsum("nc,nc->n", across, across), 1.0)
    contrast = at(ground.contrast)
    trust = contrast**2 / (contrast**2 + FAINT**2)
    made = trust * np.clip(told, 0, 1) + (1 - trust) * prior[rows, columns]
    stretched = (made - CLEAN_LOW) / (CLEAN_HIGH - CLEAN_LOW)
    return cast("Floats", np.clip(stretched, 0, 1).astype(np.float32))
