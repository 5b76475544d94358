"""How far each pixel is from the backdrop, and where it could be a shadow on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules import _kernels
from imgrules.images.areas import Area, area_of
from imgrules.images.backdrop import Surface
from imgrules.images.edges import Edges, find_edges
from imgrules.images.regions import Mask, from_frame
from imgrules.images.window import Window, whole
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
    """What of the picture is looked at, as planes and areas of its size.

    ``window``: that part of the picture; round it is the backdrop exactly.

    ``levels``: distance from the backdrop (255 = far). ``low``: the least that counts.

    ``edges``: where that distance rises abruptly.
    ``high``: more than compression leaves beside an edge.
    ``tinted``: darker than the backdrop with its hue, as a shadow is.
    """

    levels: Plane
    edges: Edges
    tinted: Area
    low: int
    high: int
    window: Window


def from_backdrop(work: Working, surface: Surface, *, lossy: bool) -> Difference:
    """Measure every working pixel against the backdrop."""
    if surface.backdrop.kind == "white":
        return _from_white(work, surface.backdrop.noise, lossy=lossy)
    return _from_surface(work, surface)


def _from_white(work: Working, noise: float, *, lossy: bool) -> Difference:
    # Away from edges white survives compression exactly, so one level is a signal;
    # noise in the border band says that this picture's white is not so clean.
    low = 1 + min(8, round(2.55 * 2 * noise))
    high = 16 if lossy else max(4, 2 * low)
    seen = work.content
    levels, tinted = seen.of(work.from_white), work.against_white.tinted.part(seen)
    return Difference(levels, work.edges.inside(), tinted, low, high, seen)


def _from_surface(work: Working, surface: Surface) -> Difference:
    lab = to_lab(work.rgb)
    noise = surface.backdrop.noise
    near = max(3.0, 4.5 * noise)
    levels, tinted = _against(lab, _grow_surface(lab, surface, near))
    low = max(4, round(LEVELS * near))
    high = round(2.2 * low)
    return Difference(levels, find_edges(levels), tinted, low, high, whole(work.shape))


def _against(lab: Floats, backdrop: Floats) -> tuple[Plane, Area]:
    """Return the distance in levels, and what is darker with the backdrop's hue.

    A shadow scales lightness and chroma together.
    """
    if _kernels.AVAILABLE:
        from imgrules.images.bit_pictures import against_surface

        return against_surface(lab, backdrop)
    (light, *hue), (base, *base_hue) = cv2.split(lab), cv2.split(backdrop)
    darker, ratio = base - light, light / np.maximum(base, 1.0)
    away = [one - other for one, other in zip(hue, base_hue, strict=True)]
    distance = _length(darker, *away)
    off = _length(*(one - other * ratio for one, other in zip(hue, base_hue, strict=True)))
    levels = np.clip(distance * LEVELS, 0, 255).astype(np.uint8)
    return levels, area_of((darker > 0) & (off <= 3.0 + 0.2 * darker))


def _length(*parts: Floats) -> Floats:
    """Length of vectors given part by part: the sum from the left, as the kernel takes it."""
    total = parts[0] * parts[0]
    for part in parts[1:]:
        total = total + part * part
    return cast("Floats", np.sqrt(total))


def _grow_surface(lab: Floats, surface: Surface, near: float) -> Floats:
    """Follow the backdrop inwards from the frame, where the border's polynomial goes astray."""
    height, width = lab.shape[:2]
    shrink = max(height, width) / GRID
    size = (max(4, round(width / shrink)), max(4, round(height / shrink)))
    small = cast("Floats", cv2.resize(lab, size, interpolation=cv2.INTER_AREA))
    model = surface.lab(small.shape[:2])
    known = np.zeros(small.shape[:2], bool)
    for _ in range(ROUNDS):
        found = from_frame(_length(*cv2.split(small - model)) < near)
        if np.count_nonzero(found) <= np.count_nonzero(known):
            break
        known = found
        model = _fill(small, known, model)
    return cast("Floats", cv2.resize(model, (width, height), interpolation=cv2.INTER_LINEAR))


def _fill(small: Floats, known: Mask, model: Floats) -> Floats:
    """Keep the seen backdrop, smoothed; carry its offset from the model into the unknown."""
    weight = known.astype(np.float32)
    offset = (small - model) * weight[..., None]
    (near, seen), (far, _) = _blurred(offset, weight, 2.0), _blurred(offset, weight, 12.0)
    return cast("Floats", model + near * seen + far * (1 - seen))


def _blurred(offset: Floats, weight: Floats, sigma: float) -> tuple[Floats, Floats]:
    """Return the mean offset of what is seen around, and how much of it that is."""
    seen = cv2.GaussianBlur(weight, (0, 0), sigma)[..., None]
    return cv2.GaussianBlur(offset, (0, 0), sigma) / (seen + 1e-3), seen
