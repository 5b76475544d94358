from __future__ import annotations

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
    centre = ((size[0] - 1) / 2, size[1] * 0.36)
    upper = masks.ellipse(size, centre, (size[0] * 0.56, size[1] * 0.06))
    lower = masks.ellipse(size, (centre[0], size[1] * 0.47), (size[0] * 0.56, size[1] * 0.09))
    return masks.without(lower, upper)
