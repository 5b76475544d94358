"""Where on a clean backdrop text can have been added, and at what size it is best looked for.

What was laid beside the product differs from the backdrop, so nothing else need be searched there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from imgrules.images.layout import Layout, things_in
from imgrules.images.regions import bounding_box
from imgrules.images.shrink import shrink
from imgrules.images.working import Plane

Box = tuple[int, int, int, int]

USUAL = 800
"""Longest side of the whole picture at the scale that things beside the product are read at."""
GLANCE = 256
"""The same for large letters, which the detector overlooks at a larger scale."""
LARGE = 0.12
"""Height of a thing, as a share of the picture's, from which on it is looked at in both."""
LEGIBLE = 12
"""Height in pixels from which letters are read well."""
CLOSE_UP = 640
"""Longest side of a close-up."""
MOST = 0.6
"""Share of the whole picture's pixels from which on it costs less to read it whole."""
FARTHEST = 0.15
"""Share of the picture a window is grown by at most."""
SLIM = 7
GRID = 32
"""The detector takes pictures of whole multiples of this."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A window of the picture, in full-size pixels, and the scale it is looked at."""

    left: int
    top: int
    right: int
    bottom: int
    scale: float
    eager: bool = False
    """Whether to look for what is hardly to be seen: at a small scale words across the picture."""

    @property
    def pixels(self) -> float:
        """How many pixels the detector gets."""
        return (self.right - self.left) * (self.bottom - self.top) * self.scale**2


def places(layout: Layout) -> list[Place] | None:
    """Return the windows to look at, most telling first; None where the whole costs less."""
    width, height = layout.size
    usual = min(1.0, USUAL / max(width, height))
    beside = list(_beside(layout, usual))
    if sum(place.pixels for place in beside) > MOST * width * height * usual**2:
        return None
    return beside + _glances(layout)


def _beside(layout: Layout, usual: float) -> Iterator[Place]:
    """Yield a window for each group of things that may be letters of a line, or a sticker."""
    apart = layout.apart
    if not apart.any():
        return
    reach = max(1, 2 * LEGIBLE // layout.factor)
    window = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    groups = things_in(cv2.dilate(apart.view(np.uint8), window).view(np.bool_)).labels
    by_product = np.unique(groups[cv2.dilate(layout.product.view(np.uint8), window) > 0])
    things = things_in(apart)
    group_of = np.zeros(len(things.boxes), np.int32)
    group_of[things.labels[apart]] = groups[apart]
    for group in np.unique(group_of[1:]):
        boxes = things.boxes[1:][group_of[1:] == group]
        (left, top), (right, bottom) = boxes[:, :2].min(0), (boxes[:, :2] + boxes[:, 2:]).max(0)
        box = int(left), int(top), int(right - left), int(bottom - top)
        if min(*box[2:], int(boxes[:, 2:].max())) * layout.factor < LEGIBLE // 2:
            continue  # crumbs and dust
        tall = float(np.median(boxes[:, 3])) * layout.factor
        room = 2 * max(box[2:]) if group in by_product else min(box[2:]) // 2
        yield place_round(layout, box, room, _scale(box, tall, layout, usual))


def _scale(box: Box, tall: float, layout: Layout, usual: float) -> float:
    if tall * usual >= LEGIBLE:
        return usual
    close = CLOSE_UP / (max(box[2:]) * layout.factor)
    return min(1.0, max(usual, close))


def _glances(layout: Layout) -> list[Place]:
    """Look at the product, and at large things beside it, at the small scale."""
    width, height = layout.size
    scale = min(1.0, GLANCE / max(width, height))
    seen = layout.product
    if layout.apart.any():
        things = things_in(layout.apart)
        large = things.boxes[:, 3] * layout.factor >= LARGE * height
        seen = seen | large[things.labels]
    box = bounding_box(seen)
    return [] if box is None else [replace(place_round(layout, box, 0, scale), eager=True)]


def place_round(layout: Layout, box: Box, room: int, scale: float) -> Place:
    """Grow a box by ``room`` (both at working scale) to what the detector takes unchanged."""
    (x, y, wide, high), factor = box, layout.factor
    room = max(room, round(LEGIBLE / factor), round(LEGIBLE / scale / factor))
    room = min(room, round(FARTHEST * max(layout.size) / factor))
    wide, high = wide + 2 * room, high + 2 * room
    # The detector would pad a longer strip with black.
    flat, thin = max(0, wide // SLIM - high) // 2 + room, max(0, high // SLIM - wide) // 2 + room
    left, right = _span((x - thin) * factor, (x + box[2] + thin) * factor, layout.size[0], scale)
    top, bottom = _span((y - flat) * factor, (y + box[3] + flat) * factor, layout.size[1], scale)
    return Place(left, top, right, bottom, scale)


def _span(first: int, last: int, length: int, scale: float) -> tuple[int, int]:
    """Widen a span to a multiple of the grid at that scale, as far as the picture reaches."""
    first, last = max(0, first), min(length, last)
    steps = -(-(last - first) * scale // GRID)
    wanted = min(length, max(last - first, round(steps * GRID / scale)))
    first = max(0, min(first - (wanted - (last - first)) // 2, length - wanted))
    return first, first + wanted


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A window cut out, and how to find its pixels in the whole picture."""

    rgb: Plane
    origin: tuple[int, int]
    scale: tuple[float, float]
    """Pixels of it to one of full size, across and down."""


def cut(place: Place, rgb: Plane, reduced: Plane, factor: int) -> View:
    """Cut the window out, from the reduced picture where that has pixels enough."""
    left, top, right, bottom = place.left, place.top, place.right, place.bottom
    step = factor if place.scale * factor <= 1.0 else 1
    source = rgb if step == 1 else reduced
    part = source[top // step : -(-bottom // step), left // step : -(-right // step)]
    high, wide = part.shape[0] * step, part.shape[1] * step
    size = _whole(wide * place.scale), _whole(high * place.scale)
    if (part.shape[1], part.shape[0]) != size:
        part = shrink(part, size)
    origin = left // step * step, top // step * step
    return View(part, origin, (size[0] / wide, size[1] / high))


def _whole(length: float) -> int:
    return max(GRID, round(length / GRID) * GRID)
