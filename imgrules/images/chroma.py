"""Chroma (CIE L*a*b*, D65) of sRGB pixels by tables, a hundredth of a unit from the formula.

Source: IEC 61966-2-1 for sRGB's curve and primaries, CIE 15 for Lab. OpenCV's own conversion is
half a unit off in dark colours, and takes longer.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

Floats = NDArray[np.float32]

STEPS = 4096
"""Parts of the cube root's curve; between them it is taken for straight."""
TO_XYZ = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)


def chroma(rgb: NDArray[np.uint8]) -> Floats:
    """Return the chroma of each pixel of a height × width × 3 picture; exactly 0 for greys."""
    if not _kernels.AVAILABLE:
        return _plain(rgb)
    from imgrules._kernels import native

    found = np.empty(rgb.shape[:2], np.float32)
    native.chroma(np.ascontiguousarray(rgb), shares(), curve(), found)
    return found


@cache
def shares() -> Floats:
    """Return what each level of each channel adds to X, Y and Z, white being 1: 768 × 4.

    The fourth of them is 0: a row is read at once.
    """
    level = np.arange(256) / 255
    light = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    weights = np.array(TO_XYZ)
    weights /= weights.sum(axis=1, keepdims=True)
    each = (weights[..., None] * light).astype(np.float32).reshape(3, -1)
    return np.ascontiguousarray(np.vstack([each, np.zeros_like(each[:1])]).T)


@cache
def curve() -> Floats:
    """Return start and slope of Lab's curve in each step from 0 to 1: 4097 × 2."""
    at = np.arange(STEPS + 2) / STEPS
    root = np.where(at > 216 / 24389, np.cbrt(at), (24389 / 27 * at + 16) / 116)
    return np.stack([root[:-1], np.diff(root)], axis=1).astype(np.float32)


def _plain(rgb: NDArray[np.uint8]) -> Floats:
    """Do what the kernel does, operation by operation."""
    parts = shares().T.reshape(4, 3, 256)
    x, y, z = (_on_curve(parts[axis], rgb) for axis in range(3))
    a, b = np.float32(500) * (x - y), np.float32(200) * (y - z)
    found = np.asarray(np.sqrt(a * a + b * b), np.float32)
    grey = (rgb[..., 0] == rgb[..., 1]) & (rgb[..., 1] == rgb[..., 2])
    found[grey] = 0
    return found


def _on_curve(parts: Floats, rgb: NDArray[np.uint8]) -> Floats:
    total = parts[0][rgb[..., 0]] + parts[1][rgb[..., 1]] + parts[2][rgb[..., 2]]
    scaled = np.clip(total * np.float32(STEPS), np.float32(0), np.float32(STEPS))
    step = scaled.astype(np.int32)
    start, slope = curve().T
    return np.asarray(start[step] + (scaled - step.astype(np.float32)) * slope[step], np.float32)
