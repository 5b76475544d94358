from __future__ import annotations

import cv2
import numpy as np

from imgrules.testing import lettering, lighting, masks
from imgrules.testing.canvas import Canvas
from imgrules.testing.shapes._style import Style, mix


def draw(size: tuple[int, int], style: Style) -> Canvas:
    """Draw a carton from the front: printed panel, folded edges, a little side face."""
    board = lighting.flat(size)
    box = Canvas(
        lighting.lit(size, style.colour, board, _sheen(size)),
        masks.rounded(size, min(size) * 0.008),
    )
    _side(box, style)
    _panel(box, style)
    _edges(box, style)
    if style.words:
        lettering.print_on(box, style.words, (0.54, 0.24), (0.62, 0.07), style.lighter(0.92))
    return box


def _side(box: Canvas, style: Style) -> None:
    size = box.width, box.height
    x, y = lighting.grid(*size)
    shade = (0.62 + 0.10 * (1 - y) / 2 + 0.05 * x).astype(np.float32)
    face = masks.polygon(size, [(0, 0), (0.10, 0), (0.10, 1), (0, 1)])
    box.paint(lighting.lit(size, style.colour, shade), masks.within(face, box.cover))


def _panel(box: Canvas, style: Style) -> None:
    size = box.width, box.height
    board = lighting.flat(size)
    paper = lighting.lit(size, style.lighter(0.80), board, _sheen(size))
    box.paint(paper, masks.polygon(size, _rectangle(0.18, 0.36, 0.92, 0.90)))
    accent = mix(style.colour, (36, 70, 110), 0.65)
    band = masks.polygon(size, _rectangle(0.18, 0.82, 0.92, 0.90))
    box.paint(lighting.lit(size, accent, board, _sheen(size)), band)
    _emblem(box, style)


def _emblem(box: Canvas, style: Style) -> None:
    """Print a ball: something on the panel that has form of its own."""
    side = round(0.34 * min(box.width, box.height))
    if side < 8:
        return
    shade, shine = lighting.ball((side, side))
    colour = mix(style.colour, (214, 140, 40), 0.7)
    picture = lighting.lit((side, side), colour, shade, shine)
    at = round(box.width * 0.55 - side / 2), round(box.height * 0.59 - side / 2)
    room = 2 * side, max(4, side // 2)
    middle = side - 0.5, room[1] / 2
    ground = masks.ellipse(room, middle, (side * 0.46, side * 0.05))
    shadow = np.asarray(cv2.GaussianBlur(ground, (0, 0), max(0.6, side / 28)) // 2, np.uint8)
    box.paint((70, 60, 56), shadow, (at[0] - side // 2, at[1] + side - room[1] // 2))
    box.paint(picture, masks.inscribed((side, side)), at)


def _sheen(size: tuple[int, int]) -> lighting.Field:
    """Reflect a soft box in the laminated board."""
    x, y = lighting.grid(*size)
    slant = x + 0.55 * y
    streaks = lighting.bump(slant, -0.25, 0.20) + 0.5 * lighting.bump(slant, 0.35, 0.08)
    return np.asarray(0.12 * streaks, np.float32)


def _edges(box: Canvas, style: Style) -> None:
    size = box.width, box.height
    fold = masks.stroke(size, [(0.10, 0), (0.10, 1)], max(1.0, min(size) / 500))
    box.paint(style.lighter(0.35), masks.within(fold, box.cover))
    flap = masks.stroke(size, [(0.10, 0.055), (1, 0.055)], max(1.0, min(size) / 700))
    box.paint(style.darker(0.62), masks.within(flap, box.cover))


def _rectangle(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
