"""Naming a tone curve: which known one it is, or which gamma comes near."""

from __future__ import annotations

import math

from imgrules.images.colourspaces import CURVE_TITLES, sampled
from imgrules.images.icc import Curve

_TOLERANCE = 1.5
"""Largest difference in L*; the sRGB curve and gamma 2.2 are 3.2 apart."""
_NAMES = ("srgb", "gamma2.2", "gamma1.8", "linear", "lstar", "bt709", "gamma2.4", "gamma2.6")


def name_curve(curves: list[Curve]) -> tuple[str, str]:
    """Return name and words of a tone curve shared by all channels."""
    distance, name = min(
        (max(_distance(curve, sampled(name)) for curve in curves), name) for name in _NAMES
    )
    if distance <= _TOLERANCE:
        return name, CURVE_TITLES.get(name, name.replace("gamma", "gamma "))
    gamma = _fit_gamma(curves)
    return (f"gamma{gamma}", f"gamma {gamma}") if gamma else ("other", "a tone curve of its own")


def _distance(first: Curve, second: Curve) -> float:
    pairs = zip(first, second, strict=True)
    return max(abs(_lightness(a) - _lightness(b)) for a, b in pairs)


def _lightness(light: float) -> float:
    light = min(max(light, 0.0), 1.0)
    return float(116 * light ** (1 / 3) - 16) if light > 0.008856 else 903.3 * light


def _fit_gamma(curves: list[Curve]) -> float | None:
    middle = len(curves[0]) // 2
    light = curves[0][middle]
    if not 0 < light < 1:
        return None
    gamma = math.log(light) / math.log(0.5)
    power = tuple((step / (2 * middle)) ** gamma for step in range(2 * middle + 1))
    fits = all(_distance(curve, power) <= _TOLERANCE for curve in curves)
    return round(gamma, 2) if fits else None
