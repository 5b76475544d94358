"""Outlines through which the picture shows: the edges of translucent marks.

Across the edge of a mark of colour W and opacity a, every colour outside has its counterpart
a * W + (1 - a) * outside within. Where what lies below changes along the edge, that is a straight
line in colour space, and no edge of a thing draws one: it keeps to its own colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.model import Region

Colours = NDArray[np.float32]
Indices = NDArray[np.intp]

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
LEAST_GRADIENT = 2.0
SUM = np.ones((1, 3), np.float32)
SHORTEST = 0.27
"""Length an edge must have, as a share of the picture's longest side."""


@dataclass(frozen=True, slots=True)
class Outline:
    """``length`` as a share of the picture's longest side; ``opacity`` 0-1."""

    length: float
    opacity: float
    region: Region


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    normal_x: NDArray[np.float32]
    normal_y: NDArray[np.float32]
    smooth: Colours
    scale: float


def find_outlines(rgb: NDArray[np.uint8]) -> list[Outline]:
    """Find translucent outlines, longest first.

    The whole picture is looked at, its empty backdrop too: in a part of it rounding falls
    otherwise, and which of two equal neighbours is the edge's ridge hangs on that.
    """
    edges = _edges(rgb)
    fits = (_fit(edges, rows, columns) for rows, columns in _long(edges, SHORTEST * LONG_SIDE))
    found = [outline for outline in fits if outline is not None]
    return sorted(found, key=lambda one: (-one.length, one.region))


def _long(edges: _Edges, shortest: float) -> Iterator[tuple[Indices, Indices]]:
    """Yield rows and columns of each edge that is long enough."""
    enough = edges.stats[:, cv2.CC_STAT_AREA] >= shortest
    enough[0] = False
    rows, columns = np.nonzero(enough[edges.labels])
    labels = edges.labels[rows, columns]
    order = np.argsort(labels, kind="stable")
    ends = np.flatnonzero(np.diff(labels[order])) + 1
    for part in np.split(order, ends):
        if len(part):
            yield rows[part], columns[part]


def _edges(rgb: NDArray[np.uint8]) -> _Edges:
    scale = min(1.0, LONG_SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if scale < 1.0 else rgb
    strength, normal_x, normal_y = _colour_gradient(small)
    ridge = _ridge(strength, normal_x, normal_y) & (strength > LEAST_GRADIENT)
    rim = int(2 * REACH) + 1
    ridge[:rim], ridge[-rim:], ridge[:, :rim], ridge[:, -rim:] = False, False, False, False
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ridge.astype(np.uint8), connectivity=8)
    smooth = cv2.blur(small.astype(np.float32), (3, 3))
    return _Edges(labels, stats, normal_x, normal_y, smooth, scale)


def _colour_gradient(rgb: NDArray[np.uint8]) -> tuple[Colours, Colours, Colours]:
    """Strength and direction of the steepest change of colour (Di Zenzo's tensor)."""
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float32)
    across = cv2.Scharr(lab, cv2.CV_32F, 1, 0, scale=1 / 32)
    down = cv2.Scharr(lab, cv2.CV_32F, 0, 1, scale=1 / 32)
    xx, yy, xy = (
        cv2.GaussianBlur(cv2.transform(cv2.multiply(one, two), SUM), (0, 0), 1.2)
        for one, two in ((across, across), (down, down), (across, down))
    )
    spread = cv2.magnitude(cv2.subtract(xx, yy), 2 * xy)
    strength = cv2.sqrt(0.5 * (xx + yy + spread))
    # Directions cost most, and are asked for at edges only.
    edge = strength > LEAST_GRADIENT
    angle = 0.5 * np.arctan2(2 * xy[edge], xx[edge] - yy[edge])
    normal_x, normal_y = np.zeros_like(strength), np.zeros_like(strength)
    normal_x[edge], normal_y[edge] = np.cos(angle), np.sin(angle)
    return strength, normal_x, normal_y


def _ridge(strength: Colours, normal_x: Colours, normal_y: Colours) -> NDArray[np.bool_]:
    rows, columns = np.indices(strength.shape, dtype=np.float32)
    ahead = cv2.remap(strength, columns + normal_x, rows + normal_y, cv2.INTER_LINEAR)
    behind = cv2.remap(strength, columns - normal_x, rows - normal_y, cv2.INTER_LINEAR)
    return np.asarray((strength >= ahead) & (strength >= behind))


def _fit(edges: _Edges, rows: Indices, columns: Indices) -> Outline | None:
    one, other = _both_sides(edges, rows, columns)
    opacity = next((a for a in (_opacity(one, other), _opacity(other, one)) if a is not None), None)
    if opacity is None:
        return None
    left, top = int(columns.min()), int(rows.min())
    box = left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1
    x, y, wide, high = (round(value / edges.scale) for value in box)
    region = Region(x, y, wide, high, "see-through edge")
    return Outline(round(len(rows) / LONG_SIDE, 3), round(opacity, 2), region)


def _both_sides(edges: _Edges, rows: Indices, columns: Indices) -> tuple[Colours, Colours]:
    """Colours on either side of an edge, walking along it so that a side stays the same side."""
    side = _sides(rows, columns, edges)
    step_x = REACH * side * edges.normal_x[rows, columns]
    step_y = REACH * side * edges.normal_y[rows, columns]
    samples = []
    for sign in (1.0, -1.0):
        x = (columns + sign * step_x).astype(np.float32)[None]
        y = (rows + sign * step_y).astype(np.float32)[None]
        samples.append(cv2.remap(edges.smooth, x, y, cv2.INTER_LINEAR)[0])
    return samples[0], samples[1]


def _sides(rows: Indices, columns: Indices, edges: _Edges) -> NDArray[np.float32]:
    """Walk along an edge so that a side stays the same side."""
    left, top = int(columns.min()) - 1, int(rows.min()) - 1
    width = int(columns.max()) - left + 2
    at = ((rows - top) * width + columns - left).tolist()
    place = dict(zip(at, range(len(at)), strict=True))
    steps = (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1)
    normal_x = edges.normal_x[rows, columns].tolist()
    normal_y = edges.normal_y[rows, columns].tolist()
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


def _opacity(outside: Colours, inside: Colours) -> float | None:
    """Fit inside = a * W + (1 - a) * outside; None where it does not fit or W is no colour."""
    below, seen = outside - np.median(outside, axis=0), inside - np.median(inside, axis=0)
    power = float((below**2).sum())
    if power / len(below) < LEAST_VARIATION**2:
        return None
    slope = float((below * seen).sum()) / power
    left_over = float(((seen - slope * below) ** 2).sum())
    fit = 1.0 - left_over / max(float((seen**2).sum()), 1e-6)
    if fit < LEAST_FIT or not OPACITY[0] <= 1.0 - slope <= OPACITY[1]:
        return None
    mark = np.median(inside - slope * outside, axis=0) / (1.0 - slope)
    if mark.min() < GAMUT[0] or mark.max() > GAMUT[1] or mark.max() < DARK:
        return None
    return 1.0 - slope
