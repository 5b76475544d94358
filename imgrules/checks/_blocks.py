"""A grid of blocks in a picture: how much stronger steps are on its lines than between them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.checks._area import Area, Mask, Numbers
from imgrules.images.ranks import median

Grey = NDArray[np.uint8]
Counts = NDArray[np.int32]
Sums = tuple[Counts, Counts]
Steps = NDArray[np.float64]

LARGEST_STEP = 64
"""Steps are cut off here, or one outline would outweigh a thousand grid lines."""
LEAST_ACTIVITY = 0.25
"""Mean step in levels below which there is nothing to find a grid in."""
VISIBLE = 0.5
"""Levels added to both sides: blocks fainter than this are in the file but not to be seen."""
MOST_LINES = 350
"""Rows, and columns, along which steps are read; of more, as many at one distance,"""
TOGETHER = 8
"""and of columns so many side by side."""
FEWEST_LINES = 8
FINER = 2
"""The finest grid looked for, in pixels."""
FINEST = 0.6
"""Share of the strongest grid's strength at which a finer one is preferred."""


@dataclass(frozen=True, slots=True)
class Grid:
    """``strength``: steps on the lines against steps between them; 1 where there is no grid."""

    strength: float
    size: int
    """Distance between lines in pixels, 0 where there is no grid."""


def find_grid(grey: Grey, area: Area, *, largest: int = 64) -> Grid | None:
    """Find the strongest square grid; None where the picture is too flat to say."""
    across, down = _profiles(grey, area)
    if across is None or down is None:
        return None
    reach = min(largest, min(len(across), len(down)) // FEWEST_LINES)
    pair = (across, down)
    if reach >= FINER and _none_stronger(pair, reach, finest := _at(pair, FINER)):
        return finest
    # A grid of blocks shows in both directions; stripes and seams in one.
    found = [_at(pair, size) for size in range(FINER, reach + 1)]
    strongest = max((grid.strength for grid in found), default=1.0)
    if strongest <= 1.0:
        return Grid(1.0, 0)
    # Every second line of a grid is a grid too: the finest one is meant.
    return next(grid for grid in found if grid.strength >= FINEST * strongest)


def _at(profiles: tuple[Steps, Steps], size: int) -> Grid:
    return Grid(min(_strength(profile, size) for profile in profiles), size)


def _none_stronger(profiles: tuple[Steps, Steps], reach: int, finest: Grid) -> bool:
    """Tell that the finest grid answers for all: no coarser one is so strong that it would count.

    Most pictures have no grid; this spares reading sixty-two strengths in each.
    """
    if finest.strength <= 1.0:
        return False
    limit = finest.strength / FINEST * (1 - 1e-9)
    sizes = set(range(FINER + 1, reach + 1))
    for profile in profiles:
        sizes &= set(_may_exceed(profile, reach, limit).tolist())
        if not sizes:
            break
    return all(_at(profiles, size).strength <= limit for size in sizes)


def _may_exceed(profile: Steps, reach: int, limit: float) -> NDArray[np.intp]:
    """Return the sizes whose strength could be over the limit.

    The steps between the lines are at least the median left when the largest are taken for the
    lines; on the lines of one phase half the steps must then be over a known level.
    """
    sizes = np.arange(FINER + 1, reach + 1)
    lines = len(profile) // sizes
    between = np.sort(profile)[(lines * (sizes - 1) - 1) // 2]
    level = limit * (between + VISIBLE) - VISIBLE
    if not len(sizes):
        return sizes
    place = np.flatnonzero(profile > level.min())[:, None]
    high = (profile[place] > level) & (place < lines * sizes)
    starts = np.cumsum(sizes) - sizes
    phases = (place % sizes + starts)[high]
    counts = np.bincount(phases, minlength=int(sizes.sum()))
    return sizes[2 * np.maximum.reduceat(counts, starts) >= lines]


def _profiles(grey: Grey, area: Area) -> tuple[Steps | None, Steps | None]:
    """Mean step between neighbouring columns, and between neighbouring rows, of the product."""
    if min(grey.shape) < FINER:
        return None, None
    down, across = grey.shape[0], len(_columns(grey.shape[1]))
    one, two = (_compiled_steps if _kernels.AVAILABLE else _steps)(grey, area)
    return _profile(*one, -(-down // _every(down))), _profile(*two, across)


def _every(length: int) -> int:
    """Choose rows or columns at one distance, an odd one: an even one would miss grid lines."""
    step = max(1, length // MOST_LINES)
    return step + 1 - step % 2


def _columns(length: int) -> Numbers:
    """Choose groups of columns that lie side by side, which costs less than as many apart."""
    columns = np.arange(length)
    return np.asarray(columns[columns // TOGETHER % _every(length) == 0], np.intp)


def _profile(total: Counts, count: Counts, lines: int) -> Steps | None:
    usable = count >= max(4, lines // 20)
    if not usable.any():
        return None
    mean: Steps = total / np.maximum(count, 1)
    profile = mean[int(np.argmax(usable)) : len(usable) - int(np.argmax(usable[::-1]))]
    return profile if float(profile.mean()) >= LEAST_ACTIVITY else None


def _steps(grey: Grey, area: Area) -> tuple[Sums, Sums]:
    """Return the sums of steps from each column to the next and how many; the same for rows."""
    rows, columns = (area.numbers(axis, grey.shape[axis]) for axis in (0, 1))
    down, across = np.s_[:: _every(grey.shape[0])], _columns(grey.shape[1])
    inside = np.take(area.mask[rows[down]], columns, axis=1)
    one = _steps_along(grey[down], inside, 0)
    inside = np.take(area.mask[:, columns[across]], rows, axis=0)
    return one, _steps_along(np.ascontiguousarray(grey[:, across]), inside, 1)


def _steps_along(grey: Grey, mask: Mask, axis: int) -> Sums:
    area = mask.view(np.uint8)
    here, there = (np.s_[:, 1:], np.s_[:, :-1]) if axis == 0 else (np.s_[1:], np.s_[:-1])
    both = cv2.bitwise_and(area[here], area[there])
    steps = cv2.min(cv2.absdiff(grey[here], grey[there]), LARGEST_STEP)
    total, count = (
        cv2.reduce(plane, axis, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
        for plane in (cv2.multiply(steps, both), both)
    )
    return np.asarray(total, np.int32), np.asarray(count, np.int32)


def _compiled_steps(grey: Grey, area: Area) -> tuple[Sums, Sums]:
    """As ``_steps``."""
    from imgrules._kernels import native

    rows, columns = (area.numbers(axis, grey.shape[axis]).astype(np.int32) for axis in (0, 1))
    starts = np.searchsorted(columns, np.arange(area.mask.shape[1] + 1)).astype(np.int32)
    chosen = columns[_columns(grey.shape[1])]
    made = [np.empty((1, grey.shape[axis] - 1), np.int32) for axis in (1, 1, 0, 0)]
    native.steps(
        grey,
        area.mask,
        rows[None],
        starts[None],
        chosen[None],
        _every(grey.shape[0]),
        _every(grey.shape[1]),
        *made,
    )
    one, two, three, four = (each[0] for each in made)
    return (one, two), (three, four)


def _strength(profile: Steps, size: int) -> float:
    folded = profile[: len(profile) // size * size].reshape(-1, size)
    # The median over the lines: a few strong edges of the product make no grid.
    typical = median(folded)
    line = int(np.argmax(typical))
    between = np.delete(folded, line, axis=1)
    return float((typical[line] + VISIBLE) / (median(between.ravel()) + VISIBLE))
