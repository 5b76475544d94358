"""Lightness of the product at working scale, for the exposure checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.checks._on_subject import erode, is_trusted, product_of
from imgrules.images.areas import Area, area_of
from imgrules.images.image import Image
from imgrules.images.subject import Subject
from imgrules.model import Region

RIM = 2
"""Full-size pixels of the outline left out: they are mixed with the backdrop."""
SIDE = 500
"""Longest side of the whole picture that is looked at, by leaving pixels out."""

Plane = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Tones:
    """The product's box at working scale, averaged over ``factor`` × ``factor`` pixels."""

    darkest: Plane
    """The smallest of each pixel's channels;"""
    lightest: Plane
    """the largest."""
    lightness: Plane
    """L* in 255 steps."""
    area: Area
    """The product without its rim, or everything where it could not be told."""
    factor: int
    trusted: bool
    region: Region
    """Where this is in the picture, full-size."""

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Pixels of the product by their lightness."""
        return self.area.histogram(self.lightness)


def tones_of(image: Image) -> Tones:
    """Read the lightness of the product, once for all checks."""
    return image.shared("tones", lambda: _read(image))


def _read(image: Image) -> Tones:
    product, work = product_of(image), image.work
    box = product.region
    rows = slice(box.y // work.factor, -(-(box.y + box.height) // work.factor))
    columns = slice(box.x // work.factor, -(-(box.x + box.width) // work.factor))
    darkest, lightness = work.darkest[rows, columns], _lightness(work.rgb[rows, columns])
    mask = inner = np.ones(lightness.shape, np.bool_)
    if product.trusted:
        mask = np.ascontiguousarray(image.subject.mask[rows, columns])
        inner = erode(mask, max(1, RIM // work.factor))
    return Tones(
        darkest=darkest,
        lightest=np.asarray(cv2.add(darkest, work.chroma[rows, columns]), np.uint8),
        lightness=lightness,
        area=area_of(inner if inner.any() else mask),
        factor=work.factor,
        trusted=product.trusted,
        region=product.region,
    )


def _lightness(rgb: Plane) -> Plane:
    """L* of every pixel, read as sRGB."""
    return np.ascontiguousarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)[..., 0], np.uint8)


def whole_picture(image: Image) -> NDArray[np.int64]:
    """Count about 500 × 500 of the picture's pixels by their L* in 255 steps; none is averaged."""
    rgb = image.pixels.rgb
    step = max(1, max(rgb.shape[:2]) // SIDE)
    sample = _lightness(np.ascontiguousarray(rgb[::step, ::step]))
    # Floats of 32 bits count 16 million exactly, and there are a million at most.
    counts = cv2.calcHist([sample], [0], None, [256], [0, 256])
    return np.asarray(counts.ravel(), np.int64)


def percentiles(pixels: NDArray[np.int64], *shares: float) -> list[float]:
    """Percentiles of L*, 0-100, rounded to a tenth, the same on every machine.

    ``pixels``: how many there are of each of 256 levels, one at least.
    """
    counts = np.cumsum(pixels)
    ranks = np.array(shares) / 100 * (counts[-1] - 1)
    below = np.searchsorted(counts, np.floor(ranks), side="right")
    above = np.searchsorted(counts, np.ceil(ranks), side="right")
    steps = below + (above - below) * (ranks % 1)
    return [round(float(step) * 100 / 255, 1) for step in steps]


def backdrop_lightness(subject: Subject) -> float | None:
    """L* of the backdrop, None where there is none to speak of."""
    if not is_trusted(subject):
        return None
    level = int(_lightness(np.array([[subject.backdrop.rgb]], np.uint8))[0, 0])
    return round(level * 100 / 255, 1)
