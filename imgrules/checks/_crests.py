"""Thin lines along which colours change most, followed from pixel to pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.checks._gradient import Floats, Gradient

Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
OUTERMOST = 2
"""Pixels along the frame whose neighbours lie outside."""


@dataclass(frozen=True, slots=True, eq=False)
class Crest:
    """One connected line: its pixels, row by row."""

    rows: Indices
    columns: Indices
    side: Floats
    """1 or -1: by what to multiply the normals so that they all point to the same side of it."""


def crests_in(gradient: Gradient, least: float, rim: int, shortest: float) -> list[Crest]:
    """Find lines of ``shortest`` pixels and more, stronger than ``least`` and off the rim."""
    mask = crest_mask(gradient, least)
    mask[:rim], mask[-rim:], mask[:, :rim], mask[:, -rim:] = False, False, False, False
    follow = _follow if _kernels.AVAILABLE else follow_plain
    return list(follow(mask, gradient, math.ceil(shortest)))


def crest_mask(gradient: Gradient, least: float) -> Mask:
    """Mark what is as strong as a pixel ahead and a pixel behind, along its normal."""
    if not _kernels.AVAILABLE:
        return crest_mask_plain(gradient, least)
    from imgrules._kernels import native

    mask = np.empty(gradient.strength.shape, np.bool_)
    native.crests(gradient.strength, gradient.normal_x, gradient.normal_y, least, mask)
    return mask


def crest_mask_plain(gradient: Gradient, least: float) -> Mask:
    """Do as the kernel does."""
    strength, mask = gradient.strength, np.zeros(gradient.strength.shape, np.bool_)
    inner = (slice(OUTERMOST, -OUTERMOST),) * 2
    rows, columns = np.nonzero(strength[inner] > least)
    at = rows + OUTERMOST, columns + OUTERMOST
    own, dx, dy = strength[at], gradient.normal_x[at], gradient.normal_y[at]
    ahead, behind = _between(strength, at, dx, dy), _between(strength, at, -dx, -dy)
    mask[at] = (own >= ahead) & (own >= behind)
    return mask


def _between(plane: Floats, at: tuple[Indices, Indices], dx: Floats, dy: Floats) -> Floats:
    """Read the plane so far from each place, by the four pixels about it."""
    left, top = np.floor(dx), np.floor(dy)
    across, down = dx - left, dy - top
    row, column = at[0] + top.astype(np.intp), at[1] + left.astype(np.intp)
    one, two = plane[row, column], plane[row + 1, column]
    one = one + across * (plane[row, column + 1] - one)
    two = two + across * (plane[row + 1, column + 1] - two)
    return one + down * (two - one)


def _follow(mask: Mask, gradient: Gradient, shortest: int) -> Iterator[Crest]:
    from imgrules._kernels import native

    pixels = int(np.count_nonzero(mask))
    places = np.empty((1, pixels), np.int32)
    lengths = np.empty((1, pixels // shortest), np.int32)
    sides = np.empty(mask.shape, np.uint8)
    normals = gradient.normal_x, gradient.normal_y
    found = native.walk(mask, *normals, shortest, places, lengths, sides)
    ends = np.cumsum(lengths[0, :found])
    for end, length in zip(ends, lengths[0, :found], strict=True):
        at = np.sort(places[0, end - length : end]).astype(np.intp)
        rows, columns = np.divmod(at, mask.shape[1])
        side = np.where(sides.ravel()[at] == 1, np.float32(1), np.float32(-1))
        yield Crest(rows, columns, side)


def follow_plain(mask: Mask, gradient: Gradient, shortest: int) -> Iterator[Crest]:
    """Do as the kernel does."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    for label in np.flatnonzero(stats[1:, cv2.CC_STAT_AREA] >= shortest) + 1:
        rows, columns = np.nonzero(labels == label)
        yield Crest(rows, columns, _sides(rows, columns, gradient))


def _sides(rows: Indices, columns: Indices, gradient: Gradient) -> Floats:
    """Walk along a line so that a side stays the same side."""
    left, top = int(columns.min()) - 1, int(rows.min()) - 1
    width = int(columns.max()) - left + 2
    at = ((rows - top) * width + columns - left).tolist()
    place = dict(zip(at, range(len(at)), strict=True))
    steps = (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1)
    normal_x = gradient.normal_x[rows, columns].tolist()
    normal_y = gradient.normal_y[rows, columns].tolist()
    side = [0.0] * len(at)
    side[0] = 1.0
    waiting = [0]
    while waiting:
        index = waiting.pop()
        for step in steps:
            other = place.get(at[index] + step)
            if other is not None and side[other] == 0.0:
                along = normal_x[index] * normal_x[other] + normal_y[index] * normal_y[other]
                side[other] = side[index] if along >= 0 else -side[index]
                waiting.append(other)
    return np.array(side, np.float32)
