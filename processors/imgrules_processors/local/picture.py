"""The working picture: reduced, in CIE Lab, with its border band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Bytes, Floats, Mask
from imgrules_processors.local.masks import frame_edge

LONGEST = 1100
"""Px of the working picture's longest side; regions are found on it, edges at full size."""
BAND = 0.02
"""Share of the short side that is taken for the border band."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """``rgb`` uint8 and ``lab`` float32 (L 0-100) at working size; ``factor`` px to one."""

    rgb: Bytes
    lab: Floats
    factor: int

    @property
    def shape(self) -> tuple[int, int]:
        return int(self.rgb.shape[0]), int(self.rgb.shape[1])

    def band(self) -> Mask:
        """Mark the band along the frame."""
        return frame_edge(self.shape, max(2, round(BAND * min(self.shape))))


def working(rgb: Bytes) -> Picture:
    """Reduce the picture by a whole number; pixels are averaged."""
    height, width = rgb.shape[:2]
    factor = max(1, -(-max(height, width) // LONGEST))
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    small = rgb if factor == 1 else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return Picture(cast("Bytes", small), to_lab(small), factor)


def to_lab(rgb: Bytes) -> Floats:
    """Return CIE Lab (D65, L 0-100) of sRGB bytes."""
    unit = np.multiply(rgb, np.float32(1 / 255), dtype=np.float32)
    return cast("Floats", cv2.cvtColor(unit, cv2.COLOR_RGB2Lab))


def to_rgb(lab: Floats) -> Bytes:
    """Return sRGB bytes of CIE Lab."""
    unit = np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), 0, 1)
    return cast("Bytes", np.rint(unit * 255).astype(np.uint8))


def length(vectors: Floats) -> Floats:
    """Return each vector's length."""
    return cast("Floats", np.sqrt(np.einsum("...c,...c->...", vectors, vectors)))
