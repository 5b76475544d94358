"""Telling gaps through which the backdrop shows from white dials and reflections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.masks import Pieces, enclosed, grow, outline, pieces, pieces4

LEAST = 8
"""Working px of the smallest gap."""
SHARP_RIM = 0.65
"""So much of a gap's outline is sharp; a reflection fades into its surroundings."""
EMPTY = 0.97
"""So much of a gap's filled shape is empty; a dial carries hands and print."""
LARGE = 0.0005
"""Share of the picture from which a gap is looked at for hands and print."""
MARK, MARKS = 4, 2
"""Working px of a mark within an outline, and how many of them make it a dial."""
AGREES = 0.6
"""Share of the backdrop's noise limit within which a gap's mean colour agrees with it."""
FLAT = 0.7
"""Share of the backdrop's noise limit by which a gap's colour may scatter."""
WALL = 12.0
"""ΔE of what surrounds a gap from the backdrop: a faint outline surrounds a pale product."""
TINTED = 14.0
"""Chroma from which the backdrop's hue alone proves a shaded gap."""


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """``open``: the backdrop shows through. ``doubtful``: could be a gap or a part."""

    open: Mask
    doubtful: Mask


def find_openings(
    spots: Mask, whole: Mask, evidence: Evidence, lab: Floats, backdrop: Floats
) -> Openings:
    """Judge each backdrop-coloured spot within the product's outline."""
    found = pieces4(spots)
    areas = found.areas()
    if not (areas >= LEAST).any():
        return Openings(np.zeros_like(spots), np.zeros_like(spots))
    alike = (areas >= LEAST) & _agrees(found, evidence, lab, backdrop)
    rimmed = alike & _walled(found, spots, evidence)
    holes = rimmed.copy()
    for label in np.flatnonzero(rimmed & (areas >= LARGE * whole.size)):
        holes[label] = _is_empty(found.labels == label, evidence)
    opened = found.select(holes)
    opened |= grow(opened, 2) & whole & evidence.like
    return Openings(opened, found.select(alike & ~holes & (areas >= LARGE * whole.size)))


def _agrees(found: Pieces, evidence: Evidence, lab: Floats, backdrop: Floats) -> np.ndarray:
    """Flag spots of the backdrop's very colour, or shaded ones on a coloured backdrop."""
    offset = lab - backdrop
    means = [found.means(offset[..., channel]) for channel in range(3)]
    squares = found.means((offset**2).sum(axis=2))
    away = np.sqrt(sum(mean**2 for mean in means))
    scatter = np.sqrt(np.maximum(0, squares - away**2))
    same = (away <= max(1.2, AGREES * evidence.near)) & (scatter <= FLAT * evidence.near)
    chroma = found.means(np.sqrt((backdrop[..., 1:] ** 2).sum(axis=2)))
    return same | (chroma >= TINTED)


def _is_empty(area: Mask, evidence: Evidence) -> bool:
    """Tell a gap from a dial by the marks within its outline."""
    marks = enclosed(area)
    clear = pieces(marks & (evidence.distance >= WALL))
    few = (clear.areas() >= MARK).sum() < MARKS
    return bool(few and marks.sum() <= (1 - EMPTY) * (area | marks).sum())


def _walled(found: Pieces, spots: Mask, evidence: Evidence) -> np.ndarray:
    """Flag spots with a sharp outline and something that differs clearly from them around."""
    rim = outline(spots)
    length = np.maximum(1, found.counts(rim))
    sharp = found.counts(rim & grow(evidence.edges, 2)) / length
    clear = (
        found.counts(rim & grow(evidence.distance >= max(WALL, 2.5 * evidence.near), 3)) / length
    )
    return (sharp >= SHARP_RIM) & (clear >= SHARP_RIM)
