"""Where the product touches the frame, and whether it fades out there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgrules.images.border import SIDES
from imgrules.images.subject import Subject
from imgrules.images.working import Plane
from imgrules.model import Region

FADED = 0.35
"""A product fades out where its contrast at the frame is under this share of that inside."""
INSIDE = 0.06
"""Depth, share of the side, at which the contrast inside is read."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One side of the frame: pixels touched, and where they begin and end."""

    side: str
    pixels: int
    length: int
    faded: bool
    region: Region


def find_contacts(rgb: Plane, subject: Subject) -> tuple[Contact, ...]:
    """Return the sides the product touches."""
    sides = []
    masks, pictures = _turned(subject.mask), _turned(rgb)
    for side, mask, picture in zip(SIDES, masks, pictures, strict=True):
        found = _contact(side, mask, picture, subject)
        if found is not None:
            sides.append(found)
    return tuple(sides)


def _turned(plane: np.ndarray) -> tuple[np.ndarray, ...]:
    """Turn each side to the top in turn, anticlockwise: as ``np.rot90``, which takes longer."""
    across = plane.swapaxes(0, 1)
    return plane, across[::-1], plane[::-1, ::-1], across[:, ::-1]


def _contact(
    side: str, mask: NDArray[np.bool_], picture: NDArray[np.uint8], subject: Subject
) -> Contact | None:
    """Look at the first row; the picture has been turned so that the side is on top."""
    factor = round(1 / subject.scale)
    touched = np.zeros(picture.shape[1], bool)
    spread = np.repeat(mask[0], factor)[: len(touched)]
    touched[: len(spread)] = spread
    if not touched.any():
        return None
    if subject.backdrop.kind == "white":
        # A working pixel may be half background: the frame's own row decides.
        touched &= picture[0].min(axis=1) < 255
    if not touched.any():
        return None
    places = np.flatnonzero(touched)
    region = _region(side, int(places[0]), int(places[-1]), picture.shape[1], picture.shape[0])
    faded = _faded(picture, touched, subject)
    return Contact(side, int(touched.sum()), len(touched), faded, region)


def _faded(picture: NDArray[np.uint8], touched: NDArray[np.bool_], subject: Subject) -> bool:
    depth = min(picture.shape[0] - 1, max(1, round(INSIDE * picture.shape[0])))
    rows = np.ascontiguousarray(picture[[0, depth]][:, touched])
    white = subject.backdrop.kind == "white"
    backdrop = np.array((255, 255, 255) if white else subject.backdrop.rgb, np.int16)
    away = np.abs(rows.astype(np.int16) - backdrop)
    outer, inner = away.max(axis=2).mean(axis=1)
    return bool(outer < FADED * inner)


def _region(side: str, first: int, last: int, length: int, depth: int) -> Region:
    """Turn the span back; regions are two pixels thick so that they can be seen."""
    span, thick = last - first + 1, min(2, depth)
    if side == "top":
        return Region(first, 0, span, thick, side)
    if side == "right":
        return Region(depth - thick, first, thick, span, side)
    if side == "bottom":
        return Region(length - 1 - last, depth - thick, span, thick, side)
    return Region(0, length - 1 - last, thick, span, side)
