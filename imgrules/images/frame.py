"""Telling a drawn frame from the white margins round a rectangular product."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from imgrules.images.border import FLAT, GRAIN, SAME, SIDES, Bar, find_bars
from imgrules.images.header import Header
from imgrules.images.rim import rim_px
from imgrules.images.working import Plane, Working
from imgrules.model import Region

PALE = 240
"""Darkest channel of margins that are a white backdrop."""
WHITE_INSIDE = 245
"""The same of a white picture that begins behind a frame, compression allowed for."""
INSIDE = (3, 8, 16)
"""Rows behind the inner edge of a bar that are looked at."""
MOSTLY = 0.6
DRAWN = 0.5
"""Noise, levels, up to which a colour is exact: no camera's is."""
NO_FRAME = 0.95
"""Share of the outermost pixels that are pale where no two sides carry a line."""
THIN = 0.03
"""Share of the short side up to which an even line all round is a frame, not a backdrop."""
EVEN = 2
"""Px by which the four sides of such a line may differ."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``kind``: ``none``; ``margins`` of white; a ``strip`` that may be the scene's; a ``frame``.

    ``on_white``: a white picture begins behind it, so the product can be looked for inside.
    """

    kind: str
    bars: tuple[Bar, ...] = ()
    on_white: bool = False


def find_frame(rgb: Plane, work: Working | None = None) -> Frame:
    """Find the bars along the sides and say what they are together."""
    bars = find_bars(rgb, work)
    if not bars:
        return Frame("none")
    coloured = [bar for bar in bars if min(bar.colour) < PALE]
    on_white = bool(coloured) and all(_is_white_behind(rgb, bar) for bar in coloured)
    if coloured:
        all_round = len(bars) == 4 or _goes_round(rgb, bars, coloured[0])
        kind = _kind_coloured(coloured, min(rgb.shape[:2]), free=all_round and not on_white)
    else:
        kind = _kind_pale(bars, all_round=len(bars) == 4 or _goes_round(rgb, bars, bars[0]))
    return Frame(kind, bars, on_white and kind == "frame")


def find_frame_on_white(rgb: Plane, work: Working) -> Frame:
    """Find a drawn frame round a white picture; costs next to nothing where the edge is white."""
    if _is_pale_round(rgb, work):
        return Frame("none")
    frame = find_frame(rgb, work)
    return frame if frame.on_white else Frame("none")


def _is_pale_round(rgb: Plane, work: Working) -> bool:
    """Tell whether the outermost pixels are pale; where reducing saw white, no one looks again."""
    height, width = rgb.shape[:2]
    top, left, bottom, right = rgb[:1], rgb[:, :1], rgb[-1:], rgb[:, -1:]
    pale, edge = _pale_in(bottom) + _pale_in(right), 2 * (width + height)
    if work.clean is not None:
        seen = np.count_nonzero(work.clean[0]) + np.count_nonzero(work.clean[:, 0])
        if (pale + seen * work.factor) / edge >= NO_FRAME:
            return True
    return bool((pale + _pale_in(top) + _pale_in(left)) / edge >= NO_FRAME)


def _pale_in(line: Plane) -> int:
    """Count pixels of a row or a column; side by side they are compared in half the time."""
    pixels = line.reshape(1, -1, 3)
    return cv2.countNonZero(cv2.inRange(pixels, (PALE,) * 3, (255,) * 3))


def inside(frame: Frame, header: Header, work: Working) -> tuple[slice, slice]:
    """Return the working rows and columns within the frame and the traces beside it."""
    rim = -(-rim_px(header) // work.factor)
    room = {bar.side: -(-bar.thickness // work.factor) + rim for bar in frame.bars}
    rows, columns = work.shape
    top, left = room.get("top", 0), room.get("left", 0)
    bottom, right = rows - room.get("bottom", 0), columns - room.get("right", 0)
    return slice(top, bottom), slice(left, right)


def regions(frame: Frame) -> tuple[Region, ...]:
    """Return where the bars are."""
    return tuple(bar.region for bar in frame.bars)


def _kind_coloured(bars: list[Bar], short: int, *, free: bool) -> str:
    """``free``: the colour goes all round, as the backdrop of a rectangular product does."""
    calm = [bar for bar in bars if bar.noise <= GRAIN]
    if len(calm) < 2:
        return "strip"
    if not free:
        return "frame"
    thickness = [bar.thickness for bar in calm]
    even = max(thickness) - min(thickness) <= EVEN and max(thickness) <= THIN * short
    drawn = even and len(calm) == 4 and max(bar.noise for bar in calm) <= DRAWN
    return "frame" if drawn else "strip"


def _kind_pale(bars: tuple[Bar, ...], *, all_round: bool) -> str:
    if all_round:
        return "margins"
    calm = {bar.side for bar in bars if bar.noise <= GRAIN}
    return "frame" if calm in ({"top", "bottom"}, {"left", "right"}) else "strip"


def _goes_round(rgb: Plane, bars: tuple[Bar, ...], bar: Bar) -> bool:
    """Tell whether the sides without a bar begin with its colour: no picture reaches them."""
    colour = np.array(bar.colour, np.int16)
    for side in set(SIDES) - {bar.side for bar in bars}:
        line = np.rot90(rgb, SIDES.index(side))[0].astype(np.int16)
        if float((np.abs(line - colour).max(axis=1) <= SAME).mean()) < FLAT:
            return False
    return True


def _is_white_behind(rgb: Plane, bar: Bar) -> bool:
    turned = np.rot90(rgb, SIDES.index(bar.side))
    rows = [bar.thickness + step for step in INSIDE if bar.thickness + step < turned.shape[0]]
    shares = [float((turned[row].min(axis=1) >= WHITE_INSIDE).mean()) for row in rows]
    return max(shares, default=0.0) >= MOSTLY
