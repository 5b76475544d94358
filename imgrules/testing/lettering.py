"""Words, in the typeface that comes with Pillow: the same on every machine."""

from __future__ import annotations

import functools

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont

from imgrules.colours import Rgb
from imgrules.testing.canvas import Array, Canvas

_CAPITAL = 0.70
"""Height of a capital letter as a share of the type size."""


def letters(text: str, height: float, *, bold: bool = False) -> Array:
    """Return the words as a mask cut to their outline; ``height`` is that of a capital."""
    return _letters(text, max(4, round(height / _CAPITAL)), bold).copy()


@functools.lru_cache(maxsize=64)
def _letters(text: str, type_size: int, bold: bool) -> Array:
    font = ImageFont.load_default(type_size)
    stroke = max(1, type_size // 28) if bold else 0
    left, top, right, bottom = ImageDraw.Draw(PillowImage.new("L", (1, 1))).textbbox(
        (0, 0), text, font=font, stroke_width=stroke
    )
    paper = PillowImage.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    ImageDraw.Draw(paper).text((1 - left, 1 - top), text, fill=255, font=font, stroke_width=stroke)
    return np.asarray(paper, np.uint8)


def write(
    canvas: Canvas,
    text: str,
    centre: tuple[float, float],
    height: float,
    colour: Rgb,
    *,
    opacity: float = 1.0,
    bold: bool = False,
) -> None:
    """Write words around ``centre`` (pixels)."""
    mask = letters(text, height, bold=bold)
    if opacity < 1:
        mask = np.rint(mask * opacity).astype(np.uint8)
    at = round(centre[0] - mask.shape[1] / 2), round(centre[1] - mask.shape[0] / 2)
    canvas.paint(colour, mask, at)


def print_on(
    canvas: Canvas,
    text: str,
    centre: tuple[float, float],
    room: tuple[float, float],
    colour: Rgb,
) -> None:
    """Print words on a product, as large as ``room`` allows; both are shares of the product."""
    mask = letters(text, canvas.height * room[1], bold=True)
    most = max(4, round(canvas.width * room[0]))
    if mask.shape[1] > most:
        size = most, max(2, round(mask.shape[0] * most / mask.shape[1]))
        mask = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)
    x = round(centre[0] * canvas.width - mask.shape[1] / 2)
    y = round(centre[1] * canvas.height - mask.shape[0] / 2)
    canvas.paint(colour, mask, (x, y))
