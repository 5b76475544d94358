from __future__ import annotations

import numpy as np

from imgrules.testing import lettering, lighting, masks
from imgrules.testing.canvas import Canvas
from imgrules.testing.shapes._style import Style, mix

_TOP, _BAND = 0.235, 0.13
"""Where the band begins, and how wide it is, as shares of the ring's height and width."""
_PALE, _CLEAR, _DEEP = (226, 232, 240), (196, 208, 222), (110, 128, 152)


def draw(size: tuple[int, int], style: Style) -> Canvas:
    """Draw a finger ring with a stone, the hole open."""
    ring = Canvas.empty(*size)
    _band(ring, style)
    _setting(ring, style)
    _stone(ring)
    if style.words:
        lettering.print_on(ring, style.words, (0.5, 0.945), (0.30, 0.03), style.darker(0.4))
    return ring


def _band(ring: Canvas, style: Style) -> None:
    size = width, height = ring.width, ring.height
    top = height * _TOP
    centre = (width - 1) / 2, (top + height - 1) / 2
    outer = width / 2 - 0.25, (height - top) / 2 - 0.25
    # The far side of the band is seen a little from inside, so the hole sits high.
    inner = outer[0] - width * _BAND, outer[1] - width * _BAND * 0.95
    hole = masks.ellipse(size, (centre[0], centre[1] - width * 0.008), inner)
    mask = masks.without(masks.ellipse(size, centre, outer), hole)
    middle = 0.0, float(_TOP)
    shade, shine = lighting.torus(size, middle, (1.0, 1 - _TOP), 2 * _BAND)
    ring.paint(lighting.lit(size, style.colour, shade, shine), mask)


def _setting(ring: Canvas, style: Style) -> None:
    size = ring.width, ring.height
    x, _ = lighting.grid(*size)
    shade = (0.55 + 0.45 * lighting.bump(x, -0.12, 0.13)).astype(np.float32)
    metal = lighting.lit(size, style.colour, shade, 0.5 * lighting.bump(x, -0.13, 0.05))
    cup = [(0.34, 0.115), (0.66, 0.115), (0.56, 0.30), (0.44, 0.30)]
    ring.paint(metal, masks.polygon(size, cup))


def _stone(ring: Canvas) -> None:
    size = ring.width, ring.height
    left, right, girdle, point = 0.30, 0.70, 0.085, 0.262
    crown = [(0.385, 0.0), (0.615, 0.0), (right, girdle), (left, girdle)]
    ring.paint(_CLEAR, masks.polygon(size, crown))
    for index in range(6):
        start = left + (right - left) * index / 6
        end = left + (right - left) * (index + 1) / 6
        tone = mix(_DEEP, _PALE, (0.85, 0.2, 0.65, 0.1, 0.5, 0.05)[index])
        ring.paint(tone, masks.polygon(size, [(start, girdle), (end, girdle), (0.5, point)]))
        peak = (0.385 + 0.23 * (index + 0.5) / 6, 0.0)
        tone = mix(_DEEP, _PALE, (0.6, 0.95, 0.75, 0.9, 0.4, 0.7)[index])
        ring.paint(tone, masks.polygon(size, [(start, girdle), (end, girdle), peak]))
    ring.paint(
        _PALE, masks.polygon(size, [(0.41, 0.012), (0.55, 0.012), (0.50, 0.04), (0.43, 0.04)])
    )
