"""Structural similarity (Wang, Bovik, Sheikh and Simoncelli 2004) of two planes of lightness."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2

if TYPE_CHECKING:
    from imgrules.processor import Floats

RANGE = 100.0
"""Of CIE L*."""
_C1, _C2 = (0.01 * RANGE) ** 2, (0.03 * RANGE) ** 2
_WINDOW = (11, 11)
_SIGMA = 1.5


def ssim(first: Floats, second: Floats) -> Floats:
    """Return the similarity at each pixel, -1 to 1, of two float32 planes of L* (0-100)."""
    mean1, mean2 = _smooth(first), _smooth(second)
    both = mean1 * mean2
    squares = mean1 * mean1 + mean2 * mean2
    spread = _smooth(first * first) + _smooth(second * second) - squares
    shared = _smooth(first * second) - both
    return cast(
        "Floats",
        ((2 * both + _C1) * (2 * shared + _C2) / ((squares + _C1) * (spread + _C2))),
    )


def _smooth(plane: Floats) -> Floats:
    return cast("Floats", cv2.GaussianBlur(plane, _WINDOW, _SIGMA, borderType=cv2.BORDER_REFLECT))
