"""Areas read off pictures of three channels, by the compiled kernels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from imgrules._kernels import native
from imgrules.images.bit_areas import BitArea
from imgrules.images.run_pieces import by_pixels
from imgrules.images.working import Floats

Levels = NDArray[np.uint8]


def against_surface(lab: Floats, model: Floats) -> tuple[Levels, BitArea]:
    """Measure colours against a surface's: see ``imgrules.images.difference``."""
    rows, columns = lab.shape[:2]
    levels = np.empty((rows, columns), np.uint8)
    words = np.empty((rows, -(-columns // 64)), np.int64)
    native.surface(lab, model, levels, words)
    return levels, BitArea(words, columns)


def compared_with_white(
    rgb: Levels, strong: int
) -> tuple[Levels, Levels, BitArea, BitArea, BitArea]:
    """Compare a picture with white: see ``imgrules.images.against_white``."""
    rows, columns = rgb.shape[:2]
    distance, chroma = np.empty((rows, columns), np.uint8), np.empty((rows, columns), np.uint8)
    words = np.empty((3, rows, -(-columns // 64)), np.int64)
    native.against_white(by_pixels(rgb), strong, distance, chroma, words.reshape(3 * rows, -1))
    content, tinted, coloured = (BitArea(each, columns) for each in words)
    return distance, chroma, content, tinted, coloured


def calm_area(rgb: Levels, limit: int, area: BitArea) -> BitArea:
    """Return where in the area no channel changes by more than so many levels within five px."""
    words = np.empty_like(area.words)
    native.area_calm(by_pixels(rgb), limit, area.words, words)
    return BitArea(words, area.columns)


def between_colours(
    rgb: Levels, area: BitArea, low: Sequence[Iterable[int]], high: Sequence[Iterable[int]]
) -> tuple[BitArea, ...]:
    """Return for each range where in the area every channel lies in it, both ends included."""
    words = np.empty((len(low), *area.words.shape), np.int64)
    flat = words.reshape(-1, area.words.shape[1])
    least, most = (bytes(chain.from_iterable(levels)) for levels in (low, high))
    native.area_within(by_pixels(rgb), least, most, area.words, flat)
    return tuple(BitArea(each, area.columns) for each in words)
