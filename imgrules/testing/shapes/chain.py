from __future__ import annotations

import math

import cv2
import numpy as np

from imgrules.testing import lettering, lighting, masks
from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.shapes._style import Style

_LINKS = 48


def draw(size: tuple[int, int], style: Style) -> Canvas:
    """Draw a necklace of open links with a pendant."""
    chain = Canvas.empty(*size)
    pendant = max(3, round(min(size) * 0.20))
    _links(chain, style, room=size[1] - pendant)
    _pendant(chain, style, pendant)
    if style.words:
        centre = 0.5, 1 - pendant / size[1] / 2
        room = 0.7 * pendant / size[0], 0.2 * pendant / size[1]
        lettering.print_on(chain, style.words, centre, room, style.darker(0.4))
    return chain


def _links(chain: Canvas, style: Style, room: int) -> None:
    width = chain.width
    wide = max(2.0, min(width, room) * 0.013)
    wire = max(1, round(wide * 0.62))
    radii = width / 2 - wide - wire / 2, (room + wide) / 2 - wide - wire / 2
    centre = (width - 1) / 2, radii[1] + wide + wire / 2 - 0.5
    step = math.pi * (radii[0] + radii[1]) / _LINKS
    size = width, chain.height
    odd, even = masks.blank(size), masks.blank(size)
    for index in range(_LINKS):
        angle = 2 * math.pi * index / _LINKS
        at = centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle)
        tangent = math.atan2(radii[1] * math.cos(angle), -radii[0] * math.sin(angle))
        shape = (step * 0.64, wide) if index % 2 == 0 else (step * 0.60, wide * 0.42)
        _link(even if index % 2 == 0 else odd, at, shape, math.degrees(tangent), wire)
    chain.paint(_metal(size, style, 0.72), odd)
    chain.paint(_metal(size, style, 1.0), even)


def _link(
    mask: Array, at: tuple[float, float], shape: tuple[float, float], turn: float, wire: int
) -> None:
    centre = round(at[0] * 16), round(at[1] * 16)
    axes = round(shape[0] * 16), round(shape[1] * 16)
    cv2.ellipse(mask, centre, axes, turn, 0, 360, 255, wire, cv2.LINE_AA, 4)


def _metal(size: tuple[int, int], style: Style, level: float) -> Array:
    x, y = lighting.grid(*size)
    glint = np.sin(61 * x + 17 * y) * np.sin(53 * y - 11 * x)
    shade = level * (0.78 - 0.10 * x - 0.10 * y + 0.22 * glint)
    shine = 0.75 * np.clip(glint, 0, 1) ** 3
    return lighting.lit(size, style.colour, shade.astype(np.float32), shine.astype(np.float32))


def _pendant(chain: Canvas, style: Style, side: int) -> None:
    size = side, side
    shade, shine = lighting.ball(size)
    at = round((chain.width - side) / 2), chain.height - side
    chain.paint(lighting.lit(size, style.darker(0.85), shade, shine), masks.inscribed(size), at)
    inner = round(side * 0.74)
    stone = (inner, inner)
    shade, shine = lighting.ball(stone)
    place = at[0] + (side - inner) // 2, at[1] + (side - inner) // 2
    chain.paint(lighting.lit(stone, (38, 74, 128), shade, shine), masks.inscribed(stone), place)
