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

Grey = NDArray[np.float32]
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
    full = _at_size(grey, mask)
    for scale in SCALES:
        size = (grey.shape[1] // scale, grey.shape[0] // scale)
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA) if min(size) > BLOCK else None
        if small is None:
            continue
        inside = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        found = _at_size(small, inside.astype(np.bool_))
        if found.factor is not None and found.factor >= CLEAR:
            return Detail(round(found.factor * scale, 2), found.blocks)
    return full


def _at_size(grey: Grey, mask: Mask) -> Detail:
    blocks = _busiest(grey, mask)
    if len(blocks) < FEWEST_BLOCKS:
        return Detail(None, len(blocks))
    return Detail(_factor(_spectrum(blocks)), len(blocks))


def _busiest(grey: Grey, mask: Mask) -> list[Grey]:
    """Cut out the blocks with most contrast that lie on the product, most of them at least."""
    rows, columns = grey.shape[0] // BLOCK, grey.shape[1] // BLOCK
    if not rows or not columns:
        return []
    shape = (rows, BLOCK, columns, BLOCK)
    tiles = grey[: rows * BLOCK, : columns * BLOCK].reshape(shape).swapaxes(1, 2)
    inside = mask[: rows * BLOCK, : columns * BLOCK].reshape(shape).mean(axis=(1, 3))
    contrast = np.where(inside >= 0.9, tiles.std(axis=(2, 3)), 0.0).ravel()
    order = np.argsort(-contrast, kind="stable")[:MOST_BLOCKS]
    flat = tiles.reshape(-1, BLOCK, BLOCK)
    return [flat[index] for index in order if contrast[index] >= LEAST_CONTRAST]


def _spectrum(blocks: list[Grey]) -> NDArray[np.float64]:
    """Mean power by frequency in dB, bin k being k/64 cycles a pixel along either axis."""
    window = np.outer(np.hanning(BLOCK), np.hanning(BLOCK))
    total = np.zeros((BLOCK, BLOCK))
    for block in blocks:
        power = np.abs(np.fft.fft2((block - block.mean()) * window)) ** 2
        total += power / max(float(power.sum()), 1e-9)
    steps = np.abs(np.fft.fftfreq(BLOCK, 1 / BLOCK))
    rings = np.maximum(steps[:, None], steps[None, :]).astype(int)
    mean = np.bincount(rings.ravel(), total.ravel()) / np.bincount(rings.ravel())
    return 10 * np.log10(np.maximum(mean, 1e-12))


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
