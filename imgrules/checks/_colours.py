"""How many pixels of a picture have each colour, coarsely told apart, and each grey."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

SIDE = 500
"""Longest side looked at, by leaving pixels out: averaging would make new colours."""
SHADES = 5
"""Bits a channel by which colours are told apart."""

Counts = NDArray[np.signedinteger]


@dataclass(frozen=True, eq=False)
class Colours:
    """Pixels by colour, commonest first and colours without any left out; by grey level."""

    colours: Counts
    greys: Counts

    @property
    def entropy(self) -> float:
        """Entropy of the grey levels in bits."""
        shares = self.greys[self.greys > 0] / self.greys.sum()
        return float(-(shares * np.log2(shares)).sum()) + 0.0


def colours_of(rgb: NDArray[np.uint8]) -> Colours:
    """Count the colours of about 500 × 500 pixels."""
    step = -(-max(rgb.shape[:2]) // SIDE)
    colours, greys = (_compiled if _kernels.AVAILABLE else _counts)(rgb, step)
    return Colours(np.sort(colours[colours > 0])[::-1], greys)


def _counts(rgb: NDArray[np.uint8], step: int) -> tuple[Counts, Counts]:
    sample = np.ascontiguousarray(rgb[::step, ::step])
    size = [1 << SHADES] * 3
    # Floats of 32 bits count 16 million exactly, and there are a quarter of one at most.
    colours = cv2.calcHist([sample], [0, 1, 2], None, size, [0, 256] * 3)
    red, green, blue = (channel.astype(np.uint16) for channel in cv2.split(sample))
    greys = np.bincount(((red + green + blue) // 3).ravel(), minlength=256)
    return colours.ravel().astype(np.int64), greys


def _compiled(rgb: NDArray[np.uint8], step: int) -> tuple[Counts, Counts]:
    from imgrules._kernels import native

    colours, greys = np.empty((1, 1 << 3 * SHADES), np.int32), np.empty((1, 256), np.int32)
    native.colours(rgb, step, colours, greys)
    return colours[0], greys[0]
