"""Stickers laid over the picture: shapes of one exact, strong colour, as no thing photographed is.

One beside the product is set apart from it. A disc that overlaps the product's edge is set apart
as far as it sticks out; what lies on the product may be printed there and stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images import colours
from imgrules.images.against_white import STRONG
from imgrules.images.areas import Area, AreaPieces, area_of, filled
from imgrules.images.layers import Layers
from imgrules.images.regions import Mask
from imgrules.images.working import Plane, grow

LEAST = 0.002
"""Share of the picture of the smallest sticker."""
LARGEST = 0.5
"""Share of the rest of the product above which a part is a product itself."""
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
SLACK = 0.99
"""By which a box is given the benefit of the doubt: circles are found to single precision."""
OUT = 0.1
"""Share of a disc that must lie outside the rest of the product."""
INSET = 3
"""Working px next to an outline that are left out: antialiasing, compression."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the layers lie on."""

    rgb: Plane
    strong: Area
    """What has a strong colour: see ``imgrules.images.against_white``."""
    pixels: int
    """Of the whole picture, of which this may be a window."""


def without_graphics(layers: Layers, seen: Seen) -> Layers:
    """Move stickers from the product to the islands."""
    stickers = _beside(layers.product, seen)
    # Letters are holes in a sticker, or pieces of their own.
    stickers = filled(stickers) if stickers else stickers
    stickers = stickers | _overlapping(layers.product - stickers, seen)
    if not stickers:
        return layers
    return replace(
        layers,
        product=layers.product - stickers,
        background=layers.background - stickers,
        holes=layers.holes - stickers,
        islands=layers.islands | stickers,
    )


def _beside(product: Area, seen: Seen) -> Area:
    found = product.pieces()
    areas = found.areas()
    chosen = np.zeros(found.count, bool)
    main = int(areas.argmax())
    least = LEAST * seen.pixels
    for label in np.flatnonzero((areas >= least) & (areas <= LARGEST * areas[main])):
        chosen[label] = _is_sticker(*_cut_out(found.only(int(label)), seen.rgb))
    # The product itself is looked at last: it is much larger.
    if chosen.any() and _flatness(*_cut_out(found.only(main), seen.rgb)) >= FLAT:
        chosen[:] = False
    return found.select(chosen)


def _cut_out(part: Area, rgb: Plane) -> tuple[Mask, Plane]:
    """Return the part and the picture within its box and what is left out at outlines."""
    box = part.box()
    if box is None:
        return np.zeros((0, 0), np.bool_), rgb[:0, :0]
    x, y, width, height = box
    window = (
        slice(max(0, y - INSET), y + height + INSET),
        slice(max(0, x - INSET), x + width + INSET),
    )
    return part.mask()[window], rgb[window]


def _is_sticker(part: Mask, rgb: Plane) -> bool:
    outline = _outline(part)
    hull = float(cv2.contourArea(cv2.convexHull(outline)))
    solid = float(cv2.contourArea(outline)) >= SOLID * max(hull, 1.0)
    return solid and _flatness(part, rgb, strong=True) >= FLAT


def _flatness(part: Mask, rgb: Plane, *, strong: bool = False) -> float:
    """Share of the part that has its commonest colour; 0 where that is no strong one."""
    inner = area_of(~grow(~part, INSET))
    total = inner.count()
    if not total:
        return 0.0
    common = colours.middle(int(inner.colours(rgb, SAME).argmax()), SAME)
    if strong and max(common) - min(common) < STRONG:
        return 0.0
    (same,) = colours.within(rgb, inner, (common,), SAME)
    return same.count() / total


def _overlapping(product: Area, seen: Seen) -> Area:
    """Return what sticks out of the product of discs of one colour."""
    out = product - product
    pixels = seen.pixels
    exact = _exact_colours(product, seen, CALM_SHARE * LEAST * pixels)
    for coloured in colours.within(seen.rgb, product, exact, 2 * SAME) if exact else ():
        if coloured.count() < FLAT * LEAST * pixels:
            continue
        found = coloured.pieces()
        for label in _round(found, FLAT * LEAST * pixels):
            if not _may_be_disc(found.spans(label)):
                continue
            disc = _disc(filled(found.only(label)))
            if disc is not None:
                out = out | _sticking_out(disc & product, product - disc, LEAST * pixels)
    return out


def _exact_colours(product: Area, seen: Seen, least: float) -> list[tuple[int, ...]]:
    """Return the strong colours that calm areas of the product have, largest area first."""
    strong = seen.strong & product
    if strong.count() < least:
        return []
    calm = colours.calm(seen.rgb, CALM, strong)
    if calm.count() < least:
        return []
    counts = calm.colours(seen.rgb, 2 * SAME)
    steps = np.flatnonzero(counts >= least)
    order = np.argsort(-counts[steps], kind="stable")[:COLOURS]
    return [colours.middle(int(step), 2 * SAME) for step in steps[order]]


def _round(found: AreaPieces[Area], least: float) -> list[int]:
    """Look at the boxes and the widths only: filled, a piece has no more than these.

    The circle round a piece is no smaller than its box.
    """
    sides = {}
    for label, box in found.large(least):
        long, short = max(box[2:]) - 1, min(box[2:]) - 1
        if short >= SLACK * ROUND * np.pi / 4 * long:
            sides[label] = long
    if not sides:
        return []
    full = SLACK**2 * ROUND * np.pi / 4
    widths = zip(sides, found.spanned(list(sides)).tolist(), strict=True)
    return [label for label, spanned in widths if spanned >= full * sides[label] ** 2]


def _may_be_disc(spans: NDArray[np.int32]) -> bool:
    """Look at the ends of the rows only."""
    row, left, right = spans.T
    ends = np.concatenate([np.stack([left, row], axis=1), np.stack([right, row], axis=1)])
    _, radius = cv2.minEnclosingCircle(ends)
    return int((right - left + 1).sum()) >= SLACK * ROUND * np.pi * radius * radius


def _disc(part: Area) -> Area | None:
    """Return the disc, rim included, that the part is the inside of; None where it is none."""
    mask = part.mask()
    outline = _outline(mask)
    (x, y), radius = cv2.minEnclosingCircle(outline)
    if float(cv2.contourArea(outline)) < ROUND * np.pi * radius * radius:
        return None
    disc = np.zeros(mask.shape, np.uint8)
    cv2.circle(disc, (round(x), round(y)), round(RIM * radius) + INSET, 1, cv2.FILLED)
    return area_of(disc.view(np.bool_))


def _sticking_out(disc: Area, rest: Area, least: float) -> Area:
    """Return the disc outside the rest's box, with what small slivers its rim left there."""
    found = rest.pieces()
    large = found.select(found.areas() >= least)
    box = large.box()
    nothing = disc - disc
    if box is None or disc.count() > LARGEST * large.count():
        return nothing
    beyond = np.ones(disc.shape, np.bool_)
    beyond[box[1] : box[1] + box[3], box[0] : box[0] + box[2]] = False
    out = (disc | (rest - large) & disc.grown(INSET)) & area_of(beyond)
    return out if out.count() >= OUT * disc.count() else nothing


def _outline(part: Mask) -> NDArray[np.int32]:
    contours, _ = cv2.findContours(part.view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return cast("NDArray[np.int32]", max(contours, key=cv2.contourArea))
