"""Finding text that may have been laid over a picture with a clean backdrop.

Print on the product is found, but read only where it may be a mark: what is printed there is for
no overlay rule to judge. In a real scene nobody can say where print ends, so all of it is read.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from imgrules.images.decode import Pixels
from imgrules.images.layout import Layout, layout_of
from imgrules.images.ocr import Corners, Line
from imgrules.images.places import LARGE, Place, View, cut, place_round, places
from imgrules.images.regions import Mask
from imgrules.images.silhouette import silhouette
from imgrules.images.spots import HEIGHT, SURE, Spot, find_spots, read_spot
from imgrules.images.subject import Subject, working_picture
from imgrules.images.text import TextMap, known, share_within, slant_of, text_map

CLEAN_KINDS = ("white", "near-white", "plain")
CLEAN = 0.8
"""From this confidence on what lies beside the product lies on the backdrop."""
UPON = 0.85
"""Share of a line within the product's outline from which on it is print."""
SLANTED = (18.0, 50.0)
"""Degrees from level or upright of words written across a picture."""
WIDE, CENTRAL = 0.3, 0.15
"""Least size of such words, and their distance from the middle, as shares of the picture."""
AT_FIRST = 0.15
"""The least width with which a closer look is taken at them."""
CLOSER = 512
"""Longest side of the whole picture at the scale of that look."""
FEW, MANY = 3, 5
"""So many lines of one size may be a mark repeated: slanted or also beside the product, or not."""
LIKE = 1.5
"""Ratio up to which lines are of one size."""
SAME_SLANT = 6.0
BULKY, STOUT = 0.4, 1.1
"""Least size of a line, as a share of the picture, and most length to its height, to be one letter.
The detector's lines are longer than their letters by as much as they are higher."""
APART, TRACE = 0.3, 0.01
"""Share of a line on something apart from the product: it belongs to that, or touches it."""


def is_clean(subject: Subject) -> bool:
    """Say whether the backdrop is even and well told from the product."""
    return subject.backdrop.kind in CLEAN_KINDS and subject.confidence >= CLEAN


def find_overlaid(pixels: Pixels, subject: Subject) -> TextMap | None:
    """Find text beside the product or across its outline, and what may be a mark upon it.

    None where the whole picture must be read: in a real scene, or with things all over it. Raises
    PluginError when the detector or a model of it is missing.
    """
    height, width = pixels.rgb.shape[:2]
    if not is_clean(subject) or subject.frame:
        return None
    layout = layout_of(subject, (width, height))
    windows = places(layout)
    if windows is None:
        return None
    spots = _find(pixels.rgb, subject, windows)
    # Of faint words a first look may show a part only, and a small window cuts them short.
    closer = [_closer(spot, layout) for spot in spots if _is_aslant(spot, AT_FIRST * width)]
    better = _find(pixels.rgb, subject, sorted(closer, key=lambda place: -place.pixels))
    spots = [*better, *(spot for spot in spots if not known(spot, better))]
    shape = silhouette(subject) if spots else subject.mask
    sure = np.array([spot.certainty >= SURE for spot in spots], np.bool_)
    beside = _is_beside(spots, shape, layout)
    telling = sure & (beside | _may_repeat(spots, beside))
    telling |= _is_large_and_slanted(spots, width, height)
    telling &= ~np.array([_is_one_letter(spot, max(width, height)) for spot in spots], np.bool_)
    read = (_read(spots[index].corners, pixels.rgb, subject) for index in np.flatnonzero(telling))
    lines = [line for line in read if line is not None]
    return text_map(lines, shape, subject.scale, (width, height), "beside the product")


def _find(rgb: NDArray[np.uint8], subject: Subject, windows: list[Place]) -> list[Spot]:
    work = working_picture(subject, rgb)
    spots: list[Spot] = []
    for place in windows:
        view = cut(place, rgb, work.rgb, work.factor)
        found = find_spots(view.rgb, eager=place.eager)
        moved = (replace(spot, corners=_moved(spot.corners, view)) for spot in found)
        spots += [spot for spot in moved if not known(spot, spots)]
    return spots


def _read(corners: Corners, rgb: NDArray[np.uint8], subject: Subject) -> Line | None:
    """Read a line where it is sharp, not at the scale it was found."""
    work = working_picture(subject, rgb)
    if min(_size(corners)) <= 2 * HEIGHT * work.factor:
        return read_spot(rgb, corners)
    line = read_spot(work.rgb, _scaled(corners, 1 / work.factor))
    return line and replace(line, corners=corners)


def _scaled(corners: Corners, scale: float) -> Corners:
    one, two, three, four = ((x * scale, y * scale) for x, y in corners)
    return one, two, three, four


def _moved(corners: Corners, view: View) -> Corners:
    one, two, three, four = (
        (round(x / view.scale[0] + view.origin[0], 1), round(y / view.scale[1] + view.origin[1], 1))
        for x, y in corners
    )
    return one, two, three, four


def _is_beside(spots: list[Spot], shape: Mask, layout: Layout) -> NDArray[np.bool_]:
    """Mark what is no print: beside the product, across its outline, or on something apart."""
    marked = np.zeros(len(spots), np.bool_)
    for index, spot in enumerate(spots):
        apart = share_within(spot.corners, layout.apart, 1 / layout.factor)
        if apart < TRACE and not _is_large(spot, layout.size[1]):
            continue  # soles, seams and zips along the outline: letters would stand apart from it
        upon = share_within(spot.corners, shape, 1 / layout.factor)
        marked[index] = apart >= APART or upon < UPON
    return marked


def _is_large(spot: Spot, height: int) -> bool:
    rows = [corner[1] for corner in spot.corners]
    return max(rows) - min(rows) >= LARGE * height


def _is_one_letter(spot: Spot, longest: int) -> bool:
    """Say whether a line is as high as it is long, and large: a thing looks like one letter."""
    length, height = _size(spot.corners)
    return min(length, height) >= BULKY * longest and max(length, height) <= STOUT * min(
        length, height
    )


def _is_aslant(spot: Spot, least: float) -> bool:
    across = [corner[0] for corner in spot.corners]
    slanted = SLANTED[0] <= slant_of(spot.corners) <= SLANTED[1]
    return slanted and max(across) - min(across) >= least


def _closer(spot: Spot, layout: Layout) -> Place:
    """Return a window round a spot, with room for what it may be a part of, seen larger."""
    (left, top), (right, bottom) = np.min(spot.corners, axis=0), np.max(spot.corners, axis=0)
    corners = (int(value) // layout.factor for value in (left, top, right - left, bottom - top))
    x, y, wide, high = corners
    scale = min(1.0, CLOSER / max(layout.size))
    place = place_round(layout, (x, y, wide, high), max(wide, high) // 2, scale)
    return replace(place, eager=True)


def _is_large_and_slanted(spots: list[Spot], width: int, height: int) -> NDArray[np.bool_]:
    """Mark what runs aslant over the middle of the picture."""
    marked = np.zeros(len(spots), np.bool_)
    for index, spot in enumerate(spots):
        (left, top), (right, bottom) = np.min(spot.corners, axis=0), np.max(spot.corners, axis=0)
        marked[index] = (
            _is_aslant(spot, WIDE * width)
            and bottom - top >= WIDE * height / 2
            and abs(left + right - width) / 2 <= CENTRAL * width
            and abs(top + bottom - height) / 2 <= CENTRAL * height
        )
    return marked


def _may_repeat(spots: list[Spot], beside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark lines of one size and direction, as many as one mark repeated would have."""
    marked = np.zeros(len(spots), np.bool_)
    sizes = np.array([_size(spot.corners) for spot in spots]).reshape(-1, 2)
    slants = np.array([slant_of(spot.corners) for spot in spots])
    for index in range(len(spots)):
        ratio = np.maximum(sizes / sizes[index], sizes[index] / sizes).max(axis=1)
        like = (ratio <= LIKE) & (np.abs(slants - slants[index]) <= SAME_SLANT)
        fewest = FEW if slants[index] >= SLANTED[0] or beside[like].any() else MANY
        marked[index] = np.count_nonzero(like) >= fewest
    return marked


def _size(corners: Corners) -> tuple[float, float]:
    """Length and height of a line."""
    one, two, _, four = np.array(corners)
    return max(1.0, float(np.hypot(*(two - one)))), max(1.0, float(np.hypot(*(four - one))))
