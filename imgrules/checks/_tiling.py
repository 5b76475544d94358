"""A mark repeated over the whole picture, found where the picture resembles itself when shifted.

Weave, tiles and stripes resemble themselves too, but ever less the further they are shifted, and
along lines. A mark laid by a program resembles itself at exact multiples of one step, as well at
the third as at the first, and only within a few pixels of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.shrink import shrink

Plane = NDArray[np.float32]

LONG_SIDE = 800
DETAIL = 3.0
EVEN_OUT = 12.0
COARSE = 4
"""Pixels put together for evening out: so smooth a plane needs no more of them."""
LEAST_STEP = 16
SMALLEST = 4 * LEAST_STEP
"""Side in pixels under which no mark is tiled."""
REACH = 0.66
"""Largest shift looked at, as a share of the side."""
AROUND = 14
"""Rows of opposite shifts that are kept, for the surroundings of the smallest ones."""
LEAST_PEAK = 6.0
FEWEST_REPEATS = 3
MOST_REPEATS = 7
STEADY = 0.6
ISOLATED = 0.4
"""What surrounds a peak may reach this share of it; along a ridge it reaches nearly all."""
MOST_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Tiling:
    """``strength``: weakest of the peaks, in deviations of what lies around them."""

    strength: float
    repeats: int
    step: tuple[int, int]
    """Across and down, in pixels of the picture given."""


@dataclass(frozen=True, slots=True, eq=False)
class _Peaks:
    """Heights over their surroundings, by shift; shifts backwards mirror those forwards."""

    height: Plane
    around: Plane
    """The highest one in a ring about each."""
    origin: tuple[int, int]
    """Row and column of no shift."""


def find_tiling(rgb: NDArray[np.uint8], scale: float | None = None) -> Tiling | None:
    """Find the strongest lattice in the picture at that scale; None where there is none."""
    scale = min(1.0, scale or LONG_SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    small = shrink(rgb, size) if scale < 1.0 else rgb
    if min(size) < SMALLEST:
        return None
    peaks = _peaks(*_resemblance(_details(small)))
    lattices = [_follow(peaks, start) for start in _candidates(peaks)]
    found = [one for one in lattices if one is not None and one.repeats >= FEWEST_REPEATS]
    if not found:
        return None
    best = max(found, key=lambda one: (one.repeats * one.strength, one.step))
    step = round(best.step[0] / scale), round(best.step[1] / scale)
    return Tiling(round(best.strength, 1), best.repeats, step)


def _details(rgb: NDArray[np.uint8]) -> list[Plane]:
    """Fine detail of each channel, evened out so that outlines do not drown faint marks."""
    lab = cv2.cvtColor(rgb.astype(np.float32) * np.float32(1 / 255), cv2.COLOR_RGB2LAB)
    fine = cv2.subtract(lab, cv2.GaussianBlur(lab, (0, 0), DETAIL))
    height, width = fine.shape[:2]
    coarse = -(-width // COARSE), -(-height // COARSE)
    power = cv2.resize(cv2.multiply(fine, fine), coarse, interpolation=cv2.INTER_AREA)
    spread = cv2.sqrt(cv2.GaussianBlur(power, (0, 0), EVEN_OUT / COARSE)) + np.float32(0.5)
    even = cv2.divide(fine, cv2.resize(spread, (width, height), interpolation=cv2.INTER_LINEAR))
    return [cast("Plane", plane) for plane in cv2.split(np.clip(even, -2.0, 2.0, out=even))]


def _resemblance(planes: list[Plane]) -> tuple[Plane, tuple[int, int]]:
    """Autocorrelation by shift down (hardly up) and either way across; and where no shift is."""
    height, width = planes[0].shape
    reach_y, reach_x = int(height * REACH), int(width * REACH)
    # Shifts beyond the reach may wrap round; nothing within it does.
    shape = cv2.getOptimalDFTSize(height + reach_y), cv2.getOptimalDFTSize(width + reach_x)
    power = np.zeros(shape, np.float32)
    for plane in planes:
        padded = np.zeros(shape, np.float32)
        padded[:height, :width] = plane
        # OpenCV is told of no empty rows: it would leave its faster transform for a slower one.
        spectrum = cv2.dft(padded)
        power += cv2.mulSpectrums(spectrum, spectrum, 0, conjB=True)
    whole = cv2.idft(power, flags=cv2.DFT_SCALE)
    up = min(AROUND, reach_y)
    down = np.arange(-up, reach_y + 1)
    across = np.arange(-reach_x, reach_x + 1)
    part = np.roll(np.concatenate([whole[-up:], whole[: reach_y + 1]]), reach_x, axis=1)
    part = part[:, : 2 * reach_x + 1]
    overlap = np.outer(height - np.abs(down), width - np.abs(across)) / (height * width)
    at_rest = max(float(part[up, reach_x]), 1e-9)
    return np.asarray(part / overlap / at_rest, np.float32), (up, reach_x)


def _peaks(resemblance: Plane, origin: tuple[int, int]) -> _Peaks:
    raised = cv2.subtract(resemblance, cv2.GaussianBlur(resemblance, (0, 0), 4))
    forward = raised[origin[0] :]
    deviation = max(1.4826 * float(np.median(np.abs(forward))), 1e-3)
    height = cast("Plane", raised * np.float32(1 / deviation))
    rows, columns = np.mgrid[-7:8, -7:8]
    distance = np.hypot(rows, columns)
    ring = ((distance >= 4.5) & (distance <= 7.2)).astype(np.uint8)
    return _Peaks(height, cast("Plane", cv2.dilate(height, ring)), origin)


def _candidates(peaks: _Peaks) -> list[tuple[int, int]]:
    """Shifts (down, across) with a high, isolated peak, highest first."""
    height = peaks.height
    high = height > LEAST_PEAK
    high &= height >= cv2.dilate(height, np.ones((7, 7), np.uint8))
    high &= peaks.around < ISOLATED * height
    rows, columns = np.nonzero(high)
    down, across = rows - peaks.origin[0], columns - peaks.origin[1]
    good = (down > 0) | ((down == 0) & (across > 0))
    good &= np.hypot(down, across) > LEAST_STEP
    rows, columns, down, across = rows[good], columns[good], down[good], across[good]
    order = np.argsort(-height[rows, columns], kind="stable")[:MOST_CANDIDATES]
    return [(int(down[index]), int(across[index])) for index in order]


def _follow(peaks: _Peaks, step: tuple[int, int]) -> Tiling | None:
    """Count how many multiples of the step are peaks as well, hardly weaker than the first."""
    height, (origin_y, origin_x) = peaks.height, peaks.origin
    first = float(height[step[0] + origin_y, step[1] + origin_x])
    heights = [first]
    for multiple in range(2, MOST_REPEATS + 1):
        y, x = multiple * step[0] + origin_y, multiple * step[1] + origin_x
        slack = 1 + multiple // 3
        if not (slack <= y < height.shape[0] - slack and slack <= x < height.shape[1] - slack):
            break
        near = height[y - slack : y + slack + 1, x - slack : x + slack + 1]
        at_y, at_x = np.unravel_index(int(near.argmax()), near.shape)
        peak = float(near[at_y, at_x])
        surroundings = float(peaks.around[y - slack + int(at_y), x - slack + int(at_x)])
        if peak < max(LEAST_PEAK, STEADY * first) or surroundings > 0.5 * peak:
            break
        heights.append(peak)
    return Tiling(min(heights), len(heights), (step[1], step[0]))
