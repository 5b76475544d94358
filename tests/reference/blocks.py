"""A grid of blocks in a picture: how much stronger steps are on its lines than between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]
Steps = NDArray[np.float64]

LARGEST_STEP = 64.0
"""Steps are cut off here, or one outline would outweigh a thousand grid lines."""
LEAST_ACTIVITY = 0.25
"""Mean step in levels below which there is nothing to find a grid in."""
VISIBLE = 0.5
"""Levels added to both sides: blocks fainter than this are in the file but not to be seen."""
MOST_LINES = 350
TOGETHER = 8
"""Columns chosen side by side."""
FEWEST_LINES = 8
FINEST = 0.6
"""Share of the strongest grid's strength at which a finer one is preferred."""


@dataclass(frozen=True, slots=True)
class Grid:
    """``strength``: steps on the lines against steps between them; 1 where there is no grid."""

    strength: float
    size: int
    """Distance between lines in pixels, 0 where there is no grid."""


def find_grid(grey: Grey, mask: Mask, *, largest: int = 64) -> Grid | None:
    """Find the strongest square grid; None where the picture is too flat to say."""
    rows = np.arange(grey.shape[0])[:: _every(grey.shape[0])]
    columns = [x for x in range(grey.shape[1]) if x // TOGETHER % _every(grey.shape[1]) == 0]
    across = _profile(grey[rows], mask[rows])
    down = _profile(grey[:, columns].T, mask[:, columns].T)
    if across is None or down is None:
        return None
    reach = min(largest, min(len(across), len(down)) // FEWEST_LINES)
    # A grid of blocks shows in both directions; stripes and seams in one.
    found = [
        Grid(min(_strength(across, size), _strength(down, size)), size)
        for size in range(2, reach + 1)
    ]
    strongest = max((grid.strength for grid in found), default=1.0)
    if strongest <= 1.0:
        return Grid(1.0, 0)
    # Every second line of a grid is a grid too: the finest one is meant.
    return next(grid for grid in found if grid.strength >= FINEST * strongest)


def _every(length: int) -> int:
    """Choose rows or columns at one distance, an odd one: an even one would miss grid lines."""
    step = max(1, length // MOST_LINES)
    return step + 1 - step % 2


def _profile(grey: Grey, mask: Mask) -> Steps | None:
    """Mean step between neighbouring columns, over the rows that are product on both sides."""
    steps = np.minimum(np.abs(np.diff(grey, axis=1)), LARGEST_STEP)
    both = mask[:, 1:] & mask[:, :-1]
    count = both.sum(axis=0)
    usable = count >= max(4, grey.shape[0] // 20)
    if not usable.any():
        return None
    mean = np.where(both, steps, 0.0).sum(axis=0) / np.maximum(count, 1)
    profile = mean[int(np.argmax(usable)) : len(usable) - int(np.argmax(usable[::-1]))]
    return profile if float(profile.mean()) >= LEAST_ACTIVITY else None


def _strength(profile: Steps, size: int) -> float:
    folded = profile[: len(profile) // size * size].reshape(-1, size)
    # The median over the lines: a few strong edges of the product make no grid.
    typical = np.median(folded, axis=0)
    line = int(np.argmax(typical))
    between = np.delete(folded, line, axis=1)
    return float((typical[line] + VISIBLE) / (np.median(between) + VISIBLE))
