from __future__ import annotations

import math

import numpy as np

from imgrules.testing import lettering, lighting, masks
from imgrules.testing.canvas import Canvas
from imgrules.testing.shapes._style import Style

_RIGHT = (
    (0.635, 0.0), (0.70, 0.022), (0.78, 0.05), (0.84, 0.085), (0.885, 0.15), (0.93, 0.235),
    (1.0, 0.365), (0.965, 0.395), (0.90, 0.425), (0.835, 0.445), (0.795, 0.385), (0.772, 0.345),
    (0.768, 0.42), (0.762, 0.55), (0.765, 0.70), (0.772, 0.85), (0.778, 0.975), (0.70, 0.992),
    (0.60, 1.0), (0.5, 1.0),
)  # fmt: skip
"""Right half of the outline, from the collar round to the middle of the hem."""
_NECK = tuple(
    (0.5 + 0.135 * math.cos(math.radians(turn)), 0.095 * math.sin(math.radians(turn)))
    for turn in range(0, 91, 5)
)


def draw(size: tuple[int, int], style: Style) -> Canvas:
    """Draw a T-shirt laid flat, with soft folds and a ribbed collar."""
    outline = masks.polygon(size, [*_RIGHT, *_mirror(_RIGHT), *reversed(_collar())])
    shirt = Canvas(lighting.lit(size, style.colour, _cloth(size, style.seed)), outline)
    _seams(shirt, style)
    if style.words:
        lettering.print_on(shirt, style.words, (0.5, 0.36), (0.40, 0.07), style.lighter(0.85))
    return shirt


def _cloth(size: tuple[int, int], seed: int) -> lighting.Field:
    x, y = lighting.grid(*size)
    random = np.random.default_rng(seed)
    folds = np.zeros_like(x)
    for _ in range(9):
        angle, pitch = random.normal(0, 0.32), random.uniform(2.5, 7)
        wave = np.sin(pitch * (x * np.cos(angle) + y * np.sin(angle)) + random.uniform(0, 6.3))
        place = random.uniform(-0.6, 0.6), random.uniform(-0.4, 1.0)
        near = np.exp(-(((x - place[0]) / 0.45) ** 2) - ((y - place[1]) / 0.6) ** 2)
        folds += near * wave**3
    hang = 0.10 * np.clip(np.abs(x) - 0.35, 0, 1) + 0.05 * (y + 1) / 2
    armpit = 0.16 * np.exp(-(((np.abs(x) - 0.54) / 0.05) ** 2) - ((y + 0.25) / 0.22) ** 2)
    return (0.97 - 0.05 * (x + 1) - hang - armpit + 0.095 * folds).astype(np.float32)


def _seams(shirt: Canvas, style: Style) -> None:
    size = shirt.width, shirt.height
    collar = _collar()
    rib = masks.stroke(size, [(x, y + 0.012) for x, y in collar], shirt.width * 0.026)
    shirt.paint(style.darker(0.80), masks.within(rib, shirt.cover))
    thin = max(1.0, shirt.width / 450)
    for path in (
        [(x, y + 0.027) for x, y in collar],
        [(0.80, 0.06), (0.778, 0.16), (0.772, 0.26), (0.772, 0.345)],
        [(0.20, 0.06), (0.222, 0.16), (0.228, 0.26), (0.228, 0.345)],
        [(0.222, 0.955), (0.36, 0.975), (0.5, 0.98), (0.64, 0.975), (0.778, 0.955)],
        [(0.985, 0.345), (0.90, 0.395), (0.815, 0.42)],
        [(0.015, 0.345), (0.10, 0.395), (0.185, 0.42)],
    ):
        line = masks.stroke(size, path, thin)
        shirt.paint(style.darker(0.66), masks.within(line, shirt.cover))


def _collar() -> list[tuple[float, float]]:
    """Return the neckline from right to left."""
    return [*_NECK, *_mirror(_NECK)[1:]]


def _mirror(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return the other half, in the order that continues the first."""
    return [(1 - x, y) for x, y in reversed(points)]
