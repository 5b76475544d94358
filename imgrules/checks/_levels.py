"""A plane of luma with smaller copies of it, looked at tile by tile.

Whole numbers throughout: the compiled kernels give the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

TILE = 64
"""Side of a tile, in pixels of the plane it lies on; the last of a row and column are cut."""
SAMPLED = TILE // 4, TILE // 2
"""Rows and columns that are looked at to tell what a tile holds: an eighth of its pixels."""
LARGEST = 256
"""Squares of 16 × 16 pixels of 8 bits add up to 16; from there on squares are averaged."""
BITS = 11
"""Of the weight of a row or column in a shrunk copy."""

Pixels = NDArray[np.uint8] | NDArray[np.uint16]
Counts = NDArray[np.int64]


class Survey(NamedTuple):
    """Of each tile the darkest and the lightest pixel, the sum of all and that of their squares."""

    low: Counts
    high: Counts
    sums: Counts
    squares: Counts


@dataclass(frozen=True, eq=False)
class Level:
    """A picture at some size. ``pixels`` are levels of grey times ``unit``."""

    pixels: Pixels
    unit: int
    whole: tuple[int, int]
    """Rows and columns before it was halved."""
    halved: NDArray[np.uint16] | None = None
    """Its half, where that was made with it."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.pixels.shape[0], self.pixels.shape[1]

    @cached_property
    def _tiles(self) -> Survey:
        """Return what each tile holds, as told from every second row of the half."""
        shape = (-(-self.shape[0] // TILE), -(-self.shape[1] // TILE))
        tiles = Survey(*(np.zeros(shape, np.int64) for _ in range(4)))
        look = _compiled_survey if _kernels.AVAILABLE else _survey
        look(self._sample, tiles)
        return tiles

    @property
    def _sample(self) -> NDArray[np.uint16]:
        return np.asarray(self.half.pixels, np.uint16)[::2]

    @property
    def ranges(self) -> NDArray[np.float64]:
        """Return for each tile its lightest less its darkest pixel, at half the size, in levels."""
        return (self._tiles.high - self._tiles.low) / self.half.unit

    @property
    def contrasts(self) -> NDArray[np.float64]:
        """Return the standard deviation of each tile, at half the size, in levels."""
        sizes = _sizes(self._sample.shape, self._tiles.sums.shape)
        means = self._tiles.sums / sizes
        spread = np.maximum(self._tiles.squares / sizes - means * means, 0)
        return np.asarray(np.sqrt(spread) / self.half.unit)

    @cached_property
    def half(self) -> Level:
        """Return a copy of half the size; an odd row or column at the far edge is left out."""
        full = self.unit == LARGEST
        make = _compiled_half if _kernels.AVAILABLE else _half
        pixels = make(self.pixels, 4 if full else 1) if self.halved is None else self.halved
        return Level(pixels, self.unit * (1 if full else 4), self.whole)

    def shrunk(self, longest: int) -> Level:
        """Return a copy whose longer side is ``longest``, each pixel averaged over its area."""
        shape = [max(1, round(side * longest / max(self.shape))) for side in self.shape]
        plans = [weights(*sides) for sides in zip(self.shape, shape, strict=True)]
        make = _compiled_shrink if _kernels.AVAILABLE else _shrink
        return first_level(make(self.pixels, *plans), self.unit)


@lru_cache(32)
def _sizes(sample: tuple[int, ...], tiles: tuple[int, ...]) -> Counts:
    """Return how many pixels are sampled of each tile; 1 of one that has none."""
    sides = (
        np.diff(np.append(np.arange(0, length, side), length))
        for length, side in zip(sample, SAMPLED, strict=True)
    )
    sizes = np.ones(tiles, np.int64)
    made = np.outer(*sides)
    sizes[: made.shape[0], : made.shape[1]] = made
    sizes.flags.writeable = False
    return sizes


def first_level(pixels: Pixels, unit: int = 1) -> Level:
    """Take a picture as it is."""
    return Level(pixels, unit, (pixels.shape[0], pixels.shape[1]))


def luma_of(rgb: NDArray[np.uint8]) -> Level:
    """Take the luma of a picture, height × width × 3."""
    shape = (rgb.shape[0], rgb.shape[1])
    if not _kernels.AVAILABLE:
        return Level(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8), 1, shape)
    from imgrules._kernels import native

    luma, half = np.empty(shape, np.uint8), np.empty((shape[0] // 2, shape[1] // 2), np.uint16)
    native.luma(rgb, luma, half)
    return Level(luma, 1, shape, half)


class Levels:
    """A picture, its half, its quarter and so on, each made when it is asked for."""

    def __init__(self, first: Level) -> None:
        self._made = [first]

    def __getitem__(self, number: int) -> Level:
        while len(self._made) <= number:
            self._made.append(self._made[-1].half)
        return self._made[number]

    def has(self, number: int, shortest: int) -> bool:
        """Whether that level is still so many pixels wide and high."""
        return min(self._made[0].shape) >> number >= shortest


def weights(before: int, after: int) -> NDArray[np.int32]:
    """Return for each of ``after`` pixels the first of ``before`` it covers, and their weights."""
    ends = np.arange(after + 1) * (before / after)
    first = ends[:-1].astype(np.int64)
    taps = int((np.ceil(ends[1:]) - first).max())
    first = np.minimum(first, before - taps)
    pixels = first[:, None] + np.arange(taps)
    cover = np.minimum(pixels + 1, ends[1:, None]) - np.maximum(pixels, ends[:-1, None])
    shares = np.rint(np.cumsum(np.maximum(cover, 0), axis=1) * (after / before) * (1 << BITS))
    # Of rounded sums, so that the weights add up.
    return np.column_stack([first, np.diff(shares, axis=1, prepend=0)]).astype(np.int32)


def _half(pixels: Pixels, share: int) -> NDArray[np.uint16]:
    rows, columns = pixels.shape[0] // 2, pixels.shape[1] // 2
    if not rows or not columns:
        return np.zeros((rows, columns), np.uint16)  # OpenCV resizes to something only
    whole = pixels[: 2 * rows, : 2 * columns].astype(np.float32)
    means = np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA))
    sums = (means * np.float32(4)).astype(np.int32)
    return ((sums + share // 2) // share).astype(np.uint16)


def _compiled_half(pixels: Pixels, share: int) -> NDArray[np.uint16]:
    from imgrules._kernels import native

    out = np.empty((pixels.shape[0] // 2, pixels.shape[1] // 2), np.uint16)
    native.halve(pixels, pixels.dtype == np.uint16, share, out)
    return out


def _shrink(
    pixels: Pixels, down: NDArray[np.int32], across: NDArray[np.int32]
) -> NDArray[np.uint16]:
    kind = np.int32 if pixels.dtype == np.uint8 else np.int64
    rows = np.zeros((len(down), pixels.shape[1]), kind)
    for tap in range(1, down.shape[1]):
        rows += down[:, tap, None] * pixels[down[:, 0] + tap - 1].astype(kind)
    sums = np.full((len(down), len(across)), 1 << 2 * BITS - 1, kind)
    for tap in range(1, across.shape[1]):
        sums += across[:, tap] * np.take(rows, across[:, 0] + tap - 1, axis=1)
    return (sums >> 2 * BITS).astype(np.uint16)


def _compiled_shrink(
    pixels: Pixels, down: NDArray[np.int32], across: NDArray[np.int32]
) -> NDArray[np.uint16]:
    from imgrules._kernels import native

    out = np.empty((len(down), len(across)), np.uint16)
    native.shrink(pixels, pixels.dtype == np.uint16, down, across, out)
    return out


def _survey(pixels: NDArray[np.uint16], into: Survey) -> None:
    """Survey what is sampled of each tile; those that hold no pixel are left as they are."""
    if not pixels.size:
        return
    bands = [pixels[top : top + SAMPLED[0]] for top in range(0, pixels.shape[0], SAMPLED[0])]
    columns = np.arange(0, pixels.shape[1], SAMPLED[1])
    # Down first, for whole rows are done at once.
    low, high = (np.stack([end(band, axis=0) for band in bands]) for end in (np.min, np.max))
    sums, squares = (
        np.concatenate([cv2.reduce(band, 0, kind, dtype=cv2.CV_64F) for band in bands])
        for kind in (cv2.REDUCE_SUM, cv2.REDUCE_SUM2)
    )
    ends = (np.minimum, np.maximum, np.add, np.add)
    for out, end, made in zip(into, ends, (low, high, sums, squares), strict=True):
        out[: len(bands), : len(columns)] = end.reduceat(made, columns, axis=1)


def _compiled_survey(pixels: NDArray[np.uint16], into: Survey) -> None:
    """As ``_survey``."""
    from imgrules._kernels import native

    rows, columns = (-(-length // side) for length, side in zip(pixels.shape, SAMPLED, strict=True))
    native.survey(pixels, *SAMPLED, *(each[:rows, :columns] for each in into))
