"""Carrying what is known of a picture into where it is not known, and reading it off again."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

COARSEST = 3
"""Side, px, of the smallest level of the pyramid."""
SURE = 4.0
"""A level is believed where a quarter of it is known."""
ROW = 16384
"""Points read in one row: OpenCV takes no row longer than 32767."""


def shrink(plane: NDArray[np.generic], factor: int) -> Floats:
    """Average over blocks of about ``factor`` × ``factor`` pixels; float32, same channels."""
    height, width = plane.shape[:2]
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    small = plane if factor == 1 else cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32)


def enlarge(plane: Floats, shape: tuple[int, ...]) -> Floats:
    """Interpolate linearly to height × width."""
    if plane.shape[:2] == tuple(shape[:2]):
        return plane
    size = (shape[1], shape[0])
    return cast("Floats", cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR))


def most(plane: Floats) -> Floats:
    """Return the largest of three channels; numpy's own way takes four times as long."""
    first, second, third = cv2.split(plane)
    return cast("Floats", cv2.max(cv2.max(first, second), third))


def spread(colours: Floats, weights: Floats) -> Floats:
    """Fill in colours (height × width × 3) where ``weights`` (0-1) is small from where it is not.

    Gortler et al., The Lumigraph (1996): pull the known down a pyramid, push it up again.
    """
    level = np.dstack([colours * weights[..., None], weights])
    levels = [level]
    while min(level.shape[:2]) > COARSEST:
        level = np.asarray(cv2.pyrDown(level), np.float32)
        levels.append(level)
    filled = _own(levels[-1])
    for level in reversed(levels[:-1]):
        known = np.minimum(SURE * level[..., 3:], 1)
        coarse = enlarge(filled, level.shape)
        filled = coarse + (_own(level) - coarse) * known
    return filled


def _own(level: Floats) -> Floats:
    return cast("Floats", level[..., :3] / np.maximum(level[..., 3:], 1e-6))


def read(plane: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp],
         shape: tuple[int, ...]) -> Floats:  # fmt: skip
    """Read a reduced plane at pixels of the full picture of that ``shape``; one row a point."""
    count = len(rows)
    padded = -(-max(count, 1) // ROW) * ROW
    at = np.zeros((2, padded), np.float32)
    at[0, :count] = (columns + 0.5) * (plane.shape[1] / shape[1]) - 0.5
    at[1, :count] = (rows + 0.5) * (plane.shape[0] / shape[0]) - 0.5
    x, y = at.reshape(2, -1, ROW)
    found = cv2.remap(plane, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return cast("Floats", found.reshape(padded, *plane.shape[2:])[:count])
