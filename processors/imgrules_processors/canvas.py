"""Cropping and padding: the frame changes, no pixel within it does."""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from imgrules import ext

Plane = NDArray[np.uint8]
Mask = NDArray[np.bool_]
AnyPlane = TypeVar("AnyPlane", Plane, Mask)
Colour = tuple[int, int, int]

MAX_PIXELS = 100_000_000
"""What a padded picture may hold at most; the check engine refuses to decode more."""
PLAIN = 16
"""Range of levels of a strip that is plainly backdrop."""


def crop(draft: ext.Draft, *, left: int, top: int, width: int, height: int) -> ext.Draft:
    """Return the part of the draft, in pixels.

    Raises Declined where the part reaches outside the draft, or would cut the product at a side
    where the frame does not cut it already. Where nobody knows the product, only plain strips are
    cut off.
    """
    right, bottom = left + width, top + height
    if min(left, top) < 0 or right > draft.width or bottom > draft.height or min(width, height) < 1:
        size = f"{draft.width} × {draft.height}"
        raise ext.Declined(
            f"the crop of {width} × {height} px at {left}, {top} leaves the {size} px picture"
        )
    if (left, top, right, bottom) == (0, 0, draft.width, draft.height):
        return draft
    _refuse_cut(draft, (left, top, right, bottom))
    inside = (slice(top, bottom), slice(left, right))
    return draft.with_(
        samples=np.ascontiguousarray(draft.samples[inside]),
        alpha=_part(draft.alpha, inside),
        product=_part(draft.product, inside),
        placement=draft.placement.moved(-left, -top),
    )


def _part(plane: AnyPlane | None, inside: tuple[slice, slice]) -> AnyPlane | None:
    return None if plane is None else np.ascontiguousarray(plane[inside])


def _refuse_cut(draft: ext.Draft, box: tuple[int, int, int, int]) -> None:
    if draft.product is None or not draft.product.any():
        _refuse_scenery(draft.samples, box)
        return
    found = _box(draft.product)
    frame = (0, 0, draft.width, draft.height)
    cuts = [
        side
        for side, at, edge, limit, sign in zip(
            ("left", "top", "right", "bottom"), found, box, frame, (1, 1, -1, -1), strict=True
        )
        if (edge - at) * sign > 0 and at != limit
    ]
    if cuts:
        raise ext.Declined(f"the crop would cut the product at the {' and the '.join(cuts)}")


def _box(mask: Mask) -> tuple[int, int, int, int]:
    """Left, top, right, bottom; the latter two are the first pixel outside."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _refuse_scenery(samples: Plane, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    strips = (samples[:, :left], samples[:top], samples[:, right:], samples[bottom:])
    if any(strip.size and not _is_plain(strip) for strip in strips):
        raise ext.Declined(
            "nobody knows where the product is, and what the crop cuts off is no plain backdrop"
        )


def _is_plain(strip: Plane) -> bool:
    channels = strip.reshape(-1, strip.shape[-1])
    return bool((channels.max(axis=0).astype(int) - channels.min(axis=0) <= PLAIN).all())


def pad(
    draft: ext.Draft, *, left: int, top: int, right: int, bottom: int, colour: Colour
) -> ext.Draft:
    """Return the draft with so many pixels of ``colour`` (sRGB, 0-255) on each side.

    Transparency is laid on the colour first, so that the old frame cannot show. Raises Declined for
    drafts that are not RGB and for pictures over 100 megapixels.
    """
    if not any((left, top, right, bottom)):
        return draft
    height, width = draft.height + top + bottom, draft.width + left + right
    if width * height > MAX_PIXELS:
        raise ext.Declined(f"the padded picture would have {width} × {height} px, over the limit")
    flat = flatten(draft, colour)
    made = np.empty((height, width, 3), np.uint8)
    made[:] = colour
    made[top : top + draft.height, left : left + draft.width] = flat.samples
    product = None
    if draft.product is not None:
        product = np.pad(draft.product, ((top, bottom), (left, right)))
    return flat.with_(samples=made, product=product, placement=draft.placement.moved(left, top))


def flatten(draft: ext.Draft, colour: Colour) -> ext.Draft:
    """Lay the draft on ``colour``; the same draft where nothing is transparent."""
    if draft.mode != "RGB":
        raise ext.Declined(
            f"the picture's colours are stored as {draft.mode}", hint="convert it to sRGB first"
        )
    if draft.alpha is None:
        return draft
    made = np.empty_like(draft.samples)
    step = max(1, (1 << 20) // draft.width)
    for top in range(0, draft.height, step):
        rows = slice(top, top + step)
        made[rows] = _over(draft.samples[rows], draft.alpha[rows], colour)
    return draft.with_(samples=made, alpha=None)


def _over(samples: Plane, alpha: Plane, colour: Colour) -> Plane:
    share = alpha[..., None].astype(np.uint16)
    ground = np.array(colour, np.uint16)
    return cast("Plane", ((samples * share + ground * (255 - share) + 127) // 255).astype(np.uint8))
