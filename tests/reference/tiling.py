"""A mark repeated over the whole picture, found where the picture resembles itself when shifted.

Weave, tiles and stripes resemble themselves too, but ever less the further they are shifted, and
along lines. A mark laid by a program resembles itself at exact multiples of one step, as well at
the third as at the first, and only within a few pixels of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

LONG_SIDE = 800
DETAIL = 3.0
EVEN_OUT = 12.0
LEAST_STEP = 16
REACH = 0.66
"""Largest shift looked at, as a share of the side."""
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
    """Across and down, in full-size pixels."""


def find_tiling(rgb: NDArray[np.uint8]) -> Tiling | None:
    """Find the strongest lattice; None where there is none."""
    scale = min(1.0, LONG_SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if scale < 1.0 else rgb
    if min(size) < 4 * LEAST_STEP:
        return None
    peaks, around = _peaks(_resemblance(_details(small)))
    lattices = [_follow(peaks, around, start) for start in _candidates(peaks, around)]
    found = [one for one in lattices if one is not None and one.repeats >= FEWEST_REPEATS]
    if not found:
        return None
    best = max(found, key=lambda one: (one.repeats * one.strength, one.step))
    step = round(best.step[0] / scale), round(best.step[1] / scale)
    return Tiling(round(best.strength, 1), best.repeats, step)


def _details(rgb: NDArray[np.uint8]) -> list[Plane]:
    """Fine detail of each channel, evened out so that outlines do not drown faint marks."""
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    fine = lab - cv2.GaussianBlur(lab, (0, 0), DETAIL)
    spread = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), EVEN_OUT)) + 0.5
    even = np.clip(fine / spread, -2.0, 2.0)
    return [np.ascontiguousarray(even[..., channel]) for channel in range(3)]


def _resemblance(planes: list[Plane]) -> Plane:
    """Autocorrelation by shift, the middle being no shift."""
    height, width = planes[0].shape
    shape = cv2.getOptimalDFTSize(2 * height), cv2.getOptimalDFTSize(2 * width)
    power = np.zeros((shape[0], shape[1] // 2 + 1))
    for plane in planes:
        power += np.abs(np.fft.rfft2(plane, shape)) ** 2
    whole = np.fft.fftshift(np.fft.irfft2(power, shape))
    middle_y, middle_x = shape[0] // 2, shape[1] // 2
    reach_y, reach_x = int(height * REACH), int(width * REACH)
    part = whole[
        middle_y - reach_y : middle_y + reach_y + 1, middle_x - reach_x : middle_x + reach_x + 1
    ]
    rows = height - np.abs(np.arange(-reach_y, reach_y + 1))
    columns = width - np.abs(np.arange(-reach_x, reach_x + 1))
    overlap = rows[:, None] * columns[None, :] / (height * width)
    at_rest = max(float(part[reach_y, reach_x]), 1e-9)
    return np.asarray(part / overlap / at_rest, np.float32)


def _peaks(resemblance: Plane) -> tuple[Plane, Plane]:
    """Height of every shift over its surroundings, and the highest one around it."""
    raised = resemblance - cv2.GaussianBlur(resemblance, (0, 0), 4)
    deviation = max(1.4826 * float(np.median(np.abs(raised))), 1e-3)
    height = (raised / deviation).astype(np.float32)
    rows, columns = np.mgrid[-7:8, -7:8]
    distance = np.hypot(rows, columns)
    ring = ((distance >= 4.5) & (distance <= 7.2)).astype(np.uint8)
    return height, cv2.dilate(height, ring)


def _candidates(peaks: Plane, around: Plane) -> list[tuple[int, int]]:
    """Shifts (down, across) with a high, isolated peak, highest first."""
    reach_y, reach_x = peaks.shape[0] // 2, peaks.shape[1] // 2
    rows, columns = np.mgrid[-reach_y : reach_y + 1, -reach_x : reach_x + 1]
    forward = (rows > 0) | ((rows == 0) & (columns > 0))
    summit = peaks >= cv2.dilate(peaks, np.ones((7, 7), np.uint8))
    good = forward & summit & (peaks > LEAST_PEAK) & (around < ISOLATED * peaks)
    down, across = np.nonzero(good & (np.hypot(rows, columns) > LEAST_STEP))
    order = np.argsort(-peaks[down, across], kind="stable")[:MOST_CANDIDATES]
    return [(int(down[index]) - reach_y, int(across[index]) - reach_x) for index in order]


def _follow(peaks: Plane, around: Plane, step: tuple[int, int]) -> Tiling | None:
    """Count how many multiples of the step are peaks as well, hardly weaker than the first."""
    reach_y, reach_x = peaks.shape[0] // 2, peaks.shape[1] // 2
    first = float(peaks[step[0] + reach_y, step[1] + reach_x])
    heights = [first]
    for multiple in range(2, MOST_REPEATS + 1):
        y, x = multiple * step[0] + reach_y, multiple * step[1] + reach_x
        slack = 1 + multiple // 3
        if not (slack <= y < peaks.shape[0] - slack and slack <= x < peaks.shape[1] - slack):
            break
        near = peaks[y - slack : y + slack + 1, x - slack : x + slack + 1]
        at_y, at_x = np.unravel_index(int(near.argmax()), near.shape)
        height = float(near[at_y, at_x])
        surroundings = float(around[y - slack + int(at_y), x - slack + int(at_x)])
        if height < max(LEAST_PEAK, STEADY * first) or surroundings > 0.5 * height:
            break
        heights.append(height)
    return Tiling(min(heights), len(heights), (step[1], step[0]))
