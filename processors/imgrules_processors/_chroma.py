"""Whether a picture's colours suffer when JPEG stores them at half resolution."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

VISIBLE = 10
"""Levels of colour difference lost at edges. Real shots stored at half resolution lose 9 at most
when halved again, so more than that is an edge only full resolution holds."""
SHARE = 0.005
"""Share of the pixels with colour or shade that may lose more."""
_BAND_PIXELS = 1 << 20


def has_colour_edges(rgb: Plane) -> bool:
    """Tell whether halving the colour resolution would blur edges visibly."""
    return colour_edges(rgb) >= VISIBLE


def colour_edges(rgb: Plane) -> int:
    """Return what 99.5 % of the pixels that are not white lose at most, in levels of Cb or Cr."""
    counts = np.zeros(256, np.int64)
    step = max(2, _BAND_PIXELS // rgb.shape[1] // 2 * 2)
    for top in range(0, rgb.shape[0], step):
        counts += _losses(rgb[top : top + step])
    total = counts.sum()
    if not total:
        return 0
    above = counts[::-1].cumsum()[::-1]
    return int(np.flatnonzero(above > SHARE * total)[-1])


def _losses(rgb: Plane) -> NDArray[np.int64]:
    height, width = rgb.shape[:2]
    chroma = np.ascontiguousarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)[..., 1:])
    half = (max(1, width // 2), max(1, height // 2))
    small = cv2.resize(chroma, half, interpolation=cv2.INTER_AREA)
    back = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    lost = cv2.absdiff(chroma, back).max(axis=2)
    seen = rgb.min(axis=2) < 255
    return np.bincount(lost[seen], minlength=256).astype(np.int64)
