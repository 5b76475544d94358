"""How much finer detail a picture holds than a smaller copy of it would.

Pictures of things have spectra that fall off as a power of the frequency. Enlarging adds pixels but
no detail: from half the sampling rate of the smaller picture onwards the spectrum drops below that
line. The frequency where it leaves the line tells the factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.checks._area import Area
from imgrules.checks._levels import TILE, Level, Levels
from imgrules.images.ranks import median

Floats = NDArray[np.float32]

BLOCK = TILE
MOST_BLOCKS = 48
FEWEST_BLOCKS = 3
LEAST_CONTRAST = 8.0
"""Standard deviation in levels that a block must have: flat blocks hold only noise."""
LEAST_SHARE = 0.9
"""Share of a block that must be product."""
ANCHOR = (3, 8)
"""Bins (of 1/64 cycles a pixel) in which every picture of a thing has detail."""
DECAY_DB = 30.0
"""Fall of power for ten times the frequency."""
SHORTFALL_DB = 7.5
HALVED = (2, 1)
CLEAR = 1.4
"""Reduced copies of sharp pictures stay below this."""


@dataclass(frozen=True, slots=True)
class Detail:
    """``factor``: 1 where detail reaches the pixel; None where nothing could be judged."""

    factor: float | None
    blocks: int


def detail_of(levels: Levels, area: Area, *, copies: bool) -> Detail:
    """Estimate by how much the picture could be shrunk without losing detail.

    Reduced ``copies`` come first: after much enlarging the anchor itself has no detail at full
    size. They need not be asked of a picture that was not enlarged much, as its edges show.
    """
    for number in HALVED if copies else ():
        if not levels.has(number, BLOCK + 1):
            continue
        found = _at(levels[number], area)
        if found.factor is not None and found.factor >= CLEAR:
            return Detail(round(found.factor * 2**number, 2), found.blocks)
    return _at(levels[0], area)


def _at(level: Level, area: Area) -> Detail:
    blocks = _busiest(level, area)
    if len(blocks) < FEWEST_BLOCKS:
        return Detail(None, len(blocks))
    return Detail(_factor(_spectrum(blocks)), len(blocks))


def _busiest(level: Level, area: Area) -> Floats:
    """Cut out the blocks with most contrast that lie on the product, most of them at least."""
    rows, columns = (side // BLOCK for side in level.shape)
    inside = area.shares(level)[:rows, :columns] >= LEAST_SHARE
    contrast = np.where(inside, level.contrasts[:rows, :columns], 0.0)
    order = np.argsort(-contrast, axis=None, kind="stable")[:MOST_BLOCKS]
    row, column = np.divmod(order[contrast.ravel()[order] >= LEAST_CONTRAST], max(1, columns))
    whole = level.pixels[: rows * BLOCK, : columns * BLOCK]
    tiles = whole.reshape(rows, BLOCK, columns, BLOCK)[row, :, column]
    return np.asarray(tiles, np.float32)


_WINDOW = np.outer(np.hanning(BLOCK), np.hanning(BLOCK)).astype(np.float32)


def _packed() -> tuple[NDArray[np.intp], Floats]:
    """Return the ring of each number of OpenCV's packed spectrum, and how often it counts.

    Half of a real picture's spectrum mirrors the other and is left out. Numbers 2k - 1 and 2k of a
    row are wave k across; the first column is packed the same way downwards, the last as well.
    """
    down = np.minimum(np.arange(BLOCK), BLOCK - np.arange(BLOCK))[:, None]
    across = ((np.arange(BLOCK) + 1) // 2)[None, :]
    rings = np.maximum(down, across)
    times = np.full((BLOCK, BLOCK), 2.0, np.float32)
    halves = (np.arange(BLOCK) + 1) // 2
    for column in (0, -1):
        rings[:, column] = np.maximum(halves, across[0, column])
        times[[0, -1], column] = 1.0
    return rings.astype(np.intp).ravel(), times.ravel()


_RINGS, _TIMES = _packed()
_EVENLY = np.full(BLOCK * BLOCK, 1 / BLOCK**2, np.float32)
_SIZES = np.array([1] + [8 * ring for ring in range(1, BLOCK // 2)] + [2 * BLOCK - 1])
"""Waves in each ring of the whole spectrum."""


_BINS = np.arange(1, BLOCK // 2 + 1)
_EXPECTED = -DECAY_DB * np.log10(_BINS)


def _spectrum(blocks: Floats) -> NDArray[np.float64]:
    """Mean power by frequency in dB, bin k being k/64 cycles a pixel along either axis."""
    means = blocks.reshape(len(blocks), -1) @ _EVENLY
    waves = blocks - means[:, None, None]
    waves *= _WINDOW
    for block in waves:
        cv2.dft(block, block)
    power = np.square(waves, out=waves).reshape(len(blocks), -1)
    shares = 1 / np.maximum(power @ _TIMES, np.float32(1e-9))
    mean = np.bincount(_RINGS, (shares @ power) * _TIMES) / _SIZES
    return np.asarray(10 * np.log10(np.maximum(mean, 1e-12)))


def _factor(spectrum: NDArray[np.float64]) -> float:
    shortfall = _EXPECTED - spectrum[1 : BLOCK // 2 + 1]
    shortfall -= float(median(shortfall[ANCHOR[0] - 1 : ANCHOR[1]]))
    # The very last bins fall in every picture that was ever reduced with a good filter.
    usable = slice(ANCHOR[1], BLOCK // 2 - 3)
    short = np.flatnonzero(_settled(shortfall[usable]) >= SHORTFALL_DB)
    return 1.0 if not len(short) else round(BLOCK / 2 / float(_BINS[usable][short[0]]), 2)


def _settled(shortfall: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least shortfall from each bin on: a dip that recovers is no cut-off."""
    return np.minimum.accumulate(shortfall[::-1])[::-1]
