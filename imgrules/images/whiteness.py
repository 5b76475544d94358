"""How white the background is, counted at full resolution outside the product and its rim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.areas import Area
from imgrules.images.regions import Mask
from imgrules.images.rim import TRACES
from imgrules.images.subject import Subject
from imgrules.images.working import Plane, darkest_channel

BAND = 0.01
"""Share of the short side that is the border band, at least one pixel."""
STRIP = 96
"""Working rows looked at together: a huge picture never needs a second copy of itself."""
MOSTLY_CLEAN = 0.05
"""Share of spoilt working pixels up to which only those are looked at."""
WHITE = (255, 255, 255)
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
    seen = subject.work.clean
    clean = seen if seen is not None else _clean(rgb, areas_at.shape, factor)
    if _kernels.AVAILABLE:
        return _count_compiled(rgb, areas_at, clean, factor)
    spoilt = (areas_at > 0) & ~clean
    if np.count_nonzero(spoilt) <= MOSTLY_CLEAN * spoilt.size:
        counts = _count_cells(rgb, areas_at, spoilt, factor)
    else:
        counts = _count_all(rgb, areas_at, factor)
    named = {name: counts[index + 1] for index, name in enumerate(AREAS)}
    return Whiteness(named, _count_band(rgb, areas_at, factor), spoilt, areas_at)


def _count_compiled(rgb: Plane, areas: Plane, clean: Mask, factor: int) -> Whiteness:
    from imgrules._kernels import native

    levels = np.empty((len(AREAS) + 2, 256), np.int64)
    spoilt = np.empty(areas.shape, np.bool_)
    whole = np.ascontiguousarray(rgb)
    native.count_levels(whole, areas, clean, factor, _band_px(rgb), levels, spoilt)
    named = {name: levels[index + 1] for index, name in enumerate(AREAS)}
    return Whiteness(named, levels[-1], spoilt, areas)


def _clean(rgb: Plane, shape: tuple[int, ...], factor: int) -> Mask:
    """Mark the working pixels all of whose full-size pixels are exactly white."""
    rows, columns = shape
    clean = np.empty((rows, columns), np.bool_)
    across = np.ones((1, factor), np.uint8)
    for start in range(0, rows, STRIP):
        end = min(rows, start + STRIP)
        strip = rgb[start * factor : end * factor]
        darkest = strip.reshape(end - start, factor, -1).min(axis=1).reshape(end - start, -1, 3)
        white = cv2.inRange(darkest, WHITE, WHITE)
        if factor > 1:
            white = cv2.erode(white, across, anchor=(0, 0), borderType=cv2.BORDER_REPLICATE)
        clean[start:end] = white[:, : columns * factor : factor] > 0
    return clean


def _count_cells(rgb: Plane, areas: Plane, spoilt: Mask, factor: int) -> Levels:
    """Count all pixels as white but those of the few spoilt working pixels, looked at each."""
    rows, columns = areas.shape
    counts = np.zeros((len(AREAS) + 1, 256), np.int64)
    counts[:, 255] = np.bincount(areas.ravel(), minlength=len(AREAS) + 1) * factor**2
    whole = rgb[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor, 3)
    down, across = np.nonzero(spoilt)
    blocks = np.ascontiguousarray(whole[down, :, across]).reshape(1, -1, 3)
    if blocks.size:
        label = np.repeat(areas[down, across].astype(np.int64), factor**2)
        key = label * 256 + darkest_channel(blocks)[0]
        darker = np.bincount(key, minlength=counts.size).reshape(counts.shape)
        counts[:, 255] -= darker.sum(axis=1)
        counts += darker
    for part in _left_out(rgb.shape, rows * factor, columns * factor):
        strip, labels = rgb[part], _labels(areas, factor, part)
        counts += _count(strip, labels, _bad(strip, labels))
    return counts


def _left_out(shape: tuple[int, ...], height: int, width: int) -> list[tuple[slice, slice]]:
    """Return the rows and columns at the far edges that reduction left out."""
    parts = [
        (slice(height, shape[0]), slice(0, shape[1])),
        (slice(0, height), slice(width, shape[1])),
    ]
    return [part for part in parts if all(side.stop > side.start for side in part)]


def _labels(areas: Plane, factor: int, part: tuple[slice, slice]) -> Plane:
    """Return the areas of a part of the full-size picture."""
    down, across = (
        np.minimum(np.arange(side.start, side.stop) // factor, length - 1)
        for side, length in zip(part, areas.shape, strict=True)
    )
    return np.asarray(np.take(np.take(areas, across, axis=1), down, axis=0), np.uint8)


def _count_all(rgb: Plane, areas: Plane, factor: int) -> Levels:
    height, width = rgb.shape[:2]
    counts = np.zeros((len(AREAS) + 1, 256), np.int64)
    for rows, top, bottom in _strips(areas.shape[0], factor, height):
        labels = _enlarge(areas[rows], factor, (bottom - top, width))
        strip = rgb[top:bottom]
        counts += _count(strip, labels, _bad(strip, labels))
    return counts


def _count_band(rgb: Plane, areas: Plane, factor: int) -> Levels:
    height, width = rgb.shape[:2]
    band = np.zeros(256, np.int64)
    for part in _band_parts(height, width, _band_px(rgb)):
        if part[0].stop > part[0].start and part[1].stop > part[1].start:
            band += _band_levels(rgb[part], _labels(areas, factor, part))
    return band


def _band_px(rgb: Plane) -> int:
    return max(1, round(BAND * float(min(rgb.shape[:2]))))


def _areas(subject: Subject, rim: int, traces: int) -> Plane:
    layers = subject.layers
    near = layers.product.grown(rim + 1)
    edge = near.grown(traces)
    shadow = layers.shadow.grown(rim) if layers.shadow else layers.shadow
    number = _number_compiled if _kernels.AVAILABLE else _number
    return number(near, edge, layers.holes, shadow)


def _number(near: Area, edge: Area, holes: Area, shadow: Area) -> Plane:
    # Arithmetic on whole planes: setting what a mask marks costs ten times as much.
    areas = edge.mask().view(np.uint8) * np.uint8(3) + np.uint8(1)
    areas += (holes - edge).mask()
    areas[shadow.mask()] = 3
    areas *= ~near.mask()
    return areas


def _number_compiled(*parts: Area) -> Plane:
    from imgrules._kernels import native
    from imgrules.images.bit_areas import BitArea

    near, edge, holes, shadow = (cast("BitArea", part).words for part in parts)
    areas = np.empty(parts[0].shape, np.uint8)
    native.label_areas(near, edge, holes, shadow, areas)
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
    white = cv2.inRange(np.ascontiguousarray(strip), WHITE, WHITE)
    # Plain comparisons: OpenCV takes a picture of one pixel for a scalar.
    bad: Plane = ((labels > 0) & (white == 0)).view(np.uint8)
    return bad


def _count(strip: Plane, labels: Plane, bad: Plane) -> Levels:
    counts = np.zeros((len(AREAS) + 1, 256), np.int64)
    pixels = cv2.calcHist([labels], [0], None, [len(AREAS) + 1], [0, len(AREAS) + 1])
    counts[:, 255] = np.rint(pixels).astype(np.int64).ravel()
    if cv2.countNonZero(bad):
        at = bad.view(np.bool_)
        key = labels[at].astype(np.int64) * 256 + darkest_channel(np.ascontiguousarray(strip))[at]
        darker = np.bincount(key, minlength=counts.size).reshape(counts.shape)
        counts[:, 255] -= darker.sum(axis=1)
        counts += darker
    return counts


def _band_parts(height: int, width: int, band: int) -> Iterator[tuple[slice, slice]]:
    """Yield the parts of the ring, each pixel once."""
    upper = min(band, height)
    lower = max(upper, height - band)
    yield slice(0, upper), slice(0, width)
    yield slice(lower, height), slice(0, width)
    side = min(band, (width + 1) // 2)
    yield slice(upper, lower), slice(0, side)
    yield slice(upper, lower), slice(max(side, width - side), width)


def _band_levels(strip: Plane, labels: Plane) -> Levels:
    # What lies next to the product's rim is judged apart, in the band as well.
    levels = darkest_channel(np.ascontiguousarray(strip))[(labels > 0) & (labels != 4)]
    return np.bincount(levels, minlength=256)
