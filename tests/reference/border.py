"""Finding lines, frames and letterbox bars that were added at the edges of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgrules.model import Region
from tests.reference.working import Plane, Working, reduce

SIDES = ("top", "right", "bottom", "left")
THIN = 48
"""Rows at each edge looked at in full size: a line of one pixel is found there."""
DEEP = 0.45
"""Share of the height a bar may take."""
SAME = 10
"""Levels within which a pixel has the bar's colour: compression noise."""
FLAT = 0.985
"""Share of a row that must have the bar's colour."""
JUMP = 18
"""Levels by which the picture differs from the bar at its inner edge."""
ACROSS = 0.6
"""Share of the row that must jump there."""
ENDS = 0.3
"""The same at both ends of the row: a product on a plain backdrop leaves the ends unchanged."""
BLOCK = 16
"""Rows of ringing a bar may have before its inner edge."""
SHARP = 0.7
"""Share of the jump that happens within three rows."""
PALE = 240
"""Levels of the white inside a thick frame."""
GRAIN = 2.0
"""Noise, levels, above which a plain strip is a wall or a sky, not something drawn."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar along one side: thickness in full-size pixels, colour, noise."""

    side: str
    thickness: int
    colour: tuple[int, int, int]
    noise: float
    region: Region


def find_bars(rgb: Plane, work: Working | None = None) -> tuple[Bar, ...]:
    """Return the bars and lines along the sides, at most one a side."""
    work = work or reduce(rgb)
    bars = []
    for turns, side in enumerate(SIDES):
        full, small = np.rot90(rgb, turns), np.rot90(work.rgb, turns)
        bar = _scan(full[:THIN]) or _scan(small[: round(DEEP * small.shape[0])], work.factor)
        if bar is not None:
            thickness, colour, noise = bar
            region = _region(side, min(thickness, full.shape[0]), rgb.shape[1], rgb.shape[0])
            bars.append(Bar(side, thickness, colour, noise, region))
    return tuple(bars)


def _scan(
    rows: NDArray[np.uint8], factor: int = 1
) -> tuple[int, tuple[int, int, int], float] | None:
    """Follow flat rows inwards until the picture begins with a jump across the whole row."""
    if rows.shape[0] < 3 or rows.shape[1] < 16:
        return None
    middle = np.median(rows[0], axis=0)
    away = np.abs(rows.astype(np.int16) - middle.astype(np.int16)).max(axis=2)
    flat = (away <= SAME).mean(axis=1) >= FLAT
    thickness = _inner_edge(rows, away, len(flat) if flat.all() else int(np.argmin(flat)))
    if thickness is None:
        return None
    calm = rows[: max(1, thickness - BLOCK)]
    noise = float(calm.std(axis=(0, 1)).max())
    colour = int(middle[0]), int(middle[1]), int(middle[2])
    return thickness * factor, colour, round(noise, 2)


def _inner_edge(rows: NDArray[np.uint8], away: NDArray[np.int16], start: int) -> int | None:
    """Return the row behind ``start`` where the picture begins at once across the whole row.

    Compression puts up to a block of ringing before the edge.
    """
    if start == 0:
        return None
    far = (away >= JUMP).mean(axis=1)
    for row in range(start, min(start + BLOCK, len(rows) - 1)):
        if far[row] >= ACROSS:
            before = rows[max(0, row - 3)].astype(np.int16)
            step = np.abs(rows[row + 1].astype(np.int16) - before).max(axis=1)
            inside = away[row : row + 4].max(axis=0) > SAME
            ends = _reaches_ends(inside, row if _frames_white(rows[row:]) else 0)
            sharp = (step >= SHARP * JUMP).mean() >= ACROSS
            return row if sharp and ends else None
    return None


def _reaches_ends(inside: NDArray[np.bool_], skip: int) -> bool:
    """Tell a picture, which goes on to both ends of the row, from a product on its backdrop."""
    skip = min(skip, len(inside) // 3)
    end = max(2, len(inside) // 20)
    left, right = inside[skip : skip + end], inside[::-1][skip : skip + end]
    return bool(min(left.mean(), right.mean()) >= ENDS)


def _frames_white(inner: NDArray[np.uint8]) -> bool:
    """Tell a thick frame round a white picture: the corners of it belong to other sides."""
    row = inner[min(BLOCK, len(inner) - 1)]
    return bool((row.min(axis=1) >= PALE).mean() >= ACROSS)


def _region(side: str, thickness: int, width: int, height: int) -> Region:
    if side == "top":
        return Region(0, 0, width, thickness, side)
    if side == "right":
        return Region(width - thickness, 0, thickness, height, side)
    if side == "bottom":
        return Region(0, height - thickness, width, thickness, side)
    return Region(0, 0, thickness, height, side)
