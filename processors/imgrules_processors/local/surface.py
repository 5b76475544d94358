"""The smooth surface the border band lies on: a polynomial per Lab channel, fitted robustly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.picture import Picture, length

STEPS = ((1, 12.0, 4.0), (3, 9.0, 4.0), (6, 6.0, 4.0), (6, 3.0, 4.0))
"""Terms, least reach in ΔE and reach in noise of each fit: constant, tilted, curved, closer."""
POINTS = 4000


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """``noise``: ΔE of the band's backdrop round the surface; ``share``: of the band on it.

    ``spread``: how far the surface varies along the band, ΔE.
    """

    weights: Floats
    noise: float
    share: float
    spread: float

    def lab(self, shape: tuple[int, int]) -> Floats:
        """Return the surface's colour at each pixel of a grid that covers the frame."""
        y, x = np.meshgrid(_unit(shape[0]), _unit(shape[1]), indexing="ij")
        terms = _terms(x.ravel(), y.ravel())[:, : len(self.weights)]
        return cast("Floats", (terms @ self.weights).reshape(*shape, 3))


def fit_surface(picture: Picture) -> Surface:
    """Fit the surface most of the border band lies on, growing from its commonest colour."""
    points = _sample(picture.band())
    lab = picture.lab[points[:, 0], points[:, 1]]
    terms = _terms(_unit(picture.shape[1])[points[:, 1]], _unit(picture.shape[0])[points[:, 0]])
    on_it = length(lab - _commonest(lab)) < 14
    weights = np.zeros((1, 3), np.float32)
    noise = 0.0
    for order, least, reach in STEPS:
        if on_it.sum() < 4 * order:
            break
        weights = _solve(terms[on_it, :order], lab[on_it])
        error = length(lab - terms[:, :order] @ weights)
        noise = float(np.median(error[on_it])) / 1.54  # median length of a normal in 3-D
        on_it = error < max(least, reach * noise)
    along = terms[on_it, : len(weights)] @ weights
    spread = float(length(along - along.mean(axis=0)).max()) if on_it.any() else 0.0
    return Surface(weights, noise, float(on_it.mean()), spread)


def _sample(mask: Mask) -> np.ndarray:
    points = np.argwhere(mask)
    return cast("np.ndarray", points[:: max(1, len(points) // POINTS)])


def _unit(size: int) -> Floats:
    return np.linspace(-1, 1, size, dtype=np.float32)


def _terms(x: Floats, y: Floats) -> Floats:
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)


def _solve(terms: Floats, lab: Floats) -> Floats:
    # Normal equations: six unknowns need no general solver, nor its threads.
    wide = terms.astype(np.float64)
    square = wide.T @ wide + 1e-6 * np.eye(wide.shape[1])
    return cast("Floats", np.linalg.solve(square, wide.T @ lab.astype(np.float64)).astype("f4"))


def _commonest(lab: Floats) -> Floats:
    bins = np.floor(lab / 8.0).astype(np.int32)
    _, index, counts = np.unique(bins, axis=0, return_inverse=True, return_counts=True)
    return cast("Floats", np.median(lab[index.ravel() == int(counts.argmax())], axis=0))
