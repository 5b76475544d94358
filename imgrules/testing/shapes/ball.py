from __future__ import annotations

import cv2
import numpy as np

from imgrules.testing import lettering, lighting, masks
from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.shapes._style import Style


def draw(size: tuple[int, int], style: Style) -> Canvas:
    """Draw a ball with a painted band."""
    outline = masks.inscribed(size)
    shade, shine = lighting.ball(size)
    ball = Canvas(lighting.lit(size, style.colour, shade, shine), outline)
    band = lighting.lit(size, style.lighter(0.72), shade, shine)
    ball.paint(band, masks.within(_band(size), outline))
    if style.words:
        lettering.print_on(ball, style.words, (0.5, 0.5), (0.62, 0.16), style.darker(0.45))
    return ball


def _band(size: tuple[int, int]) -> Array:
    """Mask the zone between two circles of latitude, the ball tipped towards the camera."""
    x, y = lighting.grid(*size)
    z = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
    latitude = 0.91 * y - 0.41 * z + 0.10 * x
    inside = 0.19 - np.abs(latitude + 0.22)
    full = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    # One pixel is 2 / size of the ball: the edge is one pixel wide at any size.
    steepness = 0.5 * min(size)
    return np.asarray(np.rint(255 * np.clip(full * steepness + 0.5, 0, 1)), np.uint8)
