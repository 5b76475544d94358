"""The chroma that one pixel in a thousand exceeds, every pixel brought to Lab by the formula."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.reference.working import reduce

SIDE = 512
TO_XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]]
)


def strongest_chroma(rgb: NDArray[np.uint8]) -> float:
    return float(np.percentile(_chroma(_averaged(reduce(rgb).rgb)), 99.9))


def _averaged(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    factor = min(-(-max(rgb.shape[:2]) // SIDE), *rgb.shape[:2])
    rows, columns = rgb.shape[0] // factor, rgb.shape[1] // factor
    whole = rgb[: rows * factor, : columns * factor]
    return cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)


def _chroma(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    level = rgb / 255
    light = np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)
    xyz = light @ (TO_XYZ / TO_XYZ.sum(axis=1, keepdims=True)).T
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.hypot(500 * (root[..., 0] - root[..., 1]), 200 * (root[..., 1] - root[..., 2]))
