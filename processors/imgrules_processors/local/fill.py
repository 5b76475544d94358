"""Carrying known values into unknown places by smoothing at several widths."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask


def spread_known(values: Floats, known: Mask, sigmas: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Return values carried outwards from ``known`` and how near that was (0-1).

    The narrowest smoothing that still sees something known decides; each ``sigma`` in px.
    """
    weight = known.astype(np.float32)
    weighted = values * weight[..., None]
    made = np.zeros_like(values)
    left = np.ones_like(weight)
    for sigma in sigmas:
        seen = _blur(weight, sigma)
        share = left * np.minimum(1, seen * 8)
        made += share[..., None] * (_blur(weighted, sigma) / (seen[..., None] + 1e-6))
        left -= share
    return made, 1 - left


def _blur(values: Floats, sigma: float) -> Floats:
    made = cv2.GaussianBlur(values, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return cast("Floats", made.reshape(values.shape))
