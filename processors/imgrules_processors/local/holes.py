"""Telling gaps through which the backdrop shows from white dials and reflections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules_processors.local._types import Floats, Mask
from imgrules_processors.local.evidence import Evidence
from imgrules_processors.local.masks import Pieces, enclosed, grow, outline, pieces, pieces4

LEAST = 8
"""Working px of the smallest gap."""
SHARP_RIM = 0.75
"""So much of a gap's outline is sharp; a reflection fades into its surroundings."""
EMPTY = 0.97
"""So much of a gap's filled shape is empty; a dial carries hands and print."""
LARGE = 0.0005
"""Share of the picture from which a gap is looked at for hands and print."""
MARK, MARKS = 4, 2
"""Working px of a mark within an outline, and how many of them make it a dial."""
SPECK = 25
"""Working px of grain within a spot."""
SHUT = 0.8
"""The same for a spot that is darker than the backdrop, as one in the product's shadow is."""
DARKER = 8.0
"""L* by which it may be darker."""
DIM = 15.0
"""L* by which a shut-in area may be darker and still be a gap in deep shade."""
OFFSET = 16.0
"""(L* + 16) and chroma scale together when light gets weaker."""
AGREES = 0.75
"""Share of the backdrop's noise limit within which a gap's mean colour agrees with it."""
FLAT = 0.7
"""Share of the backdrop's noise limit by which a gap's colour may scatter."""
WALL = 12.0
"""ΔE of what surrounds a gap from the backdrop: a faint outline surrounds a pale product."""
CALM = 0.3
"""Share of a shaded spot that has no edges, which the product's own marks have all over."""
EDGE = 2
"""Working px that a gap's own edge is wide; marks that merely join it are the product's."""
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
    big = areas >= LEAST
    same, flat, tinted = _agrees(found, evidence, lab, backdrop)
    plain = evidence.like | ~evidence.edges
    calm = found.counts(plain) >= CALM * np.maximum(1, areas)
    shaded = flat | (tinted & calm)
    sharp, clear = _walls(found, spots, evidence)
    alike = big & (same | shaded)
    rimmed = big & same & (sharp >= SHARP_RIM) & (clear >= SHARP_RIM)
    rimmed |= big & shaded & (sharp >= SHUT) & (clear >= SHUT)
    holes = rimmed.copy()
    for label in np.flatnonzero(rimmed & ~tinted & (areas >= LARGE * whole.size)):
        holes[label] = _is_empty(found.labels == label, evidence)
    opened = found.select(holes)
    opened &= grow(opened & plain, EDGE)
    opened |= grow(opened, 2) & whole & evidence.like
    lightness = found.means(lab[..., 0] - backdrop[..., 0])
    shut = (sharp >= SHUT) & (clear >= SHUT) & (lightness > -DIM) & (lightness < 1)
    doubtful = (alike | shut) & ~holes & (areas >= LARGE * whole.size)
    return Openings(opened, found.select(doubtful))


def _agrees(
    found: Pieces, evidence: Evidence, lab: Floats, backdrop: Floats
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flag spots of the backdrop's very colour, flat ones a little darker, and of its rare hue."""
    offset = lab - backdrop
    means = [found.means(offset[..., channel]) for channel in range(3)]
    squares = found.means((offset**2).sum(axis=2))
    away = np.sqrt(sum(mean**2 for mean in means))
    scatter = np.sqrt(np.maximum(0, squares - away**2))
    same = (away <= max(1.2, AGREES * evidence.near)) & (scatter <= FLAT * evidence.near)
    ratio = 1 + means[0] / (found.means(backdrop[..., 0]) + OFFSET)
    hues = [means[n] - (ratio - 1) * found.means(backdrop[..., n]) for n in (1, 2)]
    hue = np.hypot(*hues)
    chroma = found.means(np.sqrt((backdrop[..., 1:] ** 2).sum(axis=2)))
    flat = (means[0] > -DARKER) & (means[0] < 1) & (scatter <= evidence.near) & (hue < 2)
    tinted = (chroma >= TINTED) & (hue <= 2 + 0.12 * chroma) & (ratio < 1.05)
    return same, flat, tinted


def _specks(spots: Mask) -> Mask:
    """Return the grain within and beside the spots, whose outline says nothing of theirs."""
    found = pieces4(~spots)
    return found.select(found.areas() <= SPECK)


def _is_empty(area: Mask, evidence: Evidence) -> bool:
    """Tell a gap from a dial by the marks within its outline."""
    marks = enclosed(area)
    clear = pieces(marks & (evidence.distance >= WALL))
    few = (clear.areas() >= MARK).sum() < MARKS
    return bool(few and marks.sum() <= (1 - EMPTY) * (area | marks).sum())


def _walls(found: Pieces, spots: Mask, evidence: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of each outline that is sharp, and that has something clearly else beside.

    A faint line surrounds a pale product's inside, not a gap.
    """
    rim = outline(spots) & ~grow(_specks(spots), 1)
    length = np.maximum(1, found.counts(rim))
    wall = evidence.distance >= max(WALL, 2.5 * evidence.near)
    sharp = found.counts(rim & grow(evidence.edges, 2)) / length
    return sharp, found.counts(rim & grow(wall, 3)) / length
