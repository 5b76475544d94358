"""A picture and its cut-out at the size on which cut-outs are checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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
SHADE = 0.4
"""Brightness, against the backdrop's, down to which something may be its shadow."""
CAST, TINT = 5.0, 40.0
"""Levels by which a shadow's colour may be off the backdrop's, and how many more when black."""
_SUM = np.ones((1, 3), np.float32)


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def shaded(self) -> Mask:
        """What has the backdrop's colour, only darker, as its shadow does."""
        from imgrules_processors.fill import most

        whole = cv2.transform(self.behind * self.behind, _SUM)
        share = cv2.transform(self.rgb * self.behind, _SUM) / np.maximum(whole, 1)
        off = np.abs(self.rgb - share[..., None] * self.behind)
        left = most(cast("Floats", off))
        return cast(
            "Mask", (share >= SHADE) & (share <= 1.02) & (left <= CAST + TINT * (1 - share))
        )

    @cached_property
    def of_backdrop(self) -> Mask:
        """What has the backdrop's hue, in any light, where that hue tells it from the product."""
        from imgrules.fixes.no_product import of_backdrop_hue

        return of_backdrop_hue(self.rgb.astype(np.uint8), self.solid, self.product)

    @cached_property
    def rise(self) -> Floats:
        """How much the picture changes within 5 px, levels, of the channel that changes most."""
        from imgrules_processors.fill import most

        smooth = cv2.GaussianBlur(self.rgb, (0, 0), 0.8)
        window = np.ones((5, 5), np.uint8)
        return most(cast("Floats", cv2.dilate(smooth, window) - cv2.erode(smooth, window)))


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
