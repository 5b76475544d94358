"""What is product, by the check engine's opinion, the cut-out's and the picture's own look."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.fixes.align import warped
from imgrules.fixes.leftovers import leftovers
from imgrules.fixes.no_product import SIDE, no_product
from imgrules.processor import Draft, Placement

if TYPE_CHECKING:
    from imgrules.processor import Bytes, Mask

_WHITE = 250


def claimed(before: Draft, product: Mask | None, also: Mask | None) -> Mask:
    """Return what is product by any opinion; without one, all of the picture may be."""
    masks = [mask for mask in (product, also) if mask is not None]
    if not masks:
        return np.ones(before.samples.shape[:2], bool)
    return cast("Mask", np.logical_or.reduce(masks))


def spurious(
    rgb: Bytes, after: Bytes, placement: Placement, claims: Mask, also: Mask | None
) -> Mask:
    """Return what is claimed as product but is backdrop, and has become backdrop."""
    height, width = claims.shape
    if claims.all():
        return np.zeros(claims.shape, bool)
    factor = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    gone = ~shrunk(also, size) if also is not None else white(after, placement, size, factor)
    small = no_product(reduced(rgb, size), shrunk(claims, size), gone)
    if not small.any():
        return np.zeros(claims.shape, bool)
    full = cv2.resize(small.view(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
    found = cast("Mask", full.view(np.bool_))
    return found if also is None else found & ~also


def shrunk(mask: Mask, size: tuple[int, int]) -> Mask:
    shares = cv2.resize(mask.view(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    return cast("Mask", shares > 127)


def white(after: Bytes, placement: Placement, size: tuple[int, int], factor: float) -> Mask:
    """Return where the finished picture is white, laid over the original at a reduced scale."""
    levels = (after.min(axis=2) >= _WHITE).astype(np.uint8)
    back = factor / placement.scale
    there = np.array([
        [back, 0, -placement.left * back + (back - 1) / 2],
        [0, back, -placement.top * back + (back - 1) / 2],
    ])  # fmt: skip
    return warped(levels, there, size, beyond=1).view(np.bool_)


def share_outside(product: Mask, placement: Placement, after: Bytes) -> float:
    """Return the share of the product that the finished picture's frame leaves out."""
    total = np.count_nonzero(product)
    scale = placement.scale
    across = (np.arange(product.shape[1]) + 0.5) * scale + placement.left
    down = (np.arange(product.shape[0]) + 0.5) * scale + placement.top
    columns = (across >= 0) & (across < after.shape[1])
    rows = (down >= 0) & (down < after.shape[0])
    return float(1 - np.count_nonzero(product[rows][:, columns]) / total) if total else 0.0


def share_left(rgb: Bytes, kept: Mask) -> float:
    """Return the share of what was kept that is coloured backdrop left standing."""
    height, width = kept.shape
    factor = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = shrunk(kept, size)
    return float(leftovers(reduced(rgb, size), small).sum() / max(small.sum(), 1))


def reduced(plane: Bytes, size: tuple[int, int]) -> Bytes:
    return cast("Bytes", cv2.resize(plane, size, interpolation=cv2.INTER_AREA))
