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

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

BLOCK = 64
MOST_BLOCKS = 96
FEWEST_BLOCKS = 3
LEAST_CONTRAST = 8.0
"""Standard deviation in levels that a block must have: flat blocks hold only noise."""
ANCHOR = (3, 8)
"""Bins (of 1/64 cycles a pixel) in which every picture of a thing has detail."""
DECAY_DB = 30.0
"""Fall of power for ten times the frequency."""
SHORTFALL_DB = 7.5
SCALES = (4, 2)
CLEAR = 1.4
"""Reduced copies of sharp pictures stay below this."""


@dataclass(frozen=True, slots=True)
class Detail:
    """``factor``: 1 where detail reaches the pixel; None where nothing could be judged."""

    factor: float | None
    blocks: int


def detail_of(grey: Grey, mask: Mask) -> Detail:
    """Estimate by how much the picture could be shrunk without losing detail.

    Reduced copies come first: after much enlarging the anchor itself has no detail at full size.
    """
    for scale, small, inside in _copies(grey, mask):
        found = _at_size(small, inside)
        if found.factor is not None and found.factor >= CLEAR:
            return Detail(round(found.factor * scale, 2), found.blocks)
    return _at_size(grey, mask)


def _copies(grey: Grey, mask: Mask) -> list[tuple[int, Floats, Mask]]:
    """Return reduced copies that hold more than a block, smallest first."""
    height, width = (side // SCALES[0] * SCALES[0] for side in grey.shape)
    small: Floats = grey[:height, :width].astype(np.float32)
    copies = []
    for scale in reversed(SCALES):
        size = (width // scale, height // scale)
        if min(size) <= BLOCK:
            break
        small = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_AREA), np.float32)
        inside = np.ascontiguousarray(mask[:height:scale, :width:scale])
        copies.append((scale, small, inside))
    return copies[::-1]


def _at_size(grey: Grey | Floats, mask: Mask) -> Detail:
    blocks = _busiest(grey, mask)
    if len(blocks) < FEWEST_BLOCKS:
        return Detail(None, len(blocks))
    return Detail(_factor(_spectrum(blocks)), len(blocks))


def _busiest(grey: Grey | Floats, mask: Mask) -> list[Floats]:
    """Cut out the blocks with most contrast that lie on the product, most of them at least."""
    rows, columns = grey.shape[0] // BLOCK, grey.shape[1] // BLOCK
    if not rows or not columns:
        return []
    whole = np.s_[: rows * BLOCK, : columns * BLOCK]
    inside = _block_means(mask[whole].view(np.uint8)) >= 0.9
    contrast = np.zeros(inside.shape)
    for row, column in np.argwhere(inside):
        contrast[row, column] = cv2.meanStdDev(_block(grey, row, column))[1][0, 0]
    order = np.argsort(-contrast, axis=None, kind="stable")[:MOST_BLOCKS]
    return [
        _block(grey, *divmod(int(index), columns)).astype(np.float32)
        for index in order
        if contrast.flat[index] >= LEAST_CONTRAST
    ]


def _block(grey: Grey | Floats, row: int, column: int) -> Grey | Floats:
    top, left = row * BLOCK, column * BLOCK
    return grey[top : top + BLOCK, left : left + BLOCK]


def _block_means(plane: Grey) -> NDArray[np.float64]:
    rows, columns = plane.shape[0] // BLOCK, plane.shape[1] // BLOCK
    bands = [
        cv2.reduce(plane[row * BLOCK : (row + 1) * BLOCK], 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)
        for row in range(rows)
    ]
    sums = np.concatenate(bands).reshape(rows, columns, BLOCK).sum(axis=2)
    return np.asarray(sums / BLOCK**2)


_WINDOW = np.outer(np.hanning(BLOCK), np.hanning(BLOCK)).astype(np.float32)


def _packed() -> tuple[NDArray[np.intp], Floats]:
    """Return the ring of each number of OpenCV's packed spectrum, and how often it counts.

    Half of a real picture's spectrum mirrors the other and is left out. Numbers 2k - 1 and 2k of a
    row are wave k across; the first column is packed the same way downwards, the last as well.
    """
    down = np.abs(np.fft.fftfreq(BLOCK, 1 / BLOCK))[:, None]
    across = ((np.arange(BLOCK) + 1) // 2)[None, :]
    rings = np.maximum(down, across)
    times = np.full((BLOCK, BLOCK), 2.0, np.float32)
    halves = (np.arange(BLOCK) + 1) // 2
    for column in (0, -1):
        rings[:, column] = np.maximum(halves, across[0, column])
        times[[0, -1], column] = 1.0
    return rings.astype(np.intp).ravel(), times.ravel()


_RINGS, _TIMES = _packed()
_SIZES = np.array([1] + [8 * ring for ring in range(1, BLOCK // 2)] + [2 * BLOCK - 1])
"""Waves in each ring of the whole spectrum."""


def _spectrum(blocks: list[Floats]) -> NDArray[np.float64]:
    """Mean power by frequency in dB, bin k being k/64 cycles a pixel along either axis."""
    waves = [cv2.dft((block - block.mean()) * _WINDOW) for block in blocks]
    power = np.square(np.stack(waves).reshape(len(blocks), -1)) * _TIMES
    shares = 1 / np.maximum(power.sum(axis=1, dtype=np.float64), 1e-9)
    mean = np.bincount(_RINGS, shares @ power) / _SIZES
    return np.asarray(10 * np.log10(np.maximum(mean, 1e-12)))


def _factor(spectrum: NDArray[np.float64]) -> float:
    bins = np.arange(1, BLOCK // 2 + 1)
    expected = -DECAY_DB * np.log10(bins)
    actual = spectrum[1 : BLOCK // 2 + 1]
    anchor = slice(ANCHOR[0] - 1, ANCHOR[1])
    shortfall = expected - actual
    shortfall -= float(np.median(shortfall[anchor]))
    # The very last bins fall in every picture that was ever reduced with a good filter.
    usable = slice(ANCHOR[1], BLOCK // 2 - 3)
    short = np.flatnonzero(_settled(shortfall[usable]) >= SHORTFALL_DB)
    return 1.0 if not len(short) else round(BLOCK / 2 / float(bins[usable][short[0]]), 2)


def _settled(shortfall: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least shortfall from each bin on: a dip that recovers is no cut-off."""
    return np.minimum.accumulate(shortfall[::-1])[::-1]
