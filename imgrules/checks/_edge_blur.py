"""How soft the edges of a product are: the blur a sharp step would need to look like them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imgrules.checks._area import Area
from imgrules.checks._edges import Floats, Numbers, edges_in
from imgrules.checks._levels import Level, Levels

FEWEST_EDGES = 60
"""Fewer edge pixels than this give no opinion."""
SHARPEST = 0.25
"""Share of the edges, sharpest first, that counts as in focus."""
SHARP = 1.2
"""Up to this sigma an edge counts as sharp at the size it is looked at."""
FURTHER = (3, 2, 1)
"""Times a picture is halved before soft edges are read again, in this order."""
SMALLEST = 40
"""Shortest side in pixels that a reduced copy may have."""
LEAST_RANGE = 1.0
"""Levels between the lightest and the darkest pixel, at half the size, of a tile with any edge."""
RANGE = 3.0
"""The same, of tiles that are read first."""
BATCH = 24
"""Tiles read at a time; of more, such as lie spread among all of them."""
SURE, SURELY_SHARPEST = 64, 0.4
"""Fewer tiles show that a picture is sharp only where so many of their edges are."""
GLANCE = 72
"""Tiles read at most to see whether that will do."""
MOST_TILES = 256
"""So many are read at most while it is not clear that the picture is sharp,"""
UTMOST_TILES = 1024
"""and so many while there are fewer edges than give an opinion."""
ENOUGH = 150
"""Edge pixels from which a few tiles can show that a picture is sharp."""
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class EdgeBlur:
    """``sigma`` in pixels of the first level; None where there are too few edges."""

    sigma: float | None
    edges: int


def edge_blur(levels: Levels, area: Area, *, sharp: float) -> EdgeBlur:
    """Estimate the blur of the sharpest edges inside ``area``, in pixels of the first level.

    A wide edge read at full size drowns in the steps of 8-bit levels, so one that is not sharp
    there is read again on the smallest copy that still shows it as soft. Up to the sigma ``sharp``
    it makes no difference to the caller how sharp edges are: no more of them are read.
    """
    full = _read(levels[0], area, sharp)
    if full.sigma is not None and full.sigma < SHARP:
        return full
    for more in FURTHER:
        if not levels.has(more, SMALLEST):
            continue
        found = _read(levels[more], area, sharp=0.0)
        if found.sigma is not None and found.sigma >= SHARP:
            return EdgeBlur(found.sigma * 2**more, found.edges)
    return full


def surely_sharp(levels: Levels, area: Area, *, sharp: float) -> EdgeBlur | None:
    """As ``edge_blur``, but of few tiles at full size; None where they do not show it as sharp."""
    found = _read(levels[0], area, sharp, GLANCE)
    return found if found.sigma is not None and found.sigma <= sharp else None


def _read(level: Level, area: Area, sharp: float, utmost: int = UTMOST_TILES) -> EdgeBlur:
    """Read tiles until it is clear that the picture is sharp, or all or many are read."""
    tiles = _in_order(level, area)
    found, sigmas = EdgeBlur(None, 0), np.zeros(0, np.float32)
    for start in range(0, min(len(tiles), utmost), BATCH):
        places, more = edges_in(level, np.sort(tiles[start : start + BATCH]))
        sigmas = np.concatenate([sigmas, more[area.at(level, places)]])
        end = start + BATCH
        found = _summary(sigmas)
        if found.sigma is not None and (end >= MOST_TILES or _is_sharp(sigmas, end, sharp)):
            break
    return found


def _is_sharp(sigmas: Floats, tiles: int, sharp: float) -> bool:
    share = SHARPEST if tiles >= SURE else SURELY_SHARPEST
    # More than so many of them: the quantile is not above it. Counting costs less than finding it.
    in_focus = int(np.count_nonzero(sigmas <= sharp))
    return len(sigmas) >= ENOUGH and in_focus > _at(sigmas, share)


def _summary(sigmas: Floats) -> EdgeBlur:
    if len(sigmas) < FEWEST_EDGES:
        return EdgeBlur(None, len(sigmas))
    return EdgeBlur(_quantile(sigmas, SHARPEST), len(sigmas))


def _quantile(sigmas: Floats, share: float) -> float:
    """Return the sigma below which that share lies: one of them, for that costs least."""
    at = _at(sigmas, share)
    return float(np.partition(sigmas, at)[at])


def _at(sigmas: Floats, share: float) -> int:
    """Return how many are below the quantile at least: its place once they are sorted."""
    return int(share * (len(sigmas) - 1))


def _in_order(level: Level, area: Area) -> Numbers:
    """Return the tiles that can hold edges, those with more contrast first."""
    touched, ranges = area.touched(level), level.ranges
    first = np.flatnonzero(touched & (ranges >= RANGE))
    rest = np.flatnonzero(touched & (ranges >= LEAST_RANGE) & (ranges < RANGE))
    return np.concatenate([_spread(first), _spread(rest)])


def _spread(tiles: Numbers) -> Numbers:
    """Put the tiles in an order whose beginning, however short, lies spread among all of them."""
    if len(tiles) <= BATCH:
        return tiles
    return tiles[np.argsort(np.arange(len(tiles)) * GOLDEN % 1.0)]
