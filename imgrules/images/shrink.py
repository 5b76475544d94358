"""Reducing a picture by any factor, every pixel weighed by how much of it lies in the new one."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

Plane = NDArray[np.uint8]
Window = tuple[slice, slice]


def size_at(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """Width and height of a picture with its longest side at most so many pixels."""
    scale = min(1.0, longest / max(shape[:2]))
    return max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))


def shrink(rgb: Plane, size: tuple[int, int], window: Window | None = None) -> Plane:
    """Resize to that width and height, as OpenCV's ``INTER_AREA`` does, to the bit.

    ``window``: rows and columns wanted of the result; all, where there is none.
    """
    down, across = window or (slice(0, size[1]), slice(0, size[0]))
    if not _kernels.AVAILABLE or not _is_compiled(rgb.shape, size):
        same = rgb.shape[1::-1] == size
        whole = rgb if same else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(whole[down, across])
    from imgrules._kernels import native

    small = np.empty((down.stop - down.start, across.stop - across.start, 3), np.uint8)
    native.scale_down(rgb, size[::-1], (down.start, across.start), small)
    return small


def _is_compiled(shape: tuple[int, ...], size: tuple[int, int]) -> bool:
    """Say whether OpenCV would weigh parts of pixels: it rounds whole blocks otherwise."""
    height, width = shape[:2]
    smaller = size[0] <= width and size[1] <= height
    return smaller and bool(width % size[0] or height % size[1])
