"""Splitting the picture into product, background, holes, shadow and islands."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.difference import Difference
from imgrules.images.regions import Mask, Pieces, frame_edge, pieces
from imgrules.images.shadow import find_shadow, sharp_edges
from imgrules.images.working import Plane, disc, grow

GAP = 2
"""Radius, working px, of gaps in an outline through which the background may not leak in."""
PART = 0.03
"""A piece this large against the biggest is part of the product, not an island."""
NEAR = 0.012
"""Pieces this close to the product (share of the long side) belong to it."""
SHARP_RIM = 0.8
LEAST_HOLE = 12
"""Working pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """Disjoint masks; what is in none of them is noise too small to name."""

    product: Mask
    background: Mask
    holes: Mask
    shadow: Mask
    islands: Mask


def find_layers(difference: Difference, rim: int) -> Layers:
    """Split by difference from the backdrop, softness of outlines and connection."""
    levels, low = difference.levels, difference.low
    other = levels >= low
    background, enclosed = _background(other)
    edges = sharp_edges(levels, max(2, low))
    shadow = find_shadow(difference, background, edges, rim)
    things = other & ~shadow & ~background
    things = _without_ringing(things, levels >= difference.high, rim)
    product, islands = _main(things, levels)
    holes = _holes(enclosed, edges, rim) & ~product & ~islands
    product |= enclosed & ~holes & ~islands & _filled(product)
    return Layers(product, background & ~product, holes, shadow & ~product, islands)


def _background(other: Mask) -> tuple[Mask, Mask]:
    """Return the backdrop connected to the frame, and backdrop-like areas that are not."""
    closed = cv2.morphologyEx(other.view(np.uint8), cv2.MORPH_CLOSE, disc(GAP)).astype(bool)
    found = pieces(~closed, diagonal=False)
    outside = found.select(found.touching(frame_edge(other.shape) & ~closed))
    background = grow(outside, GAP) & ~other
    return background, ~other & ~background


def _without_ringing(things: Mask, strong: Mask, rim: int) -> Mask:
    """Drop faint traces that only compression left around strong edges."""
    if not strong.any():
        return things
    strong = strong & things
    faint = things & ~grow(strong, rim)
    return strong | (things & grow(faint, rim)) | faint


def _main(things: Mask, levels: Plane) -> tuple[Mask, Mask]:
    """Separate the product, with its parts and what is close to it, from islands."""
    found = pieces(things)
    if found.count < 2:
        return things, things & False
    weight = found.sums(np.minimum(levels, 60))
    weight[0] = 0
    parts = weight >= PART * weight.max()
    reach = max(1, round(NEAR * max(things.shape)))
    parts |= found.touching(grow(found.select(parts), reach) & things)
    parts[0] = False
    product = found.select(parts)
    return product, things & ~product


def _filled(mask: Mask) -> Mask:
    outside = pieces(~mask, diagonal=False)
    return ~outside.select(outside.touching(frame_edge(mask.shape) & ~mask))


def _holes(enclosed: Mask, edges: Mask, rim: int) -> Mask:
    """Keep what has a sharp rim; a highlight on the product fades into its surroundings."""
    found = pieces(enclosed, diagonal=False)
    inner = cv2.erode(enclosed.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    outline = enclosed & ~inner
    total = _count(found.labels[outline], found)
    sharp = _count(found.labels[outline & grow(edges, rim + 2)], found)
    return found.select((sharp >= SHARP_RIM * total) & (found.areas >= LEAST_HOLE))


def _count(labels: NDArray[np.generic], found: Pieces) -> NDArray[np.int64]:
    return np.bincount(labels.ravel(), minlength=found.count)[: found.count]
