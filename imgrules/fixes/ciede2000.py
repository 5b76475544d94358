"""CIEDE2000 of many pairs of colours at once; ``imgrules.images.delta_e`` has it for single ones.

Own arithmetic because colour-science takes half a second to import and warns of libraries it
would like to have. A test holds this to the single ones, and those to colour-science.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from imgrules.processor import Floats

    Doubles = NDArray[np.float64]

_SEVENTH = 25.0**7


def ciede2000(first: Floats, second: Floats) -> Floats:
    """ΔE00 after Sharma, Wu and Dalal (2005), all weights 1, of L*a*b* arrays of shape n × 3."""
    one, two = first.astype(np.float64), second.astype(np.float64)
    grey = 1.5 - 0.5 * _share((_chroma(one) + _chroma(two)) / 2)
    c1, h1 = _polar(one, grey)
    c2, h2 = _polar(two, grey)
    turn, hue = _turn(h1, h2, c1 * c2), _mean_hue(h1, h2, c1 * c2)
    lightness, chroma = (one[:, 0] + two[:, 0]) / 2, (c1 + c2) / 2
    square = (lightness - 50) ** 2
    dl = (two[:, 0] - one[:, 0]) / (1 + 0.015 * square / np.sqrt(20 + square))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    dh /= 1 + 0.015 * chroma * _hue_weight(hue)
    spin = np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))
    rotation = -2 * _share(chroma) * np.sin(spin)
    total = dl * dl + dc * dc + dh * dh + rotation * dc * dh
    return cast("Floats", np.sqrt(np.maximum(total, 0)).astype(np.float32))


def _chroma(lab: Doubles) -> Doubles:
    return cast("Doubles", np.hypot(lab[:, 1], lab[:, 2]))


def _share(chroma: Doubles) -> Doubles:
    seventh = chroma**7
    return cast("Doubles", np.sqrt(seventh / (seventh + _SEVENTH)))


def _polar(lab: Doubles, grey: Doubles) -> tuple[Doubles, Doubles]:
    a, b = lab[:, 1] * grey, lab[:, 2]
    return cast("Doubles", np.hypot(a, b)), cast("Doubles", np.degrees(np.arctan2(b, a)) % 360)


def _turn(h1: Doubles, h2: Doubles, product: Doubles) -> Doubles:
    turn = h2 - h1
    turn = np.where(turn > 180, turn - 360, np.where(turn < -180, turn + 360, turn))
    return cast("Doubles", np.where(product == 0, 0, turn))


def _mean_hue(h1: Doubles, h2: Doubles, product: Doubles) -> Doubles:
    """Return the hue halfway the shorter way round; of a grey, the other colour's."""
    total = h1 + h2
    wide = np.abs(h1 - h2) > 180
    turned = np.where(total < 360, total + 360, total - 360)
    return cast("Doubles", np.where(product == 0, total, np.where(wide, turned, total) / 2))


def _hue_weight(hue: Doubles) -> Doubles:
    weight = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue)
    return weight + 0.32 * _cos(3 * hue + 6) - 0.20 * _cos(4 * hue - 63)


def _cos(angle: Doubles) -> Doubles:
    return cast("Doubles", np.cos(np.radians(angle)))
