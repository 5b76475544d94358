"""The product cut out of the picture at a wanted size, for measuring on it alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.image import Image
from imgrules.images.subject import Subject
from imgrules.model import Region

TRUSTED = 0.5
"""Below this confidence the mask says nothing; the whole picture is looked at instead."""


SMALL = 4
"""Radius up to which OpenCV's own erosion costs less."""


@dataclass(frozen=True, eq=False)
class View:
    """A part of the picture and which of its pixels are the product."""

    rgb: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    scale: float
    """Pixels here for one full-size pixel, at most 1."""
    trusted: bool
    """False where the product could not be told from the backdrop: all pixels count."""
    region: Region
    """Where this is in the picture, full-size."""

    @cached_property
    def luma(self) -> NDArray[np.uint8]:
        """Luma, 0-255."""
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def is_trusted(subject: Subject) -> bool:
    """Say whether the mask may be used."""
    return subject.confidence >= TRUSTED and subject.box is not None and bool(subject.mask.any())


def product_view(image: Image, *, long_side: int | None = None) -> View:
    """Cut out the product (or take the whole picture), its longest side at most ``long_side``.

    Cut out once for all checks that look at the same size.
    """
    return image.shared(f"product view {long_side}", lambda: _cut_out(image, long_side))


def _cut_out(image: Image, long_side: int | None) -> View:
    subject, rgb = image.subject, image.pixels.rgb
    height, width = rgb.shape[:2]
    trusted = is_trusted(subject)
    box = subject.box if trusted and subject.box is not None else Region(0, 0, width, height)
    crop = rgb[box.y : box.y + box.height, box.x : box.x + box.width]
    scale = min(1.0, long_side / max(crop.shape[:2])) if long_side else 1.0
    size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    if scale < 1.0:
        crop = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    mask = _mask_of(subject, box, size) if trusted else np.ones(crop.shape[:2], np.bool_)
    return View(crop, mask, scale, trusted, box)


@dataclass(frozen=True, slots=True, eq=False)
class LumaView:
    """As ``View``, luma only: reducing one plane costs a third of reducing three."""

    luma: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    trusted: bool
    region: Region


def luma_view(image: Image, long_side: int) -> LumaView:
    """Cut out the product's luma, its longest side at most ``long_side``."""
    view = product_view(image)
    luma, box = view.luma, view.region
    scale = min(1.0, long_side / max(luma.shape))
    if scale == 1.0:
        return LumaView(luma, view.mask, view.trusted, box)
    size = (max(1, round(luma.shape[1] * scale)), max(1, round(luma.shape[0] * scale)))
    small = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = _mask_of(image.subject, box, size) if view.trusted else np.ones(small.shape, np.bool_)
    return LumaView(small, mask, view.trusted, box)


def _mask_of(subject: Subject, box: Region, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Cut ``box`` out of the working-scale mask, at ``size`` (width, height)."""
    columns = (np.arange(size[0]) + 0.5) * (box.width / size[0]) + box.x
    rows = (np.arange(size[1]) + 0.5) * (box.height / size[1]) + box.y
    height, width = subject.mask.shape
    across = np.clip((columns * subject.scale).astype(np.intp), 0, width - 1)
    down = np.clip((rows * subject.scale).astype(np.intp), 0, height - 1)
    # Columns first, while there are few rows.
    return np.take(np.take(subject.mask, across, axis=1), down, axis=0)


def erode(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Shrink by ``pixels``; outside the view counts as product, so that a crop is no outline."""
    if pixels <= 0:
        return mask
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1))
    if pixels <= SMALL:
        shrunk = cv2.erode(mask.view(np.uint8), kernel, borderType=cv2.BORDER_REFLECT)
        return np.asarray(shrunk, np.uint8).view(np.bool_)
    wider = cv2.copyMakeBorder(
        mask.view(np.uint8), pixels, pixels, pixels, pixels, cv2.BORDER_REFLECT
    )
    left = np.asarray(wider, np.uint8).view(np.bool_)
    kept = np.ones(mask.shape, np.bool_)
    # A row of the ellipse at a time: shifting and combining rows of bytes beats a large window.
    width = 0
    for distance in range(pixels, -1, -1):
        while width < (int(kernel[pixels + distance].sum()) - 1) // 2:
            inner = left[:, 1:-1]
            inner = inner & left[:, 2:]
            inner &= left[:, :-2]
            left, width = inner, width + 1
        inset = pixels - width
        columns = slice(inset, inset + mask.shape[1])
        for at in {pixels - distance, pixels + distance}:
            kept &= left[at : at + mask.shape[0], columns]
    return kept
