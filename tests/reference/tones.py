"""Lightness of the product, for the exposure checks."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.image import Image
from tests.reference.on_subject import View, erode, is_trusted, product_view
from tests.reference.subject import Subject

LONG_SIDE = 1000
RIM = 2
"""Pixels of the outline left out: they are mixed with the backdrop."""


def tone_view(image: Image) -> View:
    """Cut out the product without its rim, at most 1000 px long."""
    view = product_view(image, long_side=LONG_SIDE)
    inner = erode(view.mask, RIM) if view.trusted else view.mask
    mask = inner if inner.any() else view.mask
    return View(view.rgb, mask, view.scale, view.trusted, view.region)


def lightness(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """L* of every pixel, 0-100, read as sRGB."""
    lab = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2LAB)
    return np.asarray(lab[..., 0], np.float32) * np.float32(100 / 255)


def percentiles(values: NDArray[np.float32], *shares: float) -> list[float]:
    """Percentiles rounded to a tenth, the same on every machine."""
    return [round(float(value), 1) for value in np.percentile(values, shares)]


def backdrop_lightness(subject: Subject) -> float | None:
    """L* of the backdrop, None where there is none to speak of."""
    if not is_trusted(subject):
        return None
    colour = np.array([[subject.backdrop.rgb]], np.uint8)
    return round(float(lightness(colour)[0, 0]), 1)
