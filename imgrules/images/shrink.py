"""Reducing a picture by any factor, every pixel weighed by how much of it lies in the new one."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

Plane = NDArray[np.uint8]


def reduced_to(rgb: Plane, longest: int) -> Plane:
    """Return the picture with its longest side at most so many pixels."""
    scale = min(1.0, longest / max(rgb.shape[:2]))
    if scale == 1.0:
        return rgb
    return shrink(rgb, (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))))


def shrink(rgb: Plane, size: tuple[int, int]) -> Plane:
    """Resize to that width and height, as OpenCV's ``INTER_AREA`` does, to the bit."""
    if not _kernels.AVAILABLE or not _is_compiled(rgb.shape, size):
        return cast("Plane", cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))
    from imgrules._kernels import native

    small = np.empty((size[1], size[0], 3), np.uint8)
    native.scale_down(rgb, small)
    return small


def _is_compiled(shape: tuple[int, ...], size: tuple[int, int]) -> bool:
    """Say whether OpenCV would weigh parts of pixels: it rounds whole blocks otherwise."""
    height, width = shape[:2]
    smaller = size[0] <= width and size[1] <= height
    return smaller and bool(width % size[0] or height % size[1])
