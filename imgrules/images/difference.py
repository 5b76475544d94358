"""How far each pixel is from the backdrop, and where it could be a shadow on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules.images.areas import Area, area_of
from imgrules.images.backdrop import Surface
from imgrules.images.regions import Mask, from_frame
from imgrules.images.working import (
    Floats,
    Plane,
    Working,
    to_lab,
)

LEVELS = 2.55
"""Levels of 0-255 to one ΔE."""
GRID = 128
"""Longest side of the grid on which the backdrop's surface is grown inwards."""
ROUNDS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """``levels``: distance from the backdrop (255 = far). ``low``: the least that counts.

    ``high``: more than compression leaves beside an edge.
    ``tinted``: darker than the backdrop with its hue, as a shadow is.
    """

    levels: Plane
    tinted: Area
    low: int
    high: int


def from_backdrop(work: Working, surface: Surface, *, lossy: bool) -> Difference:
    """Measure every working pixel against the backdrop."""
    if surface.backdrop.kind == "white":
        return _from_white(work, surface.backdrop.noise, lossy=lossy)
    return _from_surface(work.rgb, surface)


def _from_white(work: Working, noise: float, *, lossy: bool) -> Difference:
    levels = cast("Plane", cv2.bitwise_not(work.darkest))
    allowed = cv2.addWeighted(levels, 0.2, levels, 0.0, 8.0)
    # Away from edges white survives compression exactly, so one level is a signal;
    # noise in the border band says that this picture's white is not so clean.
    low = 1 + min(8, round(2.55 * 2 * noise))
    return Difference(
        levels, area_of(work.chroma <= allowed), low, 16 if lossy else max(4, 2 * low)
    )


def _from_surface(rgb: Plane, surface: Surface) -> Difference:
    lab = to_lab(rgb)
    noise = surface.backdrop.noise
    near = max(3.0, 4.5 * noise)
    backdrop = _grow_surface(lab, surface, near)
    change = lab - backdrop
    distance = np.sqrt((change * change).sum(axis=2))
    levels = np.clip(distance * LEVELS, 0, 255).astype(np.uint8)
    low = max(4, round(LEVELS * near))
    return Difference(levels, area_of(_tinted(lab, backdrop)), low, high=round(2.2 * low))


def _tinted(lab: Floats, backdrop: Floats) -> Mask:
    """Mark what is darker with the backdrop's hue: shadow scales lightness and chroma together."""
    darker = backdrop[..., 0] - lab[..., 0]
    ratio = lab[..., :1] / np.maximum(backdrop[..., :1], 1.0)
    off = lab[..., 1:] - backdrop[..., 1:] * ratio
    hue = np.sqrt((off * off).sum(axis=2))
    return cast("Mask", (darker > 0) & (hue <= 3.0 + 0.2 * darker))


def _grow_surface(lab: Floats, surface: Surface, near: float) -> Floats:
    """Follow the backdrop inwards from the frame, where the border's polynomial goes astray."""
    height, width = lab.shape[:2]
    shrink = max(height, width) / GRID
    size = (max(4, round(width / shrink)), max(4, round(height / shrink)))
    small = cast("Floats", cv2.resize(lab, size, interpolation=cv2.INTER_AREA))
    model = surface.lab(small.shape[:2])
    known = np.zeros(small.shape[:2], bool)
    for _ in range(ROUNDS):
        distance = np.sqrt(((small - model) ** 2).sum(axis=2))
        found = from_frame(distance < near)
        if found.sum() <= known.sum():
            break
        known = found
        model = _fill(small, known, model)
    return cast("Floats", cv2.resize(model, (width, height), interpolation=cv2.INTER_LINEAR))


def _fill(small: Floats, known: Mask, model: Floats) -> Floats:
    """Keep the seen backdrop, smoothed; carry its offset from the model into the unknown."""
    weight = known.astype(np.float32)
    offset = (small - model) * weight[..., None]
    near = _ratio(offset, weight, 2.0)
    far = _ratio(offset, weight, 12.0)
    seen = cv2.GaussianBlur(weight, (0, 0), 2.0)[..., None]
    return cast("Floats", model + near * seen + far * (1 - seen))


def _ratio(offset: Floats, weight: Floats, sigma: float) -> Floats:
    top = cv2.GaussianBlur(offset, (0, 0), sigma)
    return cast("Floats", top / (cv2.GaussianBlur(weight, (0, 0), sigma)[..., None] + 1e-3))
