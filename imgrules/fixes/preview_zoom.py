"""The place that changed most along the product, before and after, at the result's own scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.model import Region
from imgrules.processor import Placement

if TYPE_CHECKING:
    from imgrules.processor import Bytes, Floats

SIDE = 240
"""Pixels of the crop, at most."""
_GRID = 320
"""Longest side at which the place is looked for."""
_WHITE = 250
_UNLIKE = 24.0
"""Mean difference in levels from which two pictures are not laid over each other rightly."""
_SEARCH = 12
_STEPS = (0.88, 0.92, 0.96, 0.98, 1.0, 1.02, 1.04, 1.08)
"""Scales tried, beside the one the product's box tells: two ways of finding a box differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Zoom:
    """The same place twice, uint8 RGB of one size."""

    before: Bytes
    after: Bytes


def most_changed(before: Bytes, after: Bytes, product: Region | None) -> Zoom | None:
    """Return the place, None where the pictures cannot be laid over each other.

    ``product``: its box in ``before``, in pixels. Changes are looked for in detail, edges and
    texture, so that a backdrop made white counts for nothing and a lost part counts in full.
    """
    placement = _placement(before, after, product)
    if placement is None:
        return None
    width, height = min(SIDE, after.shape[1]), min(SIDE, after.shape[0])
    left, top = _place(before, after, placement, (width, height))
    now = after[top : top + height, left : left + width]
    was = _matched(before, placement, now, (left, top))
    return Zoom(was, now)


def _placement(before: Bytes, after: Bytes, product: Region | None) -> Placement | None:
    """Find where the original lies in the result; None where no guess fits."""
    guesses = [Placement(), *_searched(before, after, product)]
    fits = [(_unlike(before, after, guess), at) for at, guess in enumerate(guesses)]
    difference, best = min(fits)
    return guesses[best] if difference < _UNLIKE else None


def _searched(before: Bytes, after: Bytes, product: Region | None) -> Iterator[Placement]:
    """Look for what the result shows in the original, at the scales it may have."""
    found = _not_white(after)
    if found is None:
        return
    scales = [1.0, after.shape[1] / before.shape[1], after.shape[0] / before.shape[0]]
    if product is not None:
        near = max(found.width, found.height) / max(product.width, product.height)
        scales += [near * step for step in _STEPS]
    factor = min(1.0, _GRID / max(after.shape[:2]))
    template = _resized(_grey(_cut(after, found)), factor)
    grey = _grey(before)
    likely = max(_at_scale(grey, template, scale, factor) for scale in dict.fromkeys(scales))
    _, scale, x, y = likely
    yield Placement(scale, found.x - x / factor, found.y - y / factor)


def _at_scale(
    before: Bytes, template: Bytes, scale: float, factor: float
) -> tuple[float, float, int, int]:
    """Return how well the template fits the original at a scale, the scale, and where."""
    reach = max(4, min(template.shape[:2]) // 8)
    small = _resized(before, scale * factor)
    around = cv2.copyMakeBorder(small, *(reach,) * 4, cv2.BORDER_REPLICATE)
    if around.shape[0] < template.shape[0] or around.shape[1] < template.shape[1]:
        return float("-inf"), scale, 0, 0
    shown = (template < _WHITE).astype(np.uint8)
    unlike = cv2.matchTemplate(around, template, cv2.TM_SQDIFF, mask=shown)
    least, _, (x, y), _ = cv2.minMaxLoc(unlike)
    return -float(least), scale, x - reach, y - reach


def _grey(rgb: Bytes) -> Bytes:
    return cast("Bytes", cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))


def _resized(rgb: Bytes, scale: float) -> Bytes:
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cast("Bytes", cv2.resize(rgb, size, interpolation=way))


def _cut(rgb: Bytes, box: Region) -> Bytes:
    return rgb[box.y : box.y + box.height, box.x : box.x + box.width]


def _not_white(rgb: Bytes) -> Region | None:
    dark = (rgb.min(axis=2) < _WHITE).astype(np.uint8)
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    x, y, width, height = cv2.boundingRect(dark)
    return Region(x, y, width, height) if width and height else None


def _unlike(before: Bytes, after: Bytes, placement: Placement) -> float:
    """Return the mean difference where the result is not white."""
    was, now = _grids(before, after, placement)
    shown = now.min(axis=2) < _WHITE
    if not shown.any():
        return float("inf")
    # A pixel's shift matters little here: the place is fitted again where it is cut out.
    soft = [cv2.GaussianBlur(each, (0, 0), 2.0)[shown].astype(np.float32) for each in (was, now)]
    return float(np.abs(soft[0] - soft[1]).mean())


def _grids(before: Bytes, after: Bytes, placement: Placement) -> tuple[Bytes, Bytes]:
    """Return both pictures on one coarse grid of the result."""
    height, width = after.shape[:2]
    factor = min(1.0, _GRID / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    on_grid = Placement(placement.scale * factor, placement.left * factor, placement.top * factor)
    now = cv2.resize(after, size, interpolation=cv2.INTER_AREA)
    return _laid(before, on_grid, size), cast("Bytes", now)


def _laid(rgb: Bytes, placement: Placement, size: tuple[int, int]) -> Bytes:
    """Return the picture placed on white; reduced first, because warping does not average."""
    scale = placement.scale
    small, shape = rgb, (rgb.shape[1], rgb.shape[0])
    if scale < 1:
        shape = (max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale)))
        small = cast("Bytes", cv2.resize(rgb, shape, interpolation=cv2.INTER_AREA))
    left = (scale * rgb.shape[1] / shape[0], scale * rgb.shape[0] / shape[1])
    there = np.array([[left[0], 0, placement.left], [0, left[1], placement.top]])
    return cast("Bytes", cv2.warpAffine(small, there, size, borderValue=(255, 255, 255)))


def _place(
    before: Bytes, after: Bytes, placement: Placement, size: tuple[int, int]
) -> tuple[int, int]:
    """Return the corner of the window whose detail changed most, in pixels of the result."""
    was, now = _grids(before, after, placement)
    change = np.abs(_detail(was) - _detail(now))
    factor = now.shape[1] / after.shape[1]
    window = (max(1, round(size[0] * factor)), max(1, round(size[1] * factor)))
    sums = cv2.boxFilter(change, -1, window, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    fits = sums[: max(1, sums.shape[0] - window[1] + 1), : max(1, sums.shape[1] - window[0] + 1)]
    row, column = np.unravel_index(int(np.argmax(fits)), fits.shape)
    left = min(round(int(column) / factor), after.shape[1] - size[0])
    top = min(round(int(row) / factor), after.shape[0] - size[1])
    return left, top


def _detail(rgb: Bytes) -> Floats:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return cast("Floats", np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 2.0)))


def _matched(before: Bytes, placement: Placement, now: Bytes, corner: tuple[int, int]) -> Bytes:
    """Cut the place out of the original at the result's scale, moved to where it fits best."""
    height, width = now.shape[:2]
    reach = _SEARCH
    size = (width + 2 * reach, height + 2 * reach)
    around = _laid(before, placement.moved(reach - corner[0], reach - corner[1]), size)
    shown = (now.min(axis=2) < _WHITE).astype(np.uint8)
    if not shown.any():
        return around[reach : reach + height, reach : reach + width]
    likeness = cv2.matchTemplate(around, now, cv2.TM_SQDIFF, mask=np.dstack([shown] * 3))
    _, _, (x, y), _ = cv2.minMaxLoc(likeness)
    return around[y : y + height, x : x + width]
