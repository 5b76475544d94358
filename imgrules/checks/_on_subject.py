"""The product cut out of the picture, for measuring on it alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.checks._area import Area, Mask
from imgrules.checks._levels import Levels, luma_of
from imgrules.images.image import Image
from imgrules.images.subject import Subject
from imgrules.images.working import widths_of
from imgrules.model import Region

TRUSTED = 0.5
"""Below this confidence the mask says nothing; the whole picture is looked at instead."""

SMALL = 1000
"""Longest side of a product whose mask is brought to full size: a rim of few pixels is cut off."""
BY_BITS = range(3, 64)
"""Pixels by which the kernel shrinks a mask, and faster than OpenCV."""


@dataclass(frozen=True, eq=False)
class Product:
    """The product's box at full size, and which of it is the product."""

    rgb: NDArray[np.uint8]
    mask: Mask
    """At working scale or full size; everything where the product could not be told."""
    trusted: bool
    """Whether it could."""
    region: Region
    """Where this is in the picture, full-size."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.rgb.shape[0], self.rgb.shape[1]

    @property
    def scale(self) -> float:
        """Pixels of the mask for one of the picture, at most 1."""
        return float(max(self.mask.shape) / max(self.shape))

    @cached_property
    def levels(self) -> Levels:
        """The luma and its reduced copies."""
        return Levels(luma_of(self.rgb))

    @property
    def luma(self) -> NDArray[np.uint8]:
        """Luma, 0-255."""
        return cast("NDArray[np.uint8]", self.levels[0].pixels)

    @cached_property
    def area(self) -> Area:
        """The product."""
        return Area(self.mask)

    @cached_property
    def with_outline(self) -> Area:
        """The product and what is next to it."""
        width = 2 * self._in_mask(2) + 1
        grown = cv2.dilate(self.mask.view(np.uint8), np.ones((width, width), np.uint8))
        return Area(np.asarray(grown, np.uint8).view(np.bool_))

    def inside(self, pixels: float) -> Area:
        """Return the product without so many pixels along its outline."""
        return Area(erode(self.mask, self._in_mask(pixels)))

    def _in_mask(self, pixels: float) -> int:
        return math.ceil(pixels * self.scale)


def is_trusted(subject: Subject) -> bool:
    """Say whether the mask may be used."""
    return subject.confidence >= TRUSTED and subject.box is not None and bool(subject.mask.any())


def product_of(image: Image) -> Product:
    """Cut out the product, or take the whole picture; once for all checks."""
    return image.shared("product", lambda: cut_out(image.subject, image.pixels.rgb))


def cut_out(subject: Subject, rgb: NDArray[np.uint8]) -> Product:
    """Cut the product, or take the whole, out of a decoded picture."""
    height, width = rgb.shape[:2]
    if not is_trusted(subject) or subject.box is None:
        everything = np.ones(subject.mask.shape, np.bool_)
        return Product(rgb, everything, trusted=False, region=Region(0, 0, width, height))
    box = subject.box
    part = rgb[box.y : box.y + box.height, box.x : box.x + box.width]
    mask = _mask_in(box, subject)
    if max(part.shape[:2]) <= SMALL:
        rows, columns = (Area(mask).numbers(axis, part.shape[axis]) for axis in (0, 1))
        mask = np.take(np.take(mask, columns, axis=1), rows, axis=0)
    return Product(part, mask, trusted=True, region=box)


def _mask_in(box: Region, subject: Subject) -> Mask:
    top, left = round(box.y * subject.scale), round(box.x * subject.scale)
    bottom = round((box.y + box.height) * subject.scale)
    right = round((box.x + box.width) * subject.scale)
    return np.ascontiguousarray(
        subject.mask[top : max(top + 1, bottom), left : max(left + 1, right)]
    )


def erode(mask: Mask, pixels: int) -> Mask:
    """Shrink by ``pixels``; outside the view counts as product, so that a crop is no outline."""
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1))
    if not _kernels.AVAILABLE or pixels not in BY_BITS:
        return np.asarray(cv2.erode(mask.view(np.uint8), window), np.uint8).view(np.bool_)
    from imgrules._kernels import native

    reached = np.empty(mask.shape, np.bool_)
    native.grow(~mask, widths_of(np.asarray(window, np.uint8)), reached)
    return ~reached
