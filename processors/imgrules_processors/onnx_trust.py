"""Whether a map of probabilities shows a product, and how far it is to be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from imgrules.ext import Declined

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST, _MOST = 0.0005, 0.995
"""Shares of the frame that a product covers; a ring on a wide backdrop covers a thousandth."""
_EDGE = 3
"""Cells beside an outline that may be unsure: a model's map is that soft."""
_UNSURE = (0.1, 0.9)
_FIRM = 0.9
"""A probability, in the middle of the product, that leaves nothing to be desired."""


def confidence(found: NDArray[np.float32]) -> float:
    """Return 0-1 for a map (height × width, 0-1). Raises Declined where it shows no product.

    Lowered by a product the model itself is not firm about, and by unsure areas away from any
    outline: there it could not decide what belongs to the product.
    """
    inside = found >= 0.5
    share = float(inside.mean())
    if share < _LEAST:
        raise Declined(f"the model found no product: nothing above {float(found.max()):.2f} of 1")
    if share > _MOST:
        raise Declined("the model took the whole picture for the product")
    firm = (float(np.median(found[inside])) - 0.5) / (_FIRM - 0.5)
    doubt = float(_undecided(found, inside).sum() / inside.sum())
    return float(np.clip(firm, 0, 1) * (1 - min(1.0, 2 * doubt)))


def _undecided(found: NDArray[np.float32], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    kernel = np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)
    outline = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_GRADIENT, kernel)
    unsure = (found > _UNSURE[0]) & (found < _UNSURE[1])
    return np.asarray(unsure & (outline == 0), np.bool_)
