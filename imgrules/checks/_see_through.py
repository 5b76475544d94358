"""Outlines through which the picture shows: the edges of translucent marks.

Across the edge of a mark of colour W and opacity a, every colour outside has its counterpart
a * W + (1 - a) * outside within. Where what lies below changes along the edge, that is a straight
line in colour space, and no edge of a thing draws one: it keeps to its own colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.checks._crests import Crest, crests_in
from imgrules.checks._gradient import Gradient, gradient_of
from imgrules.images.shrink import shrink, size_at
from imgrules.images.white_window import scaled_window, white_window
from imgrules.images.working import Working
from imgrules.model import Region

Levels = NDArray[np.uint8]
Colours = NDArray[np.float32]

LEAST_FIT = 0.93
LEAST_VARIATION = 18.0
"""Levels (RMS) by which the colour outside must vary along the edge."""
OPACITY = (0.17, 0.88)
GAMUT = (-14.0, 268.0)
DARK = 45.0
"""A mark without any channel above this cannot be told from the edge of a shadow."""


LONG_SIDE = 720
REACH = 3.5
"""Distance from the edge, on either side, at which its two colours are read."""
RIM = int(2 * REACH) + 1
LEAST_GRADIENT = 2.0
MARGIN = 20
"""Pixels of white kept about what is not: more than any filter reaches."""
SHORTEST = 0.27
"""Length an edge must have, as a share of the picture's longest side."""


@dataclass(frozen=True, slots=True)
class Outline:
    """``length`` as a share of the picture's longest side; ``opacity`` 0-1."""

    length: float
    opacity: float
    region: Region


def find_outlines(rgb: Levels, work: Working | None = None) -> list[Outline]:
    """Find translucent outlines, longest first.

    ``work``, the picture at working scale, tells where it is exactly white, and need not be read.
    """
    size = size_at(rgb.shape, LONG_SIDE)
    scale = min(1.0, LONG_SIDE / max(rgb.shape[:2]))
    down, across = window = scaled_window(white_window(rgb, work), scale, size, MARGIN)
    small = shrink(rgb, size, window)
    gradient = gradient_of(small, LEAST_GRADIENT)
    edges = crests_in(gradient, LEAST_GRADIENT, RIM, SHORTEST * LONG_SIDE)
    if not edges:
        return []
    smooth = cast("Colours", cv2.blur(small.astype(np.float32), (3, 3)))
    fits = ((edge, _opacity_of(*_both_sides(edge, gradient, smooth))) for edge in edges)
    found = [
        Outline(round(len(edge.rows) / LONG_SIDE, 3), round(opacity, 2),
                _region(edge, down.start, across.start, scale))
        for edge, opacity in fits if opacity is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.length, one.region))


def _both_sides(edge: Crest, gradient: Gradient, smooth: Colours) -> tuple[Colours, Colours]:
    """Colours on either side of an edge."""
    rows, columns = edge.rows, edge.columns
    step_x = REACH * edge.side * gradient.normal_x[rows, columns]
    step_y = REACH * edge.side * gradient.normal_y[rows, columns]
    samples = []
    for sign in (1.0, -1.0):
        x = (columns + sign * step_x).astype(np.float32)[None]
        y = (rows + sign * step_y).astype(np.float32)[None]
        samples.append(cast("Colours", cv2.remap(smooth, x, y, cv2.INTER_LINEAR)[0]))
    return samples[0], samples[1]


def _region(edge: Crest, top: int, left: int, scale: float) -> Region:
    """Return the box about an edge as a region of the picture, full-size."""
    rows, columns = edge.rows + top, edge.columns + left
    x, y = int(columns.min()), int(rows.min())
    box = x, y, int(columns.max()) - x + 1, int(rows.max()) - y + 1
    x, y, wide, high = (round(value / scale) for value in box)
    return Region(x, y, wide, high, "see-through edge")


def _opacity_of(one: Colours, other: Colours) -> float | None:
    return next((a for a in (_opacity(one, other), _opacity(other, one)) if a is not None), None)


def _opacity(outside: Colours, inside: Colours) -> float | None:
    """Fit inside = a * W + (1 - a) * outside; None where it does not fit or W is no colour."""
    # No median is farther from the mean than the deviation: about it the power at most doubles.
    if 2.1 * float(outside.var(axis=0).sum()) < LEAST_VARIATION**2:
        return None
    below = outside - np.median(outside, axis=0)
    power = float((below**2).sum())
    if power / len(below) < LEAST_VARIATION**2:
        return None
    seen = inside - np.median(inside, axis=0)
    slope = float((below * seen).sum()) / power
    left_over = float(((seen - slope * below) ** 2).sum())
    fit = 1.0 - left_over / max(float((seen**2).sum()), 1e-6)
    if fit < LEAST_FIT or not OPACITY[0] <= 1.0 - slope <= OPACITY[1]:
        return None
    mark = np.median(inside - slope * outside, axis=0) / (1.0 - slope)
    if mark.min() < GAMUT[0] or mark.max() > GAMUT[1] or mark.max() < DARK:
        return None
    return 1.0 - slope
