"""What of a picture on a clean backdrop is product, and what stands apart from it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.regions import Mask, pieces, window_of
from imgrules.images.silhouette import filled_in
from imgrules.images.subject import Subject
from imgrules.images.working import grow

MAIN = 0.5
"""Share of the largest part of the product from which on another is no sticker or banner."""
BANNER = 0.3
"""Height of a banner at most, as a share of the picture's."""
STICKER = 48
"""Pixels from which on a thing can be a sticker with legible words on it."""
SHADE = 3
"""Working px between a shadow and its product at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Masks at working scale; ``product`` is its main part or parts."""

    product: Mask
    apart: Mask
    """What may be a sticker, a banner, letters or a mark."""
    factor: int
    """Full-size pixels to one working pixel."""
    size: tuple[int, int]
    """Width and height of the picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Things:
    """Connected pieces with their boxes; row 0 is what is in none."""

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    """x, y, width, height."""


def things_in(mask: Mask) -> Things:
    """Find the connected pieces of a mask."""
    window = window_of(mask)
    part, labels = mask[window].view(np.uint8), np.zeros(mask.shape, np.int32)
    if not part.size:
        return Things(labels, np.zeros((1, cv2.CC_STAT_AREA), np.int32))
    _, labels[window], stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    boxes = stats[:, : cv2.CC_STAT_AREA] + np.array([window[1].start, window[0].start, 0, 0])
    boxes[0] = 0
    return Things(labels, boxes.astype(np.int32))


def layout_of(subject: Subject, size: tuple[int, int]) -> Layout:
    """Part the product from what stands apart; what lies in its outline must be a sticker."""
    factor = round(1 / subject.scale)
    product = _main(subject.mask)
    apart = subject.mask & ~product
    if subject.apart is not None:
        apart |= subject.apart
    if subject.shadow.any():
        # A shadow falls beside its product; what is soft and stands alone may be a blurred mark.
        soft = pieces(subject.shadow)
        apart |= soft.select(~soft.touching(grow(product, SHADE)))
    if apart.any():
        found = things_in(apart)
        crumbs = found.boxes[:, 2:].max(axis=1) * factor < STICKER
        if crumbs[1:].any():
            window = window_of(apart)
            labels, outside = found.labels[window], ~filled_in(product)[window]
            crumbs[labels[apart[window] & outside]] = False
            apart[window] &= ~crumbs[labels]
    return Layout(product, apart, factor, size)


def _main(mask: Mask) -> Mask:
    found = pieces(mask)
    areas = found.areas()
    main = areas > MAIN * areas.max()
    for label in np.flatnonzero(main):
        main[label] = label > 0 and not _is_banner(found.box(int(label)), mask.shape)
    return found.select(main)


def _is_banner(box: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    """Say whether a part runs along one side of the frame from corner to corner."""
    (left, top, wide, high), (height, width) = box, shape
    level, upright = top <= 1 or top + high >= height - 1, left <= 1 or left + wide >= width - 1
    along_x = wide >= width - 2 and high <= BANNER * height and level
    return along_x or (high >= height - 2 and wide <= BANNER * width and upright)
