"""The light a backdrop would show everywhere without product and shadow."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules_processors.fill import Floats, Mask, enlarge, most, shrink, spread

GRID = 16
"""Working px to one point of the grid on which the surface is followed."""
POINTS = 4000
ROUNDS = 5
DARKER = 2.0
"""Spreads below the surface from which a point is shadow; lighter ones may be further away."""
LIGHTER = 4.0
LEAST_SPREAD = 1.0
FOLLOWED = 12.0
"""Levels from the curved surface within which the backdrop itself is followed."""


def find_surface(small: Floats, outside: Mask) -> Floats:
    """Return the unshaded backdrop, 0-255, at the size of ``small`` (height × width × 3).

    ``outside``: what shows backdrop or shadow. A curved surface through the lighter part of it
    (shadows only darken), then the backdrop itself where it stays near that surface.
    """
    curved = _curved(small, outside)
    away = small - curved
    near = outside & (most(np.abs(away)) < FOLLOWED)
    follow = _followed(away, near)
    return cast("Floats", np.clip(curved + follow, 0, 255).astype(np.float32))


def _curved(small: Floats, outside: Mask) -> Floats:
    rows, columns = np.nonzero(outside)
    step = max(1, len(rows) // POINTS)
    rows, columns = rows[::step], columns[::step]
    height, width = outside.shape
    terms = _terms(columns / max(1, width - 1) * 2 - 1, rows / max(1, height - 1) * 2 - 1)
    colours = small[rows, columns].astype(np.float64)
    light = colours.mean(axis=1)
    used = light >= np.percentile(light, 40)
    weights = np.zeros((terms.shape[1], 3))
    for _ in range(ROUNDS):
        weights = _solve(terms[used], colours[used])
        away = light - (terms @ weights).mean(axis=1)
        spread_ = max(LEAST_SPREAD, 1.48 * float(np.median(np.abs(away[used]))))
        used = (away > -DARKER * spread_) & (away < LIGHTER * spread_)
    return _on_grid(weights, outside.shape)


def _on_grid(weights: np.ndarray, shape: tuple[int, ...]) -> Floats:
    y, x = np.meshgrid(np.linspace(-1, 1, 65), np.linspace(-1, 1, 65), indexing="ij")
    grid = (_terms(x.ravel(), y.ravel()) @ weights).reshape(65, 65, 3).astype(np.float32)
    return cast("Floats", cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def _followed(away: Floats, near: Mask) -> Floats:
    factor = GRID // 2
    weight = shrink(near.astype(np.float32), factor)
    known = shrink(np.where(near[..., None], away, 0), factor)
    known /= np.maximum(weight, 1e-3)[..., None]
    filled = spread(known, weight * (weight > 0.5))
    return enlarge(cast("Floats", cv2.GaussianBlur(filled, (0, 0), 2.0)), near.shape)


def _terms(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    one = np.ones(len(x))
    return np.stack([one, x, y, x * x, x * y, y * y], axis=1)


def _solve(terms: np.ndarray, colours: np.ndarray) -> np.ndarray:
    # Normal equations with a trace of damping: a strip of backdrop does not tell all six apart.
    damped = np.diag([1e-9, 1e-7, 1e-7, 1e-4, 1e-4, 1e-4])
    square = terms.T @ terms + len(terms) * damped
    return cast("np.ndarray", np.linalg.solve(square, terms.T @ colours))
