"""What kind of problem an off-white background is, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgrules.checks._white_names import (
    COLOURED,
    CONTAINED,
    EDGE,
    FRAME,
    GRADIENT,
    HOLES,
    ISLANDS,
    REACHING,
    REAL,
    UNIFORM,
    WHITE,
)
from imgrules.ext import Region
from imgrules.images.backdrop import Backdrop
from imgrules.images.delta_e import ciede2000, srgb_to_lab
from imgrules.images.regions import Mask, boxes_of, covered, frame_edge, pieces
from imgrules.images.subject import Subject
from imgrules.images.whiteness import AREAS, Whiteness
from imgrules.images.working import Working, grow

EVEN = 3.0
"""ΔE across the frame up to which an off-white backdrop is called uniform."""
PALE_LEVEL = 200
PALE_CHROMA = 25
"""Darker or more colourful (difference of channels) than this is no attempt at white."""
CORNERS = 3
"""A darkening of so many corners is a vignette, not a shadow."""
LARGE = 0.02
"""Share of the background from which soft patches are called a gradient, not leftovers."""
BESIDE = 8
"""Working px of traces beside a frame."""
LEAST = 2
"""Working px of the smallest patch given a region of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind`` of the largest problem; all kinds with a region for each place."""

    kind: str
    kinds: tuple[str, ...]
    regions: tuple[Region, ...]
    colour: tuple[int, int, int] | None
    """Median colour of what is not white."""
    delta_e: float


def describe(
    whiteness: Whiteness, subject: Subject, work: Working, size: tuple[int, int]
) -> Problem:
    """Name the problem; thresholds of rules play no part."""
    spoilt = whiteness.spoilt
    if not spoilt.any():
        return Problem(WHITE, (), (), None, 0.0)
    if subject.backdrop.kind == "white":
        masks = _masks_on_white(whiteness, subject)
    else:
        masks = {_backdrop_kind(subject.backdrop): spoilt}
    # What compression leaves beside a frame is the frame's doing.
    if subject.frame:
        framed = spoilt & grow(covered(subject.frame, work.factor, work.shape), BESIDE)
        masks = {FRAME: framed, **{kind: mask & ~framed for kind, mask in masks.items()}}
    found = {kind: mask for kind, mask in masks.items() if mask.any()}
    order = sorted(found, key=lambda kind: (-int(np.count_nonzero(found[kind])), kind))
    regions = [
        region
        for kind in order
        for region in boxes_of(found[kind], work.factor, size, kind, most=8, least=LEAST)
    ]
    colour = _median(_colours(work.rgb, spoilt)) if spoilt.any() else None
    off = 0.0 if colour is None else ciede2000((100.0, 0.0, 0.0), srgb_to_lab(colour))
    kind = order[0] if order else WHITE
    return Problem(kind, tuple(order), tuple(regions[:20]), colour, round(off, 2))


def _masks_on_white(whiteness: Whiteness, subject: Subject) -> dict[str, Mask]:
    islands = _islands(whiteness, subject)
    shadow = _within(whiteness, "shadow") & ~islands
    rest = _within(whiteness, "background") & ~islands
    reaching = _reaching(shadow)
    large = rest.any() and np.count_nonzero(rest) > LARGE * np.count_nonzero(
        whiteness.areas_at == 1
    )
    patches = GRADIENT if large else ISLANDS
    vignette = _corners(reaching | rest) >= CORNERS
    masks = {
        GRADIENT if vignette else REACHING: reaching,
        CONTAINED: shadow & ~reaching,
        ISLANDS: islands,
        HOLES: _within(whiteness, "holes"),
        EDGE: _within(whiteness, "edge") & ~islands,
    }
    kind = GRADIENT if vignette else patches
    masks[kind] = masks[kind] | rest if kind in masks else rest
    return masks


def _islands(whiteness: Whiteness, subject: Subject) -> Mask:
    if not subject.layers.islands:
        return np.zeros(whiteness.spoilt.shape, np.bool_)
    return whiteness.spoilt & grow(subject.apart, 2)


def _within(whiteness: Whiteness, area: str) -> Mask:
    """Return what is spoilt in one area; most areas of most pictures hold nothing darker."""
    if not whiteness.areas[area][:-1].any():
        return np.zeros(whiteness.spoilt.shape, np.bool_)
    there: Mask = whiteness.areas_at == AREAS.index(area) + 1
    return whiteness.spoilt & there


def _reaching(shadow: Mask) -> Mask:
    if not shadow.any():
        return shadow
    found = pieces(shadow)
    return found.select(found.touching(shadow & grow(frame_edge(shadow.shape), 1)))


def _corners(mask: Mask) -> int:
    rows, columns = (max(1, side // 20) for side in mask.shape)
    top, bottom = slice(0, rows), slice(-rows, None)
    left, right = slice(0, columns), slice(-columns, None)
    corners = ((top, left), (top, right), (bottom, left), (bottom, right))
    return sum(bool(mask[corner].mean() > 0.5) for corner in corners)


def _backdrop_kind(backdrop: Backdrop) -> str:
    if backdrop.kind == "real":
        return REAL
    low, high = min(backdrop.rgb), max(backdrop.rgb)
    if high < PALE_LEVEL or high - low > PALE_CHROMA:
        return COLOURED
    return UNIFORM if backdrop.spread <= EVEN else GRADIENT


def _colours(rgb: NDArray[np.uint8], mask: Mask) -> NDArray[np.uint8]:
    """Return the colours under the mask, n × 3; by their numbers, which is quicker than by it."""
    return np.take(rgb.reshape(-1, 3), np.flatnonzero(mask), axis=0)


def _median(colours: NDArray[np.uint8]) -> tuple[int, int, int]:
    red, green, blue = np.median(colours, axis=0)
    return int(red), int(green), int(blue)
