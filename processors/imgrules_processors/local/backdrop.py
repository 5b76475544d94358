"""The backdrop at every pixel: the border's surface, followed inwards from the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.fill import spread_known
from imgrules_processors.local.masks import frame_edge, reached
from imgrules_processors.local.picture import Picture, length
from imgrules_processors.local.surface import Surface, fit_surface

GRID = 160
"""Longest side of the grid on which the backdrop is followed."""
ROUNDS = 8
LEAST = 2.5
"""ΔE within which a pixel is the backdrop whatever the noise."""
REACH = 4.0
"""The same in units of the backdrop's noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """``lab``: its colour at each working pixel; ``near``: ΔE that noise alone explains."""

    surface: Surface
    lab: Floats
    near: float


def find_backdrop(picture: Picture) -> Backdrop:
    """Fit the border band, then follow the backdrop inwards where the fit goes astray."""
    surface = fit_surface(picture)
    near = max(LEAST, REACH * surface.noise)
    return Backdrop(surface, _follow(picture, surface, near), near)


def _follow(picture: Picture, surface: Surface, near: float) -> Floats:
    height, width = picture.shape
    shrink = max(1.0, max(height, width) / GRID)
    size = (max(2, round(width / shrink)), max(2, round(height / shrink)))
    small = cast("Floats", cv2.resize(picture.lab, size, interpolation=cv2.INTER_AREA))
    start = surface.lab((size[1], size[0]))
    model = start
    known = np.zeros(start.shape[:2], np.bool_)
    for _ in range(ROUNDS):
        like = length(small - model) < near
        found = reached(like, frame_edge(like.shape))
        if found.sum() <= known.sum():
            break
        known = found
        model = _refit(small, start, known)
    return cast("Floats", cv2.resize(model, (width, height), interpolation=cv2.INTER_LINEAR))


def _refit(small: Floats, start: Floats, known: Mask) -> Floats:
    """Carry what was seen of the backdrop, less the fit, into what was not."""
    offset, _ = spread_known(small - start, known, (1.5, 4.0, 12.0, 40.0))
    return start + offset
