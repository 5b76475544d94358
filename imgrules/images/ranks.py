"""The median and a high percentile, by looking closely at few values."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

GROUP = 64
"""Values whose peak is found first; there must be more groups than values sought."""


def high_percentile(plane: NDArray[np.float32], percent: float) -> float:
    """Return what ``np.percentile`` does of a plane, to the bit.

    Of n values to look for, each is at least the n-th highest of the groups' peaks.
    """
    values = plane.ravel()
    at = (values.size - 1) * (percent / 100)
    before = int(at)
    wanted, groups = values.size - before, values.size // GROUP
    if not 2 <= wanted <= groups:
        return float(np.percentile(plane, percent))
    # Groups lie across: whole rows are compared at once.
    peaks = values[: GROUP * groups].reshape(GROUP, groups).max(axis=0)
    highest = values[values >= np.partition(peaks, groups - wanted)[groups - wanted]]
    rank = len(highest) - wanted
    low, high = np.partition(highest, (rank, rank + 1))[rank : rank + 2]
    return float(_between(low, high, at - before))


def _between(low: np.float32, high: np.float32, share: float) -> np.float32:
    """Go from the nearer end in single precision, as NumPy does."""
    step = high - low
    return high - step * (1 - share) if share >= 0.5 else low + step * share


def median(values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return what ``np.median`` does along the first axis, of numbers that are none of them NaN.

    To the bit. NumPy's own imports its masked arrays when it is first asked, which takes a new
    process as long as finding the product.
    """
    ordered = np.sort(values, axis=0)
    low, high = (len(ordered) - 1) // 2, len(ordered) // 2
    return np.asarray(ordered[low : high + 1].mean(axis=0))
