"""How far a stretched map is to be trusted, judged by the picture.

rembg stretches every map from its lowest value to its highest, so that each picture seems to
show a product, firmly. What is left to go by: does the outline run where the picture has edges,
is the product in one piece or a few, are there areas neither in nor out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from imgrules.ext import Declined
from imgrules_processors.onnx_tensors import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

_SIDE = 512
_LEAST, _MOST = 0.0005, 0.98
"""Shares of the frame that a product covers; the noise of an empty one rarely stays within."""
_NEAR = 5
"""Pixels across, at working size, within which an edge belongs to an outline."""
_FAINT = 8.0
"""Levels a pixel by which colour must change to be an edge."""
_CRUMB = 0.05
"""Parts smaller than this, measured by the largest, are crumbs."""


def confidence(alpha: Floats, rgb: Bytes) -> float:
    """Return 0-1. Raises Declined where the map is no cut-out at all."""
    factor = min(1.0, _SIDE / max(alpha.shape))
    size = (max(1, round(alpha.shape[0] * factor)), max(1, round(alpha.shape[1] * factor)))
    small, picture = resized(alpha, size), resized(rgb, size)
    inside: Mask = small >= 0.5
    share = float(inside.mean())
    if not _LEAST <= share <= _MOST:
        raise Declined(f"rembg's map takes {share:.1%} of the picture for the product")
    return _agreement(inside, picture) * (1 - _crumbs(inside)) * (1 - _undecided(small, inside))


def _agreement(inside: Mask, picture: Bytes) -> float:
    """Return which share of the outline follows edges, beyond what chance would give."""
    outline = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3)))
    along = outline.astype(bool)
    if not along.any():
        return 0.0
    edges = cv2.dilate(_steepness(picture), np.ones((_NEAR, _NEAR))) >= _FAINT
    chance = float(edges.mean())
    found = float(edges[along].mean())
    return float(np.clip((found - chance) / max(1 - chance, 1e-6), 0, 1))


def _steepness(picture: Bytes) -> Floats:
    """Return by how many levels a pixel the strongest channel changes."""
    smooth = cv2.GaussianBlur(picture, (0, 0), 1.0).astype(np.float32)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down).max(axis=2) / 8, np.float32)


def _crumbs(inside: Mask) -> float:
    """Return which share of the product lies in crumbs."""
    _, _, facts, _ = cv2.connectedComponentsWithStats(inside.astype(np.uint8))
    areas = facts[1:, cv2.CC_STAT_AREA]
    return float(areas[areas < _CRUMB * areas.max()].sum() / areas.sum())


def _undecided(alpha: Floats, inside: Mask) -> float:
    """Return how large areas neither in nor out are, measured by the product, at most 1."""
    outline = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((9, 9)))
    unsure = (alpha > 0.1) & (alpha < 0.9) & (outline == 0)
    return float(min(1.0, 2 * unsure.sum() / inside.sum()))
