"""How soft edges are: the blur a sharp step would need to look like them.

A step blurred by a Gaussian of sigma s has its gradient lowered by blurring it again with a known
sigma r in the ratio sqrt(1 + (r / s)^2); reading that ratio at an edge gives s. It needs no
reference and does not depend on the edge's contrast (Zhuo and Sim, 2011).

Blurred and differentiated in whole numbers: on straight edges whole rows of pixels are on the ridge
or off it together, and sums that were rounded would tell by their last digit.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Whole = NDArray[np.int64]
Floats = NDArray[np.float32]

BLUR = (1, 15, 61, 102, 61, 15, 1)
TIMES = sum(BLUR) ** 2
"""What a level becomes when it is blurred along both axes."""
REBLUR = float(np.sqrt(sum((at - 3) ** 2 * weight for at, weight in enumerate(BLUR)) / sum(BLUR)))
LEAST_SLOPE = 2.3
"""Levels per pixel an edge must have after blurring; less is shading or noise."""
RIDGE = 0.98
"""Share of the steepest neighbour's slope at which a pixel is on the edge's ridge."""
FAR = 5
"""Pixels to each side that have a part in an edge: the blur, the slope, the neighbour."""


def sigmas(grey: Grey) -> tuple[NDArray[np.intp], Floats]:
    """Return where the edge pixels are, counted along the rows, and the sigma of each."""
    levels = np.pad(grey, FAR, mode="reflect").astype(np.int64)
    before = _steepness(levels * TIMES)[FAR - 1 : 1 - FAR, FAR - 1 : 1 - FAR]
    after = _steepness(_along_rows(_along_rows(levels).T).T)
    # Ridge and strength are judged on the reblurred picture, where noise has gone.
    steepest = np.asarray(cv2.dilate(after, np.ones((3, 3), np.uint8)))[1:-1, 1:-1]
    after = after[1:-1, 1:-1]
    edge = (after >= np.float32(RIDGE**2) * steepest) & (after >= _least())
    excess = np.maximum(before[edge] / after[edge] - np.float32(1), np.float32(0.01))
    return np.flatnonzero(edge), np.asarray(np.float32(REBLUR) / np.sqrt(excess), np.float32)


def _least() -> np.float32:
    return np.float32((16 * LEAST_SLOPE * TIMES) ** 2)


def _along_rows(levels: Whole) -> Whole:
    """Blur; three columns at each end are lost."""
    length = levels.shape[1] - len(BLUR) + 1
    parts = [weight * levels[:, at : at + length] for at, weight in enumerate(BLUR)]
    return np.asarray(sum(parts), np.int64)


def _steepness(levels: Whole) -> Floats:
    """Squared slope by Scharr's operator; the outermost pixels are lost."""
    across = levels[:, 2:] - levels[:, :-2]
    down = levels[2:] - levels[:-2]
    x = 3 * (across[:-2] + across[2:]) + 10 * across[1:-1]
    y = 3 * (down[:, :-2] + down[:, 2:]) + 10 * down[:, 1:-1]
    return np.square(x.astype(np.float32)) + np.square(y.astype(np.float32))
