"""Finding lines, frames and letterbox bars that were added at the edges of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.working import Plane, Working, reduce
from imgrules.model import Region

SIDES = ("top", "right", "bottom", "left")
TURNS = (0, cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE)
"""What brings each side to the top."""
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
    deep = {side: round(DEEP * work.shape[turns % 2]) for turns, side in enumerate(SIDES)}
    for turns, side in enumerate(SIDES):
        bar = _scan(_strip(rgb, turns, THIN)) or _scan(
            _strip(work.rgb, turns, deep[side]), work.factor
        )
        if bar is not None:
            thickness, colour, noise = bar
            region = _region(side, min(thickness, rgb.shape[turns % 2]), rgb.shape[1], rgb.shape[0])
            bars.append(Bar(side, thickness, colour, noise, region))
    return tuple(bars)


def _strip(rgb: Plane, turns: int, depth: int) -> Plane:
    """Return so many rows of one side, turned so that the side is on top."""
    whole = slice(None)
    if not depth:
        return rgb[:0]
    part = ((slice(depth), whole), (whole, slice(-depth, None)),
            (slice(-depth, None), whole), (whole, slice(depth)))[turns]  # fmt: skip
    strip = np.ascontiguousarray(rgb[part])
    return cast("Plane", cv2.rotate(strip, TURNS[turns])) if turns else strip


def _scan(
    rows: NDArray[np.uint8], factor: int = 1
) -> tuple[int, tuple[int, int, int], float] | None:
    """Follow flat rows inwards until the picture begins with a jump across the whole row."""
    if rows.shape[0] < 3 or rows.shape[1] < 16:
        return None
    middle = np.median(rows[0], axis=0).astype(np.int16)
    thickness = _inner_edge(rows, middle, _flat_rows(rows, middle))
    if thickness is None:
        return None
    calm = rows[: max(1, thickness - BLOCK)]
    noise = float(calm.std(axis=(0, 1)).max())
    colour = int(middle[0]), int(middle[1]), int(middle[2])
    return thickness * factor, colour, round(noise, 2)


def _flat_rows(rows: NDArray[np.uint8], middle: NDArray[np.int16]) -> int:
    """Count the rows that have the bar's colour; no more are looked at than there are."""
    width = rows.shape[1]
    for top in range(0, len(rows), THIN):
        flat = _within(rows[top : top + THIN], middle, SAME) / width >= FLAT
        if not flat.all():
            return top + int(np.argmin(flat))
    return len(rows)


def _within(rows: NDArray[np.uint8], middle: NDArray[np.int16], levels: int) -> NDArray[np.intp]:
    """Count in each row the pixels within so many levels of a colour."""
    low = tuple(max(0, int(channel) - levels) for channel in middle)
    high = tuple(min(255, int(channel) + levels) for channel in middle)
    within = cv2.inRange(np.ascontiguousarray(rows), low, high)
    return np.asarray(np.count_nonzero(within, axis=1))


def _inner_edge(rows: NDArray[np.uint8], middle: NDArray[np.int16], start: int) -> int | None:
    """Return the row behind ``start`` where the picture begins at once across the whole row.

    Compression puts up to a block of ringing before the edge.
    """
    end = min(start + BLOCK, len(rows) - 1)
    if start == 0 or start >= end:
        return None
    width = rows.shape[1]
    far = (width - _within(rows[start:end], middle, JUMP - 1)) / width >= ACROSS
    if not far.any():
        return None
    row = start + int(np.argmax(far))
    before = rows[max(0, row - 3)].astype(np.int16)
    step = np.abs(rows[row + 1].astype(np.int16) - before).max(axis=1)
    away = np.abs(rows[row : row + 4].astype(np.int16) - middle).max(axis=2)
    inside = away.max(axis=0) > SAME
    ends = _reaches_ends(inside, row if _frames_white(rows[row:]) else 0)
    sharp = (step >= SHARP * JUMP).mean() >= ACROSS
    return row if sharp and ends else None


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
