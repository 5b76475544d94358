from __future__ import annotations

import math

import numpy as np

from imgrules.testing import lettering, lighting, masks
from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.shapes._style import Style, mix

_ROWS = 9
"""Rows of links above and below the case."""
_DIAL = (24, 32, 46)
_HAND = (224, 222, 214)


def draw(size: tuple[int, int], style: Style) -> Canvas:
    """Draw a wrist watch from the front: bracelet with gaps between links, case, dial, hands."""
    watch = Canvas.empty(*size)
    _bracelet(watch, style)
    _crown(watch, style)
    side = min(watch.width * 0.94, watch.height * 0.9)
    _case(watch, style, side)
    _dial(watch, side * 0.80)
    if style.words:
        lettering.print_on(watch, style.words, (0.47, 0.43), (0.36, 0.022), _HAND)
    return watch


def _centre(watch: Canvas) -> tuple[float, float]:
    return watch.width * 0.47 - 0.5, (watch.height - 1) / 2


def _bracelet(watch: Canvas, style: Style) -> None:
    size = watch.width, watch.height
    x, y = lighting.grid(*size)
    outline = masks.polygon(size, _strap())
    links = masks.without(outline, _gaps(size))
    brushed, shine = lighting.tube(((x + 0.06) / 0.62).astype(np.float32))
    rows = 0.90 + 0.10 * np.cos(y * math.pi * _ROWS * 2 / 0.62)
    middle = 1 + 0.12 * lighting.bump(x, -0.06, 0.11)
    shade = ((0.35 + 0.65 * brushed) * rows * middle).astype(np.float32)
    watch.paint(lighting.lit(size, style.colour, shade, 0.55 * shine), links)
    seams = masks.blank(size)
    for left in (0.365, 0.575):
        seam = masks.stroke(size, [(left, 0), (left, 1)], max(1, watch.width / 220))
        seams = np.maximum(seams, seam)
    watch.paint(style.darker(0.35), masks.within(seams, links))


def _strap() -> list[tuple[float, float]]:
    """Tapers from the lugs to both ends."""
    right = [(0.66, 0.0), (0.69, 0.18), (0.76, 0.32), (0.76, 0.68), (0.69, 0.82), (0.66, 1.0)]
    return [*right, *((0.94 - x, y) for x, y in reversed(right))]


def _gaps(size: tuple[int, int]) -> Array:
    """Slits between the rows: open at the outer links, closed at the middle one."""
    gaps = masks.blank(size)
    thin = max(0.0022, 0.75 / size[1])
    for row in range(1, _ROWS):
        for y in (0.31 * row / _ROWS, 1 - 0.31 * row / _ROWS):
            for left, right in ((0.0, 0.36), (0.58, 1.0), (0.41, 0.53)):
                offset = 0.017 if (left, right) == (0.41, 0.53) else 0.0
                slit = [
                    (left, y - thin + offset), (right, y - thin + offset),
                    (right, y + thin + offset), (left, y + thin + offset),
                ]  # fmt: skip
                gaps = np.maximum(gaps, masks.polygon(size, slit))
    return gaps


def _crown(watch: Canvas, style: Style) -> None:
    size = max(2, round(watch.width * 0.09)), max(2, round(watch.height * 0.055))
    _, y = lighting.grid(*size)
    shade, shine = lighting.tube(y)
    ribs = (shade * (0.9 + 0.22 * np.sin(y * 26))).astype(np.float32)
    at = watch.width - size[0], round((watch.height - size[1]) / 2)
    watch.paint(lighting.lit(size, style.colour, ribs, 0.5 * shine), masks.rounded(size, 3), at)


def _case(watch: Canvas, style: Style, side: float) -> None:
    size = watch.width, watch.height
    centre = _centre(watch)
    middle = centre[0] / size[0] * 2 - 1, 0.0
    radii = side / size[0], side / size[1]
    shade, shine = lighting.torus(size, middle, radii, 0.26)
    metal = lighting.lit(size, style.colour, shade, shine)
    watch.paint(metal, masks.ellipse(size, centre, (side / 2, side / 2)))
    bezel = masks.ellipse(size, centre, (side * 0.425, side * 0.425))
    watch.paint(style.darker(0.30), bezel)


def _dial(watch: Canvas, side: float) -> None:
    pixels = max(4, round(side))
    shade, _ = lighting.ball((pixels, pixels))
    face = lighting.lit((pixels, pixels), _DIAL, (0.75 + 0.35 * shade).astype(np.float32))
    dial = Canvas(face, masks.inscribed((pixels, pixels)))
    for hour in range(12):
        _tick(dial, hour * 30, (0.86, 0.70 if hour % 3 else 0.64), 0.026 if hour % 3 else 0.042)
    _tick(dial, 305, (0.48, -0.10), 0.050)
    _tick(dial, 54, (0.72, -0.12), 0.036)
    _tick(dial, 190, (0.78, -0.18), 0.012)
    hub = masks.ellipse((pixels, pixels), ((pixels - 1) / 2,) * 2, (pixels * 0.03,) * 2)
    dial.paint(mix(_HAND, (90, 90, 90), 0.4), hub)
    _glass(dial)
    x, y = _centre(watch)
    watch.stamp(dial, (round(x + 0.5 - pixels / 2), round(y + 0.5 - pixels / 2)))


def _tick(dial: Canvas, degrees: float, reach: tuple[float, float], thickness: float) -> None:
    """Draw a mark on the dial from one share of the radius to another."""
    angle = math.radians(degrees)
    ends = [(0.5 + 0.5 * r * math.sin(angle), 0.5 - 0.5 * r * math.cos(angle)) for r in reach]
    size = dial.width, dial.height
    dial.paint(_HAND, masks.stroke(size, ends, dial.width * thickness / 2))


def _glass(dial: Canvas) -> None:
    """Lay the soft reflection of a lamp in the crystal."""
    size = dial.width, dial.height
    sheen = masks.polygon(size, [(0.05, 0.55), (0.50, 0.0), (0.66, 0.0), (0.08, 0.72)])
    faint = np.rint(masks.within(sheen, dial.cover) * 0.10).astype(np.uint8)
    dial.paint((235, 238, 242), faint)
