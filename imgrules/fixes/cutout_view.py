"""A picture and its cut-out at the size on which cut-outs are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.images.regions import Mask
from imgrules.images.working import Floats, Plane
from imgrules.processor import Cutout, Draft

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONG_SIDE = 850
CLEAR = 0.05
"""Alpha up to which a pixel shows backdrop."""
SHADE = 0.55
"""Brightness, against the backdrop's, down to which something may be its shadow."""
TINT = 0.07
"""How far a shadow's channels may differ in that."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Planes of one working size; full-size pixels are ``factor`` times smaller."""

    rgb: Floats
    """Colours, 0-255."""
    own: Floats
    """The product's own colours: those of the soft edge freed of the backdrop."""
    alpha: Floats
    behind: Floats
    """The backdrop's colours everywhere."""
    away: Floats
    """Levels between picture and backdrop, of the channel that differs most."""
    noise: float
    """Standard deviation of ``away`` on the backdrop, levels."""
    product: Mask | None
    """Where the check engine sees the product."""
    factor: int

    @property
    def solid(self) -> Mask:
        return self.alpha > 0.5

    @property
    def long(self) -> int:
        return int(max(self.alpha.shape))

    @property
    def shaded(self) -> Mask:
        """What is darker than the backdrop in all channels alike, as its shadow is."""
        from imgrules_processors.fill import most

        ratio = cast("Floats", self.rgb / np.maximum(self.behind, 1))
        low, high = -most(-ratio), most(ratio)
        return (low >= SHADE) & (high <= 1.02) & (high - low <= TINT)


def view(draft: Draft, cutout: Cutout) -> View:
    """Reduce both by the same whole factor."""
    from imgrules_processors.decontaminate import decontaminate
    from imgrules_processors.fill import most

    factor = -(-max(cutout.alpha.shape) // LONG_SIDE)
    alpha = np.asarray(cutout.alpha, np.float32)
    own = decontaminate(draft.samples, alpha, cutout.backdrop)
    rgb, share = _reduced(draft.samples, factor), _reduced(alpha, factor)
    behind = _behind(rgb, share, cutout.backdrop, factor)
    away = most(np.abs(rgb - behind))
    clear = away[share <= CLEAR]
    noise = 1.48 * float(np.median(clear)) if clear.size else 0.0
    product = None
    if draft.product is not None:
        product = _reduced(draft.product.astype(np.float32), factor) > 0.5
    return View(rgb, _reduced(own, factor), share, behind, away, noise, product, factor)


def _behind(rgb: Floats, alpha: Floats, backdrop: Plane | None, factor: int) -> Floats:
    """Take the segmenter's backdrop, or carry what shows of it into the product."""
    from imgrules_processors.fill import spread

    if backdrop is not None:
        return _reduced(backdrop, factor)
    clear = cv2.erode((alpha <= CLEAR).astype(np.float32), np.ones((3, 3), np.uint8))
    return spread(rgb, cast("Floats", clear))


def _reduced(plane: NDArray[np.generic], factor: int) -> Floats:
    height, width = plane.shape[:2]
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    small = plane if factor == 1 else cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)
