"""Edges of a picture tile by tile: where they are, and how soft.

A step blurred by a Gaussian of sigma s has its gradient lowered by blurring it again with a known
sigma r in the ratio sqrt(1 + (r / s)^2); reading that ratio at an edge gives s. It needs no
reference and does not depend on the edge's contrast (Zhuo and Sim, 2011).

Blurring and slopes are whole numbers and every step after them a single operation, so that nothing
hangs on the order of sums: whoever computes it gives the same bits.
"""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.checks._levels import TILE, Level, Pixels

Floats = NDArray[np.float32]
Levels = NDArray[np.int32]
Numbers = NDArray[np.intp]

WEIGHTS = (102, 61, 15, 1)
"""Of a pixel, its neighbours, theirs and so on: a Gaussian of 1 px, near enough to read sigmas
within half a per cent of what it would give. They add up to 256."""
SUM = 256
REBLUR = math.sqrt(2 * sum(far * far * weight for far, weight in enumerate(WEIGHTS)) / SUM)
"""Their sigma in pixels."""
REACH = 3
"""Pixels to each side that the blur takes in."""
HALO = REACH + 2
"""Pixels round a tile that have a part in its edges: the blur, the slope, the neighbour."""
SCHARR = 16.0
"""The operator's answer to a slope of one level per pixel and side."""
LEAST_SLOPE = 2.3
"""Levels per pixel an edge must have after blurring; less is shading or noise."""
RIDGE = np.float32(0.98**2)
"""Share of the steepest neighbour's squared slope at which a pixel is on the edge's ridge."""


def edges_in(level: Level, tiles: Numbers) -> tuple[Numbers, Floats]:
    """Find the edge pixels of some tiles: their numbers, along the rows, and sigmas in pixels.

    ``tiles`` are counted along the rows of tiles. Each edge is as wide as its ridge.
    """
    least = np.float32((SCHARR * LEAST_SLOPE * SUM * SUM) ** 2)
    find = _compiled if _kernels.AVAILABLE else _ridges
    places, before, after = find(level.pixels, level.unit, tiles, least)
    # Ridge and strength are judged on the reblurred picture, where noise has gone.
    ratio = before * np.float32((SUM * SUM / level.unit) ** 2) / after
    excess = np.maximum(ratio - np.float32(1), np.float32(1e-2))
    return places, np.asarray(np.float32(REBLUR) / np.sqrt(excess), np.float32)


def _compiled(
    pixels: Pixels, unit: int, tiles: Numbers, least: np.float32
) -> tuple[Numbers, Floats, Floats]:
    """As ``_ridges``."""
    from imgrules._kernels import native

    room = (1, max(1, len(tiles)) * TILE**2)
    places, before, after = (np.empty(room, kind) for kind in (np.intp, np.float32, np.float32))
    count = native.ridges(
        pixels,
        pixels.dtype == np.uint16,
        unit.bit_length() - 1,
        np.ascontiguousarray(tiles)[None],
        np.array([WEIGHTS], np.uint16),
        float(least),
        float(RIDGE),
        places,
        before,
        after,
    )
    return places[0, :count], before[0, :count], after[0, :count]


def _ridges(
    pixels: Pixels, unit: int, tiles: Numbers, least: np.float32
) -> tuple[Numbers, Floats, Floats]:
    """Return where the ridges are, and the squared slopes there before and after blurring.

    Slopes before are those of the pixels, after those of levels times ``SUM`` twice.
    """
    parts = _cut_out(pixels, tiles)
    after = _steepness(_blurred(parts, unit))
    inner = after[:, 1:-1, 1:-1]
    ridge = (inner >= least) & (inner >= RIDGE * _steepest_nearby(after))
    number, row, column = np.nonzero(ridge)
    down, across = np.divmod(tiles[number], -(-pixels.shape[1] // TILE))
    y, x = down * TILE + row, across * TILE + column
    there = (y < pixels.shape[0]) & (x < pixels.shape[1])
    at = number[there], row[there], column[there]
    before = _steepness_at(parts, *at)
    return y[there] * pixels.shape[1] + x[there], before, inner[at]


def _cut_out(pixels: Pixels, tiles: Numbers) -> Levels:
    """Return the tiles with their surroundings, mirrored beyond the picture's edge."""
    down, across = np.divmod(tiles, -(-pixels.shape[1] // TILE))
    rows, columns = pixels.shape
    wider = np.asarray(
        cv2.copyMakeBorder(
            pixels,
            HALO,
            HALO + -rows % TILE,
            HALO,
            HALO + -columns % TILE,
            cv2.BORDER_REFLECT_101,
        )
    )
    side = TILE + 2 * HALO
    corners = zip(down * TILE, across * TILE, strict=True)
    parts = [wider[y : y + side, x : x + side] for y, x in corners]
    return np.array(parts, np.int32).reshape(-1, side, side)


def _blurred(parts: Levels, unit: int) -> Levels:
    """Blur; between the axes 1/256 of a level is kept, so that it fits 16 bits."""
    side = TILE + 2 * HALO - 2 * REACH
    down = _weighed([parts[:, far : far + side] for far in range(2 * REACH + 1)])
    down = (down + unit // 2) // unit
    return _weighed([down[:, :, far : far + side] for far in range(2 * REACH + 1)])


def _weighed(shifted: list[Levels]) -> Levels:
    soft = WEIGHTS[0] * shifted[REACH]
    for far in range(1, REACH + 1):
        soft += WEIGHTS[far] * (shifted[REACH - far] + shifted[REACH + far])
    return soft


def _steepness(grey: Levels) -> Floats:
    """Return the squared slope of all but the outermost pixels, by Scharr's operator."""
    corners = grey[:, 2:, 2:] - grey[:, :-2, :-2], grey[:, 2:, :-2] - grey[:, :-2, 2:]
    across, down = (
        grey[:, 1:-1, 2:] - grey[:, 1:-1, :-2],
        grey[:, 2:, 1:-1] - grey[:, :-2, 1:-1],
    )
    return _squared(*corners, across, down)


def _steepness_at(parts: Levels, number: Numbers, row: Numbers, column: Numbers) -> Floats:
    """Return the squared slope of the given pixels of the tiles."""

    def grey(y: int, x: int) -> Levels:
        return parts[number, row + HALO + y, column + HALO + x]

    corners = grey(1, 1) - grey(-1, -1), grey(1, -1) - grey(-1, 1)
    return _squared(*corners, grey(0, 1) - grey(0, -1), grey(1, 0) - grey(-1, 0))


def _squared(falling: Levels, rising: Levels, across: Levels, down: Levels) -> Floats:
    x = (3 * (falling - rising) + 10 * across).astype(np.float32)
    y = (3 * (falling + rising) + 10 * down).astype(np.float32)
    return cast("Floats", x * x + y * y)


def _steepest_nearby(slopes: Floats) -> Floats:
    """Return the largest of each pixel and its eight neighbours."""
    most = np.maximum(np.maximum(slopes[:, :-2], slopes[:, 1:-1]), slopes[:, 2:])
    return cast("Floats", np.maximum(np.maximum(most[..., :-2], most[..., 1:-1]), most[..., 2:]))
