"""Bringing a small alpha back to full size along the edges of the full-size picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_EPSILON = 1e-4
"""Variance of brightness (of 0-1) under which a neighbourhood counts as flat."""


def enlarge_alpha(alpha: Floats, samples: NDArray[np.uint8]) -> Floats:
    """Return ``alpha`` (0-1) at the size of ``samples`` (RGB, height × width × 3).

    Interpolated, then refined by a guided filter (He et al., 2010) wherever the interpolation is
    neither clearly product nor clearly backdrop; everything else stays.
    """
    height, width = samples.shape[:2]
    shrunk = height * width < alpha.size
    how = cv2.INTER_AREA if shrunk else cv2.INTER_CUBIC
    plain: Floats = np.clip(cv2.resize(alpha, (width, height), interpolation=how), 0, 1)
    if shrunk:
        return plain
    radius = 2 * round(max(1.0, width / alpha.shape[1])) + 1
    guide = cv2.cvtColor(samples, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    kernel = np.ones((radius, radius), np.uint8)
    unsure = ((plain > 0.02) & (plain < 0.98)).astype(np.uint8)
    unsure = cv2.dilate(unsure, kernel).astype(bool)
    refined = np.where(unsure, _guided(guide, plain, radius), plain)
    return np.clip(refined, 0, 1).astype(np.float32)


def _guided(guide: Floats, wanted: Floats, radius: int) -> Floats:
    def mean(values: Floats) -> Floats:
        made: Floats = cv2.boxFilter(values, cv2.CV_32F, (2 * radius + 1, 2 * radius + 1))
        return made

    level, aim = mean(guide), mean(wanted)
    slope = (mean(guide * wanted) - level * aim) / (mean(guide * guide) - level**2 + _EPSILON)
    return mean(slope) * guide + mean(aim - slope * level)
