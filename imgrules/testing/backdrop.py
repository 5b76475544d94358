"""What stands behind the product: backdrop, shadow, leftovers of a cut-out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from imgrules.colours import parse_colour
from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.geometry import Box, product_box
from imgrules.testing.masks import ellipse
from imgrules.testing.recipe import Gradient, Halo, Recipe, Residue

_SHADOW = (52, 50, 50)


def lay_backdrop(recipe: Recipe) -> Canvas:
    """Return the empty backdrop; nothing on it counts as covered."""
    canvas = Canvas.empty(*recipe.canvas, parse_colour(recipe.background))
    if recipe.gradient:
        canvas.rgb[:] = _gradient(recipe, recipe.gradient)
    if recipe.vignette:
        _darken_corners(canvas, recipe.vignette)
    return canvas


def _gradient(recipe: Recipe, gradient: Gradient) -> Array:
    ends = np.array([parse_colour(recipe.background), parse_colour(gradient.to)], np.float32)
    down = gradient.direction == "down"
    steps = np.linspace(0, 1, recipe.canvas[1 if down else 0], dtype=np.float32)[:, None]
    line = np.asarray(np.rint(ends[0] + (ends[1] - ends[0]) * steps), np.uint8)
    return line[:, None] if down else line[None, :]


def _darken_corners(canvas: Canvas, strength: float) -> None:
    x = np.linspace(-1, 1, canvas.width, dtype=np.float32)
    y = np.linspace(-1, 1, canvas.height, dtype=np.float32)[:, None]
    factor = 1 - strength * (x * x + y * y) / 2
    canvas.rgb[:] = np.rint(canvas.rgb * factor[..., None]).astype(np.uint8)


def cast_shadow(canvas: Canvas, recipe: Recipe) -> None:
    """Lay a soft shadow under the product; it ends exactly at its outline, nowhere else."""
    if recipe.shadow == "none" or recipe.subject.shape == "none":
        return
    box = product_box(recipe)
    place = _contact(canvas, box) if recipe.shadow == "contact" else _reaching_edge(canvas, box)
    _soft_ellipse(canvas, place)


@dataclass(frozen=True, slots=True)
class _Pool:
    """A pool of shadow: centre, radii, and how dark its middle is."""

    x: float
    y: float
    across: float
    down: float
    strength: float


def _contact(canvas: Canvas, box: Box) -> _Pool:
    beside = min(box.x, canvas.width - box.x - box.width)
    below = canvas.height - box.y - box.height
    across = box.width / 2 + 0.5 * max(0, min(beside, box.width * 0.12))
    down = max(0.0, min(0.6 * below, box.height * 0.06))
    return _Pool(box.x + box.width / 2, box.y + box.height, across, down, 0.55)


def _reaching_edge(canvas: Canvas, box: Box) -> _Pool:
    right = max(1, canvas.width - box.x - box.width)
    below = max(1, canvas.height - box.y - box.height)
    across = box.width * 0.38 + min(2.2 * right, 0.9 * box.width)
    down = box.height * 0.08 + 2.2 * below
    return _Pool(box.x + box.width * 0.62, box.y + box.height * 0.92, across, down, 0.6)


def _soft_ellipse(canvas: Canvas, pool: _Pool) -> None:
    if min(pool.across, pool.down) < 1:
        return
    left, right = (
        max(0, int(pool.x - pool.across)),
        min(canvas.width, int(pool.x + pool.across) + 2),
    )
    top, bottom = max(0, int(pool.y - pool.down)), min(canvas.height, int(pool.y + pool.down) + 2)
    if right <= left or bottom <= top:
        return
    u = (np.arange(left, right, dtype=np.float32) - pool.x) / pool.across
    v = (np.arange(top, bottom, dtype=np.float32)[:, None] - pool.y) / pool.down
    near = np.clip(1 - np.sqrt(u * u + v * v), 0, 1)
    mask = np.rint(255 * pool.strength * near * near * (3 - 2 * near)).astype(np.uint8)
    canvas.paint(_SHADOW, mask, (left, top))


def draw_halo(canvas: Canvas, product: Array, halo: Halo) -> None:
    """Leave a rim of old backdrop around the product, below it in the stack."""
    side = 2 * halo.width + 1
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    canvas.paint((halo.level,) * 3, np.asarray(cv2.dilate(product, brush), np.uint8))


def scatter_residue(canvas: Canvas, recipe: Recipe, residue: Residue) -> None:
    """Leave crumbs on the backdrop, clear of the product and of the frame where there is room."""
    random = np.random.default_rng(recipe.seed + 7)
    box, side = product_box(recipe), residue.size
    size = side + 2, side + 2
    crumb = ellipse(size, ((side + 1) / 2, (side + 1) / 2), (side / 2, side / 2))
    for _ in range(residue.count):
        canvas.paint((residue.level,) * 3, crumb, _free_place(canvas, box, side, random))


def _free_place(
    canvas: Canvas, box: Box, side: int, random: np.random.Generator
) -> tuple[int, int]:
    x = y = 0
    for _ in range(200):
        x = int(random.integers(side, max(side + 1, canvas.width - 2 * side)))
        y = int(random.integers(side, max(side + 1, canvas.height - 2 * side)))
        beside = x + 2 * side < box.x or x > box.x + box.width + side
        if beside or y + 2 * side < box.y or y > box.y + box.height + side:
            break
    return x, y
