"""Colour difference of two sRGB colours, CIEDE2000, for single colours."""

from __future__ import annotations

from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Lab = tuple[float, float, float]

WHITE_D65 = (0.95047, 1.0, 1.08883)
_RGB_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def srgb_to_lab(rgb: tuple[int, int, int]) -> Lab:
    """CIE L*a*b* (D65) of an sRGB colour of 0-255."""
    linear = [_linear(value / 255) for value in rgb]
    x, y, z = (
        _cube_root(sum(weight * value for weight, value in zip(row, linear, strict=True)) / white)
        for row, white in zip(_RGB_TO_XYZ, WHITE_D65, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _cube_root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def ciede2000(first: Lab, second: Lab) -> float:
    """ΔE00 after Sharma, Wu and Dalal (2005), with all weights 1."""
    grey = _grey_shift(hypot(*first[1:]), hypot(*second[1:]))
    c1, h1 = _polar(first, grey)
    c2, h2 = _polar(second, grey)
    lightness, chroma = (first[0] + second[0]) / 2, (c1 + c2) / 2
    turn = _turn(h1, h2, c1 * c2)
    hue = _mean_hue(h1, h2, c1 * c2)
    dl = (second[0] - first[0]) / (1 + 0.015 * (lightness - 50) ** 2 / _root20(lightness))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * _hue_weight(hue))
    seventh = chroma**7
    spin = 30 * exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * sqrt(seventh / (seventh + 25.0**7)) * sin(radians(2 * spin))
    return sqrt(max(0.0, dl * dl + dc * dc + dh * dh + rotation * dc * dh))


def _root20(lightness: float) -> float:
    return sqrt(20 + (lightness - 50) ** 2)


def _grey_shift(c1: float, c2: float) -> float:
    seventh = ((c1 + c2) / 2) ** 7
    return 0.5 * (1 - sqrt(seventh / (seventh + 25.0**7)))


def _polar(lab: Lab, grey: float) -> tuple[float, float]:
    a = (1 + grey) * lab[1]
    chroma = hypot(a, lab[2])
    return chroma, degrees(atan2(lab[2], a)) % 360 if chroma else 0.0


def _turn(h1: float, h2: float, product: float) -> float:
    if not product:
        return 0.0
    turn = h2 - h1
    return turn - 360 if turn > 180 else turn + 360 if turn < -180 else turn


def _mean_hue(h1: float, h2: float, product: float) -> float:
    total = h1 + h2
    if not product:
        return total
    if abs(h1 - h2) <= 180:
        return total / 2
    return (total + 360) / 2 if total < 360 else (total - 360) / 2


def _hue_weight(hue: float) -> float:
    return (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
