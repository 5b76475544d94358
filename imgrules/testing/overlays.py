"""What sellers lay over a photograph: words, stickers, marks, frames."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules.colours import parse_colour
from imgrules.testing import lettering, masks
from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.recipe import Badge, Border, Recipe, Text, Watermark


def lay_over(canvas: Canvas, recipe: Recipe) -> None:
    """Lay everything the recipe asks for over the picture."""
    if recipe.watermark:
        _WATERMARKS[recipe.watermark.kind](canvas, recipe.watermark)
    if recipe.text:
        _text(canvas, recipe.text)
    if recipe.badge:
        _badge(canvas, recipe.badge)
    if recipe.border:
        _border(canvas, recipe.border)


def _text(canvas: Canvas, text: Text) -> None:
    centre = text.at[0] * canvas.width, text.at[1] * canvas.height
    colour = parse_colour(text.color)
    lettering.write(canvas, text.text, centre, text.height, colour, opacity=text.opacity, bold=True)


def _badge(canvas: Canvas, badge: Badge) -> None:
    side = max(6, round(badge.size * min(canvas.width, canvas.height)))
    sticker = Canvas.empty(side, side, parse_colour(badge.color))
    sticker.cover[:] = masks.inscribed((side, side))
    rim = masks.without(_disc(side, 0.93), _disc(side, 0.90))
    sticker.paint((255, 255, 255), rim)
    lettering.print_on(sticker, badge.text, (0.5, 0.5), (0.72, 0.24), (255, 255, 255))
    x, y = badge.at[0] * canvas.width - side / 2, badge.at[1] * canvas.height - side / 2
    canvas.stamp(sticker, (round(x), round(y)))


def _disc(side: int, share: float) -> Array:
    middle = (side - 1) / 2, (side - 1) / 2
    return masks.ellipse((side, side), middle, (side / 2 * share, side / 2 * share))


def _corner(canvas: Canvas, mark: Watermark) -> None:
    height = max(5.0, 0.022 * min(canvas.width, canvas.height))
    ink = _ink(mark, height)
    margin = round(0.6 * height)
    at = canvas.width - ink.shape[1] - margin, canvas.height - ink.shape[0] - margin
    canvas.paint(parse_colour(mark.color), ink, at)


def _center(canvas: Canvas, mark: Watermark) -> None:
    ink = _turned(_ink(mark, 0.10 * min(canvas.width, canvas.height)), 28)
    most = 0.86 * min(canvas.width / ink.shape[1], canvas.height / ink.shape[0])
    size = max(1, round(ink.shape[1] * most)), max(1, round(ink.shape[0] * most))
    ink = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)
    at = round((canvas.width - size[0]) / 2), round((canvas.height - size[1]) / 2)
    canvas.paint(parse_colour(mark.color), ink, at)


def _tiled(canvas: Canvas, mark: Watermark) -> None:
    ink = _turned(_ink(mark, max(5.0, 0.024 * min(canvas.width, canvas.height))), 28)
    step_x, step_y = round(ink.shape[1] * 1.15), round(ink.shape[0] * 1.3)
    for row, y in enumerate(range(-step_y // 2, canvas.height, step_y)):
        for x in range(-(row % 2) * step_x // 2, canvas.width, step_x):
            canvas.paint(parse_colour(mark.color), ink, (x, y))


_WATERMARKS = {"corner": _corner, "center": _center, "tiled": _tiled}


def _ink(mark: Watermark, height: float) -> Array:
    letters = lettering.letters(mark.text, height, bold=True)
    return np.asarray(np.rint(letters * mark.opacity), np.uint8)


def _turned(ink: Array, degrees: float) -> Array:
    height, width = ink.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = int(height * sin + width * cos) + 2, int(height * cos + width * sin) + 2
    turn[:, 2] += size[0] / 2 - width / 2, size[1] / 2 - height / 2
    return np.asarray(cv2.warpAffine(ink, turn, size, flags=cv2.INTER_LINEAR), np.uint8)


def _border(canvas: Canvas, border: Border) -> None:
    width = border.width
    strips = {
        "top": np.s_[:width, :],
        "bottom": np.s_[-width:, :],
        "left": np.s_[:, :width],
        "right": np.s_[:, -width:],
    }
    for side in border.sides:
        canvas.rgb[strips[side]] = parse_colour(border.color)
        canvas.cover[strips[side]] = 255
