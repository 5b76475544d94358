"""The surface a product stands on: its colour across the frame, its noise, what kind it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from imgrules.images.working import Floats, Plane, Working, band_mask, to_lab

BAND = 0.02
"""Share of the short side that is taken for the border band."""
WHITE_SHARE = 0.15
"""So much of the band exactly white makes white the backdrop; the rest may be the product."""
ALL_WHITE = 0.9
"""So much exact white leaves nothing to fit."""
MORE_THAN_WHITE = 0.35
"""A smooth surface must explain this much more of the band than exact white to be preferred."""
NEAR_WHITE = 225
"""Smallest channel of a backdrop that somebody meant to be white."""
FLAT_SPREAD = 4.0
"""ΔE across the frame up to which a backdrop counts as one colour."""
ROUGH = 5.0
"""Noise, ΔE, above which the backdrop is cloth, wood, a street: a scene of its own."""
GRAINY = 2.0
"""Noise, ΔE, which a backdrop may have if it shows along most of the frame."""
LEAST_SHARE = 0.45
"""Share of the band one colour must explain to be a backdrop; a gradient or grain needs more."""
GRADED_SHARE = 0.65
GRAINY_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The surface the product stands on, estimated from the border band inwards."""

    kind: str
    """``white`` (exactly), ``near-white``, ``plain``, ``graded`` (smooth gradient), ``real``."""
    rgb: tuple[int, int, int]
    """Median colour of the border band, 0-255."""
    noise: float
    """Standard deviation of the border band after removing the smooth surface, ΔE."""
    share: float = 1.0
    """Share of the border band that shows the backdrop, 0-1; the rest is product or scenery."""
    spread: float = 0.0
    """How far the smooth surface varies across the frame, ΔE."""


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A backdrop with its colour at each place: Lab polynomials in x and y from -1 to 1."""

    backdrop: Backdrop
    weights: Floats

    def lab(self, shape: tuple[int, int]) -> Floats:
        """Return the backdrop's colour on a grid of that many rows and columns."""
        y, x = np.meshgrid(
            np.linspace(-1, 1, shape[0], dtype=np.float32),
            np.linspace(-1, 1, shape[1], dtype=np.float32),
            indexing="ij",
        )
        terms = _terms(x.ravel(), y.ravel())[:, : self.weights.shape[0]]
        return cast("Floats", (terms @ self.weights).reshape(*shape, 3))


def find_backdrop(work: Working) -> Surface:
    """Fit the smooth surface most of the border band lies on."""
    width = max(2, round(BAND * min(work.shape)))
    if _is_white_all_along(work, width):
        return _white(np.full(1, 255, np.uint8), (255, 255, 255), 1.0)
    darkest = _band(work.darkest, width)
    in_band = _white_share(darkest)
    white = max(in_band, _white_share(_band(work.darkest, 1)))
    if in_band >= ALL_WHITE:
        return _white(darkest, (255, 255, 255), white)
    median = _median(_band(work.rgb, width))
    rgb = (int(median[0]), int(median[1]), int(median[2]))
    if white >= ALL_WHITE:
        return _white(darkest, rgb, white)
    points = _sample(band_mask(work.shape, width))
    x, y = _unit(points[:, 1], work.shape[1]), _unit(points[:, 0], work.shape[0])
    lab = to_lab(np.ascontiguousarray(work.rgb[points[:, 0], points[:, 1]][None]))[0]
    weights, inliers, noise = _fit(_terms(x, y), lab)
    share = float(inliers.mean())
    if white >= WHITE_SHARE and share < white + MORE_THAN_WHITE:
        return _white(darkest, rgb, white)
    spread = _spread(_terms(x, y)[inliers, : weights.shape[0]] @ weights)
    middle = np.median(_at(work.rgb, points)[inliers], axis=0) if inliers.any() else median
    kind = _kind(float(middle.min()), share, noise, spread)
    return Surface(Backdrop(kind, rgb, round(noise, 3), round(share, 4), round(spread, 2)), weights)


def _is_white_all_along(work: Working, width: int) -> bool:
    """Tell whether the whole ring along the frame is exactly white, as that of most pictures is."""
    if work.box is None:
        return True
    left, top, across, down = work.box
    right, bottom = work.shape[1] - left - across, work.shape[0] - top - down
    return min(left, top, right, bottom) >= width


def _band(plane: Plane, width: int) -> Plane:
    """Return the pixels of the ring along the frame, row by row."""
    if min(plane.shape[:2]) <= 2 * width:
        return plane.reshape(-1, *plane.shape[2:])
    sides = plane[width:-width]
    ends = np.concatenate([sides[:, :width], sides[:, -width:]], axis=1)
    parts = (plane[:width], ends, plane[-width:])
    return np.concatenate([part.reshape(-1, *plane.shape[2:]) for part in parts])


def _white(darkest: Plane, rgb: tuple[int, int, int], share: float) -> Surface:
    """``darkest``: the smallest channel of each pixel of the band."""
    near = darkest[darkest >= 240]
    noise = float((255 - near.astype(np.float32)).std()) / 2.55
    weights = np.array([[100.0, 0.0, 0.0]], np.float32)
    return Surface(Backdrop("white", rgb, round(noise, 3), round(share, 4), 0.0), weights)


def _white_share(darkest: Plane) -> float:
    """Share exactly white. The frame's own pixels count as well: a narrow margin is a margin."""
    return float((darkest == 255).mean())


def _at(rgb: Plane, points: np.ndarray) -> Plane:
    return cast("Plane", rgb[points[:, 0], points[:, 1]])


def _sample(ring: np.ndarray, most: int = 4000) -> np.ndarray:
    """Return row and column of some of the ring's pixels."""
    places = np.flatnonzero(ring)
    chosen = places[:: max(1, len(places) // most)]
    return np.stack(np.divmod(chosen, ring.shape[1]), axis=1)


def _median(colours: Plane) -> Floats:
    """Median of each channel, counted: exact, and cheaper than sorting."""
    below = [np.cumsum(np.bincount(channel, minlength=256)) for channel in colours.T]
    middle = ((len(colours) - 1) // 2, len(colours) // 2)
    return np.array([np.searchsorted(counts, middle, side="right").mean() for counts in below])


def _unit(values: np.ndarray, size: int) -> Floats:
    return (values * (2.0 / max(1, size - 1)) - 1.0).astype(np.float32)


def _terms(x: Floats, y: Floats) -> Floats:
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)


def _fit(terms: Floats, lab: Floats) -> tuple[Floats, np.ndarray, float]:
    """Grow from the commonest colour: constant, then tilted, then curved, ever closer."""
    inliers = _distance(lab, _commonest(lab)) < 14
    weights = np.zeros((1, 3), np.float32)
    noise = 0.0
    for order, least, reach in ((1, 12.0, 4.0), (3, 9.0, 4.0), (6, 6.0, 4.0), (6, 3.0, 4.0)):
        if inliers.sum() < 4 * order:
            break
        weights = _solve(terms[inliers, :order], lab[inliers])
        error = _distance(lab, terms[:, :order] @ weights)
        noise = float(np.median(error[inliers])) / 1.54  # median of a 3-D normal's length
        inliers = error < max(least, reach * noise)
    return weights.astype(np.float32), inliers, noise


def _solve(terms: Floats, lab: Floats) -> Floats:
    # Few unknowns: normal equations in double precision beat a general solver, and do not
    # start its threads.
    wide = terms.astype(np.float64)
    square = wide.T @ wide + 1e-6 * np.eye(wide.shape[1])
    return np.linalg.solve(square, wide.T @ lab.astype(np.float64)).astype(np.float32)


def _commonest(lab: Floats) -> Floats:
    light, green, blue = np.floor(lab / 8.0).astype(np.int32).T + 32  # -16 to 15 and more
    cube = (light * 64 + green) * 64 + blue
    return cast("Floats", np.median(lab[cube == np.bincount(cube).argmax()], axis=0))


def _distance(lab: Floats, other: Floats) -> Floats:
    light, green, blue = (lab - other).T
    return cast("Floats", np.sqrt(light * light + green * green + blue * blue))


def _spread(lab: Floats) -> float:
    if not len(lab):
        return 0.0
    low, high = np.percentile(lab, [2, 98], axis=0)
    return float(np.sqrt(((high - low) ** 2).sum()))


def _kind(level: float, share: float, noise: float, spread: float) -> str:
    flat = spread <= FLAT_SPREAD
    least = GRAINY_SHARE if noise > GRAINY else LEAST_SHARE if flat else GRADED_SHARE
    if share < least or noise > ROUGH:
        return "real"
    if level >= NEAR_WHITE:
        return "near-white"
    return "plain" if flat else "graded"
