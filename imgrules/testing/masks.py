"""Outlines with smooth edges, drawn at native size."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from imgrules.testing.canvas import Array

_SHIFT = 4
"""Fractional bits OpenCV reads coordinates with."""

Points = Sequence[tuple[float, float]]


def blank(size: tuple[int, int]) -> Array:
    return np.zeros((size[1], size[0]), np.uint8)


def solid(size: tuple[int, int]) -> Array:
    return np.full((size[1], size[0]), 255, np.uint8)


def ellipse(
    size: tuple[int, int], centre: tuple[float, float], radii: tuple[float, float]
) -> Array:
    """Return a filled ellipse; ``centre`` and ``radii`` in pixels of the mask.

    Worked out rather than drawn: OpenCV's curves are ragged at the size of a product.
    """
    mask = blank(size)
    if min(radii) <= 0:
        return mask
    left, top = (max(0, int(c - r) - 1) for c, r in zip(centre, radii, strict=True))
    right, bottom = (int(c + r) + 3 for c, r in zip(centre, radii, strict=True))
    part = mask[top:bottom, left:right]
    u = (np.arange(left, left + part.shape[1], dtype=np.float32) - centre[0]) / radii[0]
    v = (np.arange(top, top + part.shape[0], dtype=np.float32)[:, None] - centre[1]) / radii[1]
    outside = u * u + v * v - 1
    part[outside < 0] = 255
    rows, columns = np.nonzero(np.abs(outside) < 5 / min(radii))
    slope = 2 * np.hypot(u[columns] / radii[0], v[rows, 0] / radii[1])
    edge = 0.5 - outside[rows, columns] / np.maximum(slope, 1e-6)
    part[rows, columns] = np.rint(255 * np.clip(edge, 0, 1)).astype(np.uint8)
    return mask


def inscribed(size: tuple[int, int]) -> Array:
    """Return the ellipse that touches all four sides."""
    width, height = size
    return ellipse(size, ((width - 1) / 2, (height - 1) / 2), (width / 2, height / 2))


def polygon(size: tuple[int, int], *outlines: Points) -> Array:
    """Return filled outlines; points are shares of the mask's size."""
    mask = blank(size)
    scale = np.array([size[0] - 1, size[1] - 1], np.float64) * (1 << _SHIFT)
    for outline in outlines:
        points = np.rint(np.array(outline, np.float64) * scale).astype(np.int32)
        cv2.fillPoly(mask, [points], 255, cv2.LINE_AA, _SHIFT)
    return mask


def rounded(size: tuple[int, int], radius: float) -> Array:
    """Return the whole box with rounded corners."""
    width, height = size
    mask = solid(size)
    r = int(min(radius, width / 2, height / 2))
    if r < 1:
        return mask
    corner = ellipse((2 * r, 2 * r), (r - 0.5, r - 0.5), (r, r))
    mask[:r, :r], mask[:r, -r:] = corner[:r, :r], corner[:r, -r:]
    mask[-r:, :r], mask[-r:, -r:] = corner[-r:, :r], corner[-r:, -r:]
    return mask


def stroke(
    size: tuple[int, int], points: Points, thickness: float, *, closed: bool = False
) -> Array:
    """Return a line through points that are shares of the mask's size; ``thickness`` in pixels."""
    mask = blank(size)
    scale = np.array([size[0] - 1, size[1] - 1], np.float64) * (1 << _SHIFT)
    fixed = np.rint(np.array(points, np.float64) * scale).astype(np.int32)
    width = max(1, round(thickness))
    cv2.polylines(mask, [fixed], closed, 255, width, cv2.LINE_AA, _SHIFT)
    return mask


def without(mask: Array, hole: Array) -> Array:
    """Return the mask with the hole cut out of it."""
    return np.asarray(cv2.subtract(mask, hole), np.uint8)


def within(mask: Array, limit: Array) -> Array:
    """Return what lies in both."""
    return np.minimum(mask, limit)
