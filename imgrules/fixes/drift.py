"""How far a resized picture drifted because its sides are whole pixels.

Resizing 1600 × 1067 px by 0.6 gives 960 × 640 px, not 640.2: the shorter side is stretched by as
much. A placement knows one scale, so the difference is read off the pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from imgrules.fixes.align import Window
    from imgrules.processor import Bytes, Mask

MOST = 1.0
"""Pixels at the far edge that rounding explains; what moved further is no drift."""


@dataclass(frozen=True, slots=True)
class Drift:
    """By how many pixels the far edge of the finished picture is off, to the right and down."""

    right: float = 0.0
    down: float = 0.0

    @property
    def matters(self) -> bool:
        return max(abs(self.right), abs(self.down)) > 0.03


def drift(laid: Bytes, after: Bytes, inside: Mask, part: Window, size: tuple[int, int]) -> Drift:
    """Return the stretch of the shorter side that explains the difference best.

    ``laid``: the original over the window ``part`` of a finished picture of ``size`` (width,
    height), ``after``: that part. Least squares over the brightness slopes inside the product.
    """
    across = size[0] < size[1]
    axis = 1 if across else 0
    levels = laid[..., 1].astype(np.float32)
    slope = np.gradient(levels, axis=axis)
    first, last = (part.left, part.right) if across else (part.top, part.bottom)
    share = (np.arange(first, last, dtype=np.float32) + 0.5) / size[0 if across else 1]
    pull = slope * (share[None, :] if across else share[:, None])
    change = after[..., 1].astype(np.float32) - levels
    known = float((pull[inside] ** 2).sum())
    if known == 0:
        return Drift()
    off = float(np.clip(-(change[inside] * pull[inside]).sum() / known, -MOST, MOST))
    return Drift(right=off) if across else Drift(down=off)
