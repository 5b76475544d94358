"""Sharp steps of colour, told from soft shading and from the backdrop's own texture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.masks import frame_edge, pieces
from imgrules_processors.local.picture import Picture, length
from imgrules_processors.local.surface import Surface

NARROW, WIDE = 3, 13
"""Windows, px, in which the rise of an edge is compared: a sharp edge rises within the narrow."""
SHARP = 0.4
"""Share of the wide window's rise that the narrow one holds at a sharp edge."""
LEAST, MOST = 1.8, 14.0
"""ΔE within ``NARROW``: below, nothing is an edge; above, everything sharp is one."""
MARGIN = 1.15
"""By so much an edge exceeds what the backdrop shows itself."""
SPECK = 20
"""Working px up to which an edge in the backdrop's own colour is grain."""
FIRM_NARROW, FIRM_WIDE = 5, 13
FIRM = 0.55
"""The same comparison on the smoothed picture: grain on a slope does not pass it, a step does."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """``sharp``: where an edge runs. ``least``: ΔE from which one counts in this picture.

    ``firm``: where the colour steps also once the grain is smoothed away.
    """

    sharp: Mask
    least: float
    rise: Floats
    firm: Mask


def find_edges(picture: Picture, surface: Surface) -> Edges:
    """Mark sharp steps that exceed what the backdrop along the frame shows."""
    narrow, wide = _rise(picture.lab, NARROW), _rise(picture.lab, WIDE)
    height, width = picture.shape
    ring = frame_edge((height, width), max(2, round(0.04 * min(height, width))))
    on_it = length(picture.lab - surface.lab(picture.shape)) < max(4.0, 4 * surface.noise)
    bare = ring & on_it & (wide < 8 + 8 * surface.noise)
    least = LEAST
    if bare.any():
        least = float(np.clip(MARGIN * np.percentile(narrow[bare], 99), LEAST, MOST))
    sharp = (narrow >= least) & (narrow >= SHARP * wide)
    return Edges(sharp, least, narrow, _firm(picture.lab))


def without_specks(edges: Mask, like: Mask) -> Mask:
    """Drop small marks in the backdrop's own colour, which are its grain."""
    found = pieces(edges)
    return found.select((found.areas() > SPECK) | found.touching(edges & ~like))


def _firm(lab: Floats) -> Mask:
    smooth = cast("Floats", cv2.GaussianBlur(lab, (0, 0), 1.2))
    return _rise(smooth, FIRM_NARROW) >= FIRM * _rise(smooth, FIRM_WIDE)


def _rise(lab: Floats, size: int) -> Floats:
    window = np.ones((size, size), np.uint8)
    return length(cast("Floats", cv2.dilate(lab, window) - cv2.erode(lab, window)))
