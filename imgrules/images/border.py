"""Finding lines, frames and letterbox bars that were added at the edges of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.working import Plane, Working, reduce
from imgrules.model import Region

Counts = NDArray[np.int32]
SIDES = ("top", "right", "bottom", "left")
TURNS = (0, cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE)
"""What brings each side to the top."""
MARKED = 255
"""What OpenCV writes where a pixel is in range."""
FAR = ("right", "bottom")
"""Sides at which reduction leaves out what makes no whole block."""
THIN = 48
"""Rows at each edge looked at in full size: a line of one pixel is found there."""
FEW = 8
"""Rows looked at first: in most pictures they already differ."""
WHITE = 255
WHITE_COLOUR = np.full(3, WHITE, np.int16)
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


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One side of a plane, turned so that the side is on top, so many rows deep."""

    plane: Plane
    turns: int
    depth: int
    white: range
    """Rows that are flat for being exactly white, as far as the reduction told."""

    @property
    def width(self) -> int:
        return int(self.plane.shape[1 - self.turns % 2])

    def __len__(self) -> int:
        return min(self.depth, int(self.plane.shape[self.turns % 2]))

    def rows(self, start: int, end: int) -> Plane:
        """Copy no more than is looked at; ``end`` may lie behind the last row."""
        strip = self._strip(start, end)
        return cast("Plane", cv2.rotate(strip, TURNS[self.turns])) if self.turns else strip

    def within(self, start: int, end: int, middle: NDArray[np.int16], levels: int) -> Counts:
        """Count in each of these rows the pixels within so many levels of a colour."""
        low = [max(0, channel - levels) for channel in middle.tolist()]
        high = [min(255, channel + levels) for channel in middle.tolist()]
        count = _count_compiled if _kernels.AVAILABLE else _count
        counted = count(self._strip(start, end), low, high, down=self.turns % 2 == 1)
        return counted[::-1] if SIDES[self.turns] in FAR else counted

    def _strip(self, start: int, end: int) -> Plane:
        """Return the rows as they lie in the plane."""
        height, width = self.plane.shape[:2]
        first, last = start, min(end, len(self))
        if self.turns == 0:
            return self.plane[first:last]
        if self.turns == 1:
            return self.plane[:, width - last : width - first]
        if self.turns == 2:
            return self.plane[height - last : height - first]
        return self.plane[:, first:last]


def _count(strip: Plane, low: list[int], high: list[int], *, down: bool) -> Counts:
    within = cv2.inRange(strip, tuple(low), tuple(high))
    counted = cv2.reduce(within, 0 if down else 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
    return np.asarray(counted.ravel() // MARKED, np.int32)


def _count_compiled(strip: Plane, low: list[int], high: list[int], *, down: bool) -> Counts:
    from imgrules._kernels import native

    counted = np.empty((1, strip.shape[1 if down else 0]), np.int32)
    native.count_within(strip, bytes(low), bytes(high), down, counted)
    return counted.ravel()


def find_bars(rgb: Plane, work: Working | None = None) -> tuple[Bar, ...]:
    """Return the bars and lines along the sides, at most one a side."""
    work = work or reduce(rgb)
    bars = []
    for turns, (side, white) in enumerate(zip(SIDES, _white_rows(work), strict=True)):
        left_out = rgb.shape[turns % 2] % work.factor if side in FAR else 0
        known = range(left_out, left_out + white * work.factor)
        fine = _Side(rgb, turns, THIN, known)
        coarse = _Side(work.rgb, turns, round(DEEP * work.shape[turns % 2]), range(white))
        bar = _scan(fine) or _scan(coarse, work.factor)
        if bar is not None:
            thickness, colour, noise = bar
            region = _region(side, min(thickness, rgb.shape[turns % 2]), rgb.shape[1], rgb.shape[0])
            bars.append(Bar(side, thickness, colour, noise, region))
    return tuple(bars)


def _white_rows(work: Working) -> tuple[int, int, int, int]:
    """Count, from each side inwards, the working rows that are flat for being exactly white."""
    if work.clean is None:
        return 0, 0, 0, 0
    counted = work.clean.view(np.uint8)
    down = cv2.reduce(counted, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    across = cv2.reduce(counted, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel()
    # A little more than the share: reduction left out up to a working pixel of the row.
    flat_down, flat_across = down >= FLAT * (len(across) + 1), across >= FLAT * (len(down) + 1)
    return (
        _leading(flat_down),
        _leading(flat_across[::-1]),
        _leading(flat_down[::-1]),
        _leading(flat_across),
    )


def _leading(flat: NDArray[np.bool_]) -> int:
    """Count what is set before the first that is not."""
    first = int(flat.argmin())
    return len(flat) if flat[first] else first


def _scan(side: _Side, factor: int = 1) -> tuple[int, tuple[int, int, int], float] | None:
    """Follow flat rows inwards until the picture begins with a jump across the whole row."""
    if len(side) < 3 or side.width < 16 or _is_white(side):
        return None
    middle = WHITE_COLOUR if 0 in side.white else np.median(side.rows(0, 1)[0], axis=0)
    thickness = _inner_edge(side, middle.astype(np.int16))
    if thickness is None:
        return None
    noise = float(side.rows(0, max(1, thickness - BLOCK)).std(axis=(0, 1)).max())
    colour = int(middle[0]), int(middle[1]), int(middle[2])
    return thickness * factor, colour, round(noise, 2)


def _is_white(side: _Side) -> bool:
    """Tell a side all of whose rows are flat for being white: nothing begins within it."""
    if len(side) > side.white.stop or not side.white.start:
        return len(side) <= side.white.stop
    first = side.within(0, side.white.start, WHITE_COLOUR, 0)
    return bool((first >= FLAT * side.width).all())


def _find_far(side: _Side, middle: NDArray[np.int16], known: range) -> int | None:
    """Return the row within a block behind the flat ones that differs from the bar across."""
    start = _flat_rows(side, middle, known)
    end = min(start + BLOCK, len(side) - 1)
    if start == 0 or start >= end:
        return None
    width = side.width
    far = (width - side.within(start, end, middle, JUMP - 1)) / width >= ACROSS
    return start + int(np.argmax(far)) if far.any() else None


def _find_far_compiled(side: _Side, middle: NDArray[np.int16], known: range) -> int | None:
    from imgrules._kernels import native

    colour = middle.astype(np.uint8).tobytes()
    row = native.side_edge(
        side.plane, side.turns, len(side), known.start, known.stop, colour, SAME, JUMP - 1, FLAT,
        ACROSS, BLOCK,
    )[1]  # fmt: skip
    return row if row >= 0 else None


def _flat_rows(side: _Side, middle: NDArray[np.int16], known: range) -> int:
    """Count the rows that have the bar's colour; no more are looked at than there are."""
    top, many = 0, FEW
    while top < len(side):
        if top in known:
            top = known.stop
            continue
        end = min(top + many, known.start if top < known.start else len(side))
        flat = side.within(top, end, middle, SAME) / side.width >= FLAT
        if not flat.all():
            return top + int(np.argmin(flat))
        top, many = end, THIN
    return len(side)


def _inner_edge(side: _Side, middle: NDArray[np.int16]) -> int | None:
    """Return the row where the picture begins at once across the whole row.

    Compression puts up to a block of ringing before the edge.
    """
    known = side.white if int(middle.min()) == WHITE else range(0)
    row = (_find_far_compiled if _kernels.AVAILABLE else _find_far)(side, middle, known)
    if row is None:
        return None
    first = max(0, row - 3)
    rows = side.rows(first, row + BLOCK + 1)
    here = row - first
    step = cv2.absdiff(rows[here + 1], rows[0]).max(axis=1)
    inside = (np.abs(rows[here : here + 4] - middle).max(axis=0) > SAME).any(axis=1)
    ends = _reaches_ends(inside, row if _frames_white(rows[-1]) else 0)
    sharp = (step >= SHARP * JUMP).mean() >= ACROSS
    return row if sharp and ends else None


def _reaches_ends(inside: NDArray[np.bool_], skip: int) -> bool:
    """Tell a picture, which goes on to both ends of the row, from a product on its backdrop."""
    skip = min(skip, len(inside) // 3)
    end = max(2, len(inside) // 20)
    left, right = inside[skip : skip + end], inside[::-1][skip : skip + end]
    return bool(min(left.mean(), right.mean()) >= ENDS)


def _frames_white(row: Plane) -> bool:
    """Tell a thick frame round a white picture: the corners of it belong to other sides."""
    return bool((row.min(axis=1) >= PALE).mean() >= ACROSS)


def _region(side: str, thickness: int, width: int, height: int) -> Region:
    if side == "top":
        return Region(0, 0, width, thickness, side)
    if side == "right":
        return Region(width - thickness, 0, thickness, height, side)
    if side == "bottom":
        return Region(0, height - thickness, width, thickness, side)
    return Region(0, 0, thickness, height, side)
