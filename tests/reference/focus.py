"""The blur of the product's edges, read on the picture reduced in all three channels."""

from __future__ import annotations

import math

import cv2
import numpy as np

from imgrules.images.image import Image
from tests.reference.edge_blur import EdgeBlur, edge_blur
from tests.reference.on_subject import View, erode, product_view

LONG_SIDE = 1000
SAMPLING = 0.9
SHADING = 15.0


def score(image: Image) -> tuple[float | None, str]:
    """Return the score and what it rests on."""
    view = product_view(image, long_side=LONG_SIDE)
    evidence, found = _read(view)
    blur = _in_thousandths(found.sigma, max(view.rgb.shape[:2]))
    return (None if blur is None else round(1 / (1 + blur), 3)), evidence


def _read(view: View) -> tuple[str, EdgeBlur]:
    grey = view.grey
    if not view.trusted:
        return "picture", edge_blur(grey, view.mask)
    inset = max(3, max(view.rgb.shape[:2]) // 50)
    inside = edge_blur(grey, erode(view.mask, inset))
    if inside.sigma is not None and inside.sigma * 1000 / max(view.rgb.shape[:2]) < SHADING:
        return "inside", inside
    grown = cv2.dilate(view.mask.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)
    outline = edge_blur(grey, grown)
    return ("outline" if outline.sigma is not None else "none"), outline


def _in_thousandths(sigma: float | None, size: int) -> float | None:
    """Blur beyond what sampling explains, for a product 1000 px long."""
    if sigma is None:
        return None
    return math.sqrt(max(0.0, sigma * sigma - SAMPLING * SAMPLING)) * 1000 / size
