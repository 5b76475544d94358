"""The backdrop at every pixel: the border's surface, followed inwards from the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.edges import Edges
from imgrules_processors.local.fill import spread_known
from imgrules_processors.local.masks import closed, frame_edge, grow, reached
from imgrules_processors.local.picture import Picture, length
from imgrules_processors.local.surface import Surface

GRID = 160
"""Longest side of the grid on which the backdrop is followed."""
ROUNDS = 10
LEAST = 2.0
"""ΔE within which a pixel is the backdrop whatever the noise."""
REACH = 4.0
"""The same in units of the backdrop's noise."""
STEP = 8.0
"""ΔE by which the backdrop may differ at most from what was expected from its neighbourhood."""


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """``lab``: its colour at each working pixel; ``near``: ΔE that noise alone explains."""

    surface: Surface
    lab: Floats
    near: float


def find_backdrop(picture: Picture, surface: Surface, edges: Edges) -> Backdrop:
    """Follow the backdrop inwards from the border's surface, never across an edge."""
    height, width = picture.shape
    shrink = max(1.0, max(height, width) / GRID)
    size = (max(2, round(width / shrink)), max(2, round(height / shrink)))
    small = cast("Floats", cv2.resize(picture.lab, size, interpolation=cv2.INTER_AREA))
    crossed = cv2.resize(edges.sharp.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    walls = closed(crossed > 1.0 / shrink**2, 1) if shrink > 1 else edges.sharp
    model, known = _follow(small, surface, walls)
    lab = cast("Floats", cv2.resize(model, (width, height), interpolation=cv2.INTER_LINEAR))
    noise = _noise(picture.lab, lab, known, surface.noise)
    return Backdrop(surface, lab, max(LEAST, REACH * noise))


def _follow(small: Floats, surface: Surface, walls: Mask) -> tuple[Floats, Mask]:
    near = min(STEP, max(LEAST, REACH * surface.noise))
    start = model = surface.lab((small.shape[0], small.shape[1]))
    known = np.zeros(start.shape[:2], np.bool_)
    for _ in range(ROUNDS):
        like = (length(small - model) < near) & ~walls
        found = reached(like, frame_edge(like.shape))
        if found.sum() <= known.sum():
            break
        known = found
        model = _refit(small, start, known)
    return model, known


def _refit(small: Floats, start: Floats, known: Mask) -> Floats:
    """Carry what was seen of the backdrop, less the fit, into what was not."""
    offset, _ = spread_known(small - start, known, (1.5, 4.0, 12.0, 40.0))
    return start + offset


def _noise(lab: Floats, model: Floats, known: Mask, otherwise: float) -> float:
    """Return the scatter of what was recognised as backdrop round it, ΔE per axis."""
    sure = ~grow(~known, 1)
    whole = cv2.resize(sure.view(np.uint8), model.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    inside = whole.view(np.bool_)
    if not inside.any():
        return otherwise
    return float(np.percentile(length(lab[inside][::5] - model[inside][::5]), 90)) / 2.5
