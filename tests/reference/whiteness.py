"""How white the background is, counted at full resolution outside the product and its rim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.rim import TRACES
from tests.reference.regions import Mask
from tests.reference.subject import Subject
from tests.reference.working import Plane, darkest_channel, grow

BAND = 0.01
"""Share of the short side that is the border band, at least one pixel."""
STRIP = 96
"""Working rows looked at together: a huge picture never needs a second copy of itself."""
AREAS = ("background", "holes", "shadow", "edge")
Levels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Whiteness:
    """Pixels by their darkest channel (0-255) in each area; ``spoilt`` at working scale."""

    areas: dict[str, Levels]
    band: Levels
    spoilt: Mask
    """Where a pixel outside the product is not exactly white."""
    areas_at: Plane
    """1 background, 2 holes, 3 shadow, 4 next to the product's rim, 0 product and its rim."""


def measure_whiteness(rgb: Plane, subject: Subject, rim: int) -> Whiteness:
    """Count levels outside the product; ``rim`` is the width round it to leave out, full px."""
    factor = round(1 / subject.scale)
    areas_at = _areas(subject, -(-rim // factor), -(-TRACES // factor))
    height, width = rgb.shape[:2]
    band_px = max(1, round(BAND * min(height, width)))
    counts = np.zeros((len(AREAS) + 1, 256), np.int64)
    band = np.zeros(256, np.int64)
    spoilt = np.zeros(areas_at.shape, np.bool_)
    for rows, top, bottom in _strips(areas_at.shape[0], factor, height):
        labels = _enlarge(areas_at[rows], factor, (bottom - top, width))
        strip = rgb[top:bottom]
        bad = _bad(strip, labels)
        counts += _count(strip, labels, bad)
        spoilt[rows] = _spoilt(bad, factor, spoilt[rows].shape)
        for part in _band_parts(top, bottom, height, width, band_px):
            band += _band_levels(strip[part], labels[part])
    named = {name: counts[index + 1] for index, name in enumerate(AREAS)}
    return Whiteness(named, band, spoilt, areas_at)


def _areas(subject: Subject, rim: int, traces: int) -> Plane:
    areas = np.ones(subject.mask.shape, np.uint8)
    near = grow(subject.mask, rim + 1)
    areas[grow(near, traces)] = 4
    areas[subject.holes & (areas == 1)] = 2
    areas[grow(subject.shadow, rim)] = 3
    areas[near] = 0
    return areas


def _strips(rows: int, factor: int, height: int) -> Iterator[tuple[slice, int, int]]:
    for start in range(0, rows, STRIP):
        end = min(rows, start + STRIP)
        yield slice(start, end), start * factor, height if end == rows else end * factor


def _enlarge(areas: Plane, factor: int, size: tuple[int, int]) -> Plane:
    """Repeat each working pixel; the last row and column also cover what reduction left out."""
    rows, columns = areas.shape
    large = cv2.resize(areas, (columns * factor, rows * factor), interpolation=cv2.INTER_NEAREST)
    below, right = size[0] - rows * factor, size[1] - columns * factor
    if below or right:
        large = cv2.copyMakeBorder(large, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return cast("Plane", large)


def _bad(strip: Plane, labels: Plane) -> Plane:
    """Mark pixels outside the product that are not exactly white."""
    white = cv2.inRange(strip, (255, 255, 255), (255, 255, 255))
    # Plain comparisons: OpenCV takes a picture of one pixel for a scalar.
    bad: Plane = ((labels > 0) & (white == 0)).view(np.uint8)
    return bad


def _count(strip: Plane, labels: Plane, bad: Plane) -> Levels:
    counts = np.zeros((len(AREAS) + 1, 256), np.int64)
    pixels = cv2.calcHist([labels], [0], None, [len(AREAS) + 1], [0, len(AREAS) + 1])
    counts[:, 255] = np.rint(pixels).astype(np.int64).ravel()
    if cv2.countNonZero(bad):
        at = bad.view(np.bool_)
        key = labels[at].astype(np.int64) * 256 + darkest_channel(strip)[at]
        darker = np.bincount(key, minlength=counts.size).reshape(counts.shape)
        counts[:, 255] -= darker.sum(axis=1)
        counts += darker
    return counts


def _spoilt(bad: Plane, factor: int, shape: tuple[int, ...]) -> Mask:
    if not cv2.countNonZero(bad):
        return np.zeros(shape, np.bool_)
    marked = cv2.dilate(bad, np.ones((factor, factor), np.uint8), anchor=(0, 0))
    found: Mask = marked[: shape[0] * factor : factor, : shape[1] * factor : factor] > 0
    return found


def _band_parts(
    top: int, bottom: int, height: int, width: int, band: int
) -> Iterator[tuple[slice, slice]]:
    """Yield the parts of the ring that lie in the strip, each pixel once."""
    upper = min(max(0, band - top), bottom - top)
    lower = max(upper, min(bottom - top, height - band - top))
    yield slice(0, upper), slice(0, width)
    yield slice(lower, bottom - top), slice(0, width)
    side = min(band, (width + 1) // 2)
    yield slice(upper, lower), slice(0, side)
    yield slice(upper, lower), slice(max(side, width - side), width)


def _band_levels(strip: Plane, labels: Plane) -> Levels:
    if not labels.size:
        return np.zeros(256, np.int64)
    # What lies next to the product's rim is judged apart, in the band as well.
    levels = darkest_channel(np.ascontiguousarray(strip))[(labels > 0) & (labels != 4)]
    return np.bincount(levels, minlength=256)
