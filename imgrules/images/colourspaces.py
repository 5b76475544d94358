"""Reference RGB colour spaces: primaries, white and tone curves, as colour-science defines them.

The numbers are copied so that naming a profile needs no import of colour-science; a test holds
the copy against the original.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from imgrules.images.icc import SAMPLES, Curve

Matrix = NDArray[np.float64]
D50 = np.array([0.9642, 1.0, 0.8249])
"""The illuminant of ICC's connection space."""
BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


@dataclass(frozen=True, slots=True)
class ColourSpace:
    """``reference`` is colour-science's name; ``curves`` the tone curves that go by this name."""

    name: str
    title: str
    reference: str
    primaries: tuple[float, float, float, float, float, float]
    """x, y of red, green, blue."""
    white: tuple[float, float]
    curves: tuple[str, ...]


_D65 = (0.3127, 0.3290)
_D50 = (0.3457, 0.3585)
_709 = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
_P3 = (0.68, 0.32, 0.265, 0.69, 0.15, 0.06)

SPACES = (
    ColourSpace("srgb", "sRGB", "sRGB", _709, _D65, ("srgb",)),
    ColourSpace("srgb-linear", "linear sRGB", "sRGB", _709, _D65, ("linear",)),
    ColourSpace("rec709", "Rec. 709", "ITU-R BT.709", _709, _D65, ("bt709", "gamma2.4")),
    ColourSpace("display-p3", "Display P3", "Display P3", _P3, _D65, ("srgb",)),
    ColourSpace("dci-p3", "DCI-P3", "DCI-P3", _P3, (0.314, 0.351), ("gamma2.6",)),
    ColourSpace("adobe-rgb", "Adobe RGB (1998)", "Adobe RGB (1998)",
                (0.64, 0.33, 0.21, 0.71, 0.15, 0.06), _D65, ("gamma2.2",)),
    ColourSpace("prophoto", "ProPhoto RGB", "ProPhoto RGB",
                (0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001), _D50,
                ("gamma1.8", "romm")),
    ColourSpace("rec2020", "Rec. 2020", "ITU-R BT.2020",
                (0.708, 0.292, 0.17, 0.797, 0.131, 0.046), _D65, ("bt709", "gamma2.4")),
    ColourSpace("apple-rgb", "Apple RGB", "Apple RGB",
                (0.625, 0.34, 0.28, 0.595, 0.155, 0.07), _D65, ("gamma1.8",)),
    ColourSpace("wide-gamut", "Adobe Wide Gamut RGB", "Adobe Wide Gamut RGB",
                (0.7347, 0.2653, 0.1152, 0.8264, 0.1566, 0.0177), _D50, ("gamma2.2",)),
    ColourSpace("colormatch", "ColorMatch RGB", "ColorMatch RGB",
                (0.63, 0.34, 0.295, 0.605, 0.15, 0.075), _D50, ("gamma1.8",)),
    ColourSpace("ecirgb", "eciRGB", "ECI RGB v2",
                (0.670103, 0.329897, 0.209906, 0.709906, 0.140062, 0.08033), _D50,
                ("lstar", "gamma1.8")),
    ColourSpace("rec601-ntsc", "Rec. 601 (NTSC)", "SMPTE C",
                (0.63, 0.34, 0.31, 0.595, 0.155, 0.07), _D65, ("bt709", "gamma2.2")),
    ColourSpace("rec601-pal", "Rec. 601 (PAL)", "ITU-R BT.470 - 625",
                (0.64, 0.33, 0.29, 0.6, 0.15, 0.06), _D65, ("bt709", "gamma2.2")),
)  # fmt: skip


def _srgb(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4


def _bt709(level: float) -> float:
    return level / 4.5 if level < 0.081 else ((level + 0.099) / 1.099) ** (1 / 0.45)


def _lstar(level: float) -> float:
    high = ((100 * level + 16) / 116) ** 3
    return high if level > 0.08 else 100 * level / 903.3


def _romm(level: float) -> float:
    return level / 16 if level < 16 * 0.001953 else level**1.8


def _gamma(exponent: float) -> Callable[[float], float]:
    return lambda level: level**exponent


TONE_CURVES: dict[str, Callable[[float], float]] = {
    "srgb": _srgb, "bt709": _bt709, "linear": lambda level: level, "lstar": _lstar, "romm": _romm,
    "gamma1.8": _gamma(1.8), "gamma2.2": _gamma(563 / 256), "gamma2.4": _gamma(2.4),
    "gamma2.6": _gamma(2.6),
}  # fmt: skip
"""Name → level to linear light, both from 0 to 1."""

CURVE_TITLES = {
    "srgb": "the sRGB curve", "bt709": "the Rec. 709 curve", "linear": "a linear curve",
    "lstar": "the L* curve", "romm": "the ROMM curve",
}  # fmt: skip


@cache
def sampled(curve: str) -> Curve:
    """Return a named tone curve as profiles' curves are sampled."""
    return tuple(TONE_CURVES[curve](level) for level in SAMPLES)


def to_xyz(x: float, y: float) -> Matrix:
    """Chromaticity to XYZ with Y = 1."""
    return np.array([x / y, 1.0, (1 - x - y) / y])


def rgb_to_xyz(primaries: tuple[float, ...], white: tuple[float, float]) -> Matrix:
    """Return the matrix whose columns are the XYZ of red, green and blue."""
    columns = np.column_stack([to_xyz(*primaries[at : at + 2]) for at in (0, 2, 4)])
    weights = np.linalg.solve(columns, to_xyz(*white))
    return np.asarray(columns * weights)


def adaptation(source: Matrix, target: Matrix) -> Matrix:
    """Bradford matrix from one white (XYZ) to another."""
    gain = np.diag((BRADFORD @ target) / (BRADFORD @ source))
    return np.asarray(np.linalg.inv(BRADFORD) @ gain @ BRADFORD)


@cache
def connection_chromaticities(space: ColourSpace) -> tuple[float, ...]:
    """Chromaticities of the primaries as a profile holds them: adapted to D50."""
    matrix = rgb_to_xyz(space.primaries, space.white)
    return chromaticities(adaptation(to_xyz(*space.white), D50) @ matrix)


def chromaticities(matrix: Matrix) -> tuple[float, ...]:
    """Return x, y of red, green, blue of an RGB → XYZ matrix."""
    sums = matrix.sum(axis=0)
    if (abs(sums) < 1e-6).any():
        return (0.0,) * 6
    return tuple(float(v) for column in range(3) for v in matrix[:2, column] / sums[column])
