"""Stickers laid over the picture: shapes of one exact, strong colour, as no thing photographed is.

One beside the product is set apart from it. A disc that overlaps the product's edge is set apart
as far as it sticks out; what lies on the product may be printed there and stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.layers import Layers
from imgrules.images.regions import Mask, bounding_box, filled, pieces, window_of
from imgrules.images.working import Plane, darkest_channel, grow, lightest_channel, square

LEAST = 0.002
"""Share of the picture of the smallest sticker."""
LARGEST = 0.5
"""Share of the rest of the product above which a part is a product itself."""
STRONG = 50
"""Difference of channels of a strong colour: greys are shadows and things as well."""
SAME = 4
"""Levels within which pixels are of one colour: real things are shaded."""
FLAT = 0.5
"""Share of a sticker that has one colour; letters take the rest."""
SOLID = 0.8
"""Share of its convex hull that a sticker fills."""
CALM = 6
"""Range of levels in a window of five within a flat area."""
COLOURS = 12
"""So many exact colours of a picture are looked at."""
CALM_SHARE = 0.25
"""Share of the smallest sticker that is calm between its letters."""
ROUND = 0.9
"""Share of its enclosing circle that a disc fills."""
RIM = 1.13
"""Radii to which a disc may have a rim of another colour."""
OUT = 0.1
"""Share of a disc that must lie outside the rest of the product."""
INSET = 3
"""Working px next to an outline that are left out: antialiasing, compression."""


def without_graphics(layers: Layers, rgb: Plane) -> Layers:
    """Move stickers from the product to the islands."""
    # Letters are holes in a sticker, or pieces of their own.
    stickers = filled(_beside(layers.product, rgb))
    stickers |= _overlapping(layers.product & ~stickers, rgb)
    if not stickers.any():
        return layers
    return replace(
        layers,
        product=layers.product & ~stickers,
        background=layers.background & ~stickers,
        holes=layers.holes & ~stickers,
        islands=layers.islands | stickers,
    )


def _beside(product: Mask, rgb: Plane) -> Mask:
    found = pieces(product)
    areas = found.areas()
    if found.count < 3:
        return product & False
    main = int(areas.argmax())
    small = (areas >= LEAST * product.size) & (areas <= LARGEST * areas[main])
    chosen = np.zeros(found.count, bool)
    if small.any() and _flatness(found.only(main), rgb) < FLAT:
        for label in np.flatnonzero(small):
            chosen[label] = _is_sticker(found.only(int(label)), rgb)
    return found.select(chosen)


def _is_sticker(part: Mask, rgb: Plane) -> bool:
    outline = _outline(part)
    hull = float(cv2.contourArea(cv2.convexHull(outline)))
    solid = float(cv2.contourArea(outline)) >= SOLID * max(hull, 1.0)
    return solid and _flatness(part, rgb, strong=True) >= FLAT


def _flatness(part: Mask, rgb: Plane, *, strong: bool = False) -> float:
    """Share of the part that has its commonest colour; 0 where that is no strong one."""
    colours = rgb[~grow(~part, INSET)]
    if not len(colours):
        return 0.0
    counts = _histogram(colours, SAME)
    common = _middle(int(counts.argmax()), SAME)
    if strong and int(common.max() - common.min()) < STRONG:
        return 0.0
    return float((np.abs(colours.astype(np.int16) - common).max(axis=1) <= SAME).mean())


def _overlapping(product: Mask, rgb: Plane) -> Mask:
    """Return what sticks out of the product of discs of one colour."""
    whole = product & False
    if product.any():
        window = window_of(product, INSET)
        part = product[window], np.ascontiguousarray(rgb[window])
        whole[window] = _out_of(*part, pixels=product.size)
    return whole


def _out_of(product: Mask, rgb: Plane, *, pixels: int) -> Mask:
    out = product & False
    for colour in _exact_colours(product, rgb, CALM_SHARE * LEAST * pixels):
        low = [max(0, channel - 2 * SAME) for channel in colour]
        high = [min(255, channel + 2 * SAME) for channel in colour]
        coloured = product & (cv2.inRange(rgb, tuple(low), tuple(high)) > 0)
        if np.count_nonzero(coloured) < FLAT * LEAST * pixels:
            continue
        found = pieces(coloured)
        for label in np.flatnonzero(found.areas() >= FLAT * LEAST * pixels):
            disc = _disc(filled(found.only(int(label))))
            if disc is not None:
                out |= _sticking_out(disc & product, product & ~disc, LEAST * pixels)
    return out


def _exact_colours(product: Mask, rgb: Plane, least: float) -> list[list[int]]:
    """Return the strong colours that calm areas of the product have, largest area first."""
    calm = _calm(rgb) & product
    if np.count_nonzero(calm) < least:
        return []
    counts = _histogram(rgb[calm], 2 * SAME)
    order = np.argsort(-counts, kind="stable")[:COLOURS]
    return [_middle(int(step), 2 * SAME).tolist() for step in order if counts[step] >= least]


def _histogram(colours: Plane, width: int) -> NDArray[np.int64]:
    """Count colours in cubes of that width, numbered as ``_middle`` reads them."""
    steps = 256 // width
    red, green, blue = (colours[:, channel].astype(np.int32) // width for channel in range(3))
    return np.bincount((red * steps + green) * steps + blue, minlength=steps**3)


def _middle(number: int, width: int) -> NDArray[np.int16]:
    steps = 256 // width
    cube = number // steps**2, number // steps % steps, number % steps
    return np.array([step * width + width // 2 for step in cube], np.int16)


def _calm(rgb: Plane) -> Mask:
    strong = cv2.subtract(lightest_channel(rgb), darkest_channel(rgb)) >= STRONG
    if not strong.any():
        return cast("Mask", strong)
    change = cv2.subtract(cv2.dilate(rgb, square(2)), cv2.erode(rgb, square(2)))
    return cast("Mask", strong & (lightest_channel(cast("Plane", change)) <= CALM))


def _disc(part: Mask) -> Mask | None:
    """Return the disc, rim included, that the part is the inside of; None where it is none."""
    outline = _outline(part)
    (x, y), radius = cv2.minEnclosingCircle(outline)
    if float(cv2.contourArea(outline)) < ROUND * np.pi * radius * radius:
        return None
    disc = np.zeros(part.shape, np.uint8)
    cv2.circle(disc, (round(x), round(y)), round(RIM * radius) + INSET, 1, cv2.FILLED)
    return cast("Mask", disc.view(np.bool_))


def _sticking_out(disc: Mask, rest: Mask, least: float) -> Mask:
    """Return the disc outside the rest's box, with what small slivers its rim left there."""
    found = pieces(rest)
    large = found.select(found.areas() >= least)
    box = bounding_box(large)
    if box is None or disc.sum() > LARGEST * large.sum():
        return disc & False
    out = disc | (rest & ~large & grow(disc, INSET))
    out[box[1] : box[1] + box[3], box[0] : box[0] + box[2]] = False
    return out if out.sum() >= OUT * disc.sum() else disc & False


def _outline(part: Mask) -> NDArray[np.int32]:
    contours, _ = cv2.findContours(part.view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return cast("NDArray[np.int32]", max(contours, key=cv2.contourArea))
