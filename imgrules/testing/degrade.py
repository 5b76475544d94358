"""What goes wrong between the studio and the shop: blur, blocks, enlarging, noise."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from imgrules.testing.canvas import Array, Canvas
from imgrules.testing.recipe import Recipe

Change = Callable[[Array], Array]


def degrade(canvas: Canvas, recipe: Recipe) -> None:
    """Spoil the photograph as the recipe asks, before anything is laid over it."""
    if recipe.blur:
        canvas.rgb, canvas.cover = _both(canvas, lambda plane: _blur(plane, recipe.blur))
    if recipe.enlarged_from:
        small = recipe.enlarged_from
        canvas.rgb, canvas.cover = _both(canvas, lambda plane: _enlarge(plane, small))
    if recipe.pixelate > 1:
        canvas.rgb, canvas.cover = _both(canvas, lambda plane: _blocks(plane, recipe.pixelate))
    if recipe.noise:
        canvas.rgb = _noisy(canvas.rgb, recipe.noise, recipe.seed)


def _both(canvas: Canvas, change: Change) -> tuple[Array, Array]:
    return change(canvas.rgb), change(canvas.cover)


def _blur(plane: Array, radius: float) -> Array:
    blurred = cv2.GaussianBlur(plane, (0, 0), radius, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.uint8)


def _enlarge(plane: Array, small: tuple[int, int]) -> Array:
    size = plane.shape[1], plane.shape[0]
    shrunk = cv2.resize(plane, small, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(shrunk, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _blocks(plane: Array, side: int) -> Array:
    height, width = plane.shape[:2]
    small = max(1, -(-width // side)), max(1, -(-height // side))
    shrunk = cv2.resize(plane, small, interpolation=cv2.INTER_AREA)
    grown = np.repeat(np.repeat(shrunk, side, axis=0), side, axis=1)
    return np.ascontiguousarray(grown[:height, :width])


def _noisy(plane: Array, sigma: float, seed: int) -> Array:
    random = np.random.default_rng(seed + 101)
    noise = random.standard_normal(plane.shape, np.float32) * sigma
    return np.clip(np.rint(plane + noise), 0, 255).astype(np.uint8)
