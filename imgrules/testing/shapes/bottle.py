from __future__ import annotations

import math

import numpy as np

from imgrules.testing import lettering, lighting, masks
from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.shapes._style import Style, mix

_HALF_WIDTHS = (
    (0.165, 0.16),
    *(
        (0.35 - 0.145 * math.cos(math.radians(turn)), 0.16 + 0.34 * math.sin(math.radians(turn)))
        for turn in range(0, 91, 6)
    ),
    *(
        (0.965 + 0.035 * math.sin(math.radians(turn)), 0.40 + 0.10 * math.cos(math.radians(turn)))
        for turn in range(0, 91, 10)
    ),
)
"""Outline of the glass: height, half width."""
_CAP = (46, 46, 50)


def draw(size: tuple[int, int], style: Style) -> Canvas:
    """Draw a bottle with a screw cap and a label that follows its curve."""
    bottle = Canvas.empty(*size)
    _glass(bottle, style)
    _cap(bottle)
    _label(bottle, style)
    if style.words:
        lettering.print_on(bottle, style.words, (0.5, 0.61), (0.74, 0.045), style.darker(0.5))
    return bottle


def _glass(bottle: Canvas, style: Style) -> None:
    size = bottle.width, bottle.height
    x, y = lighting.grid(*size)
    body = 0.42 + 0.55 * np.sqrt(np.clip(1 - x * x, 0, 1))
    edge = 0.30 * lighting.bump(np.abs(x), 0.93, 0.10)
    depth = 0.10 * lighting.smoothstep(y, 0.55, 1.0)
    stripe = 0.62 * lighting.bump(x, -0.62, 0.075) * lighting.smoothstep(y, -0.42, -0.30)
    window = 0.22 * lighting.bump(x, 0.66, 0.06) * lighting.smoothstep(y, -0.38, -0.20)
    shade = (body - edge - depth).astype(np.float32)
    right = [(0.5 + half, height) for height, half in _HALF_WIDTHS]
    left = [(0.5 - half, height) for height, half in reversed(_HALF_WIDTHS)]
    glass = lighting.lit(size, style.colour, shade, (stripe + window).astype(np.float32))
    bottle.paint(glass, masks.polygon(size, [*right, *left]))


def _cap(bottle: Canvas) -> None:
    size = round(bottle.width * 0.38), max(2, round(bottle.height * 0.175))
    shade, shine = lighting.tube(lighting.grid(*size)[0])
    ribs = 1 + 0.10 * np.sin(lighting.grid(*size)[0] * 70)
    cap = lighting.lit(size, _CAP, (shade * ribs).astype(np.float32), 0.5 * shine)
    at = round((bottle.width - size[0]) / 2), 0
    bottle.paint(cap, masks.rounded(size, size[0] * 0.07), at)


def _label(bottle: Canvas, style: Style) -> None:
    size = bottle.width, bottle.height
    x, _ = lighting.grid(*size)
    shade = (0.62 + 0.38 * np.sqrt(np.clip(1 - x * x, 0, 1))).astype(np.float32)
    paper = lighting.lit(size, (233, 227, 213), shade, 0.10 * lighting.bump(x, -0.5, 0.2))
    bottle.paint(paper, masks.within(_wrap(size, 0.46, 0.86), bottle.cover))
    accent = lighting.lit(size, mix(style.colour, (40, 40, 44), 0.35), shade)
    bottle.paint(accent, masks.within(_wrap(size, 0.70, 0.735), bottle.cover))
    side = round(bottle.width * 0.26)
    if side >= 6:
        leaf = lighting.lit((side, side), style.colour, lighting.ball((side, side))[0])
        at = round((bottle.width - side) / 2), round(bottle.height * 0.525 - side / 2)
        bottle.paint(leaf, masks.inscribed((side, side)), at)


def _wrap(size: tuple[int, int], top: float, bottom: float) -> Array:
    """Outline a band round the body; its edges sag as those of a cylinder seen from above."""
    across = np.linspace(0, 1, 33)
    sag = 0.012 * np.sqrt(np.clip(1 - (2 * across - 1) ** 2, 0, 1))
    upper = list(zip(across, top + sag, strict=True))
    lower = list(zip(across[::-1], bottom + sag, strict=True))
    return masks.polygon(size, [*upper, *lower])
