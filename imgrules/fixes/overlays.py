"""Leaving out of a cut-out what was laid beside the product: badges, words, marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.model import ImageResult, Outcome, Region
from imgrules.processor import Cutout

if TYPE_CHECKING:
    from imgrules.processor import Mask

_SEEN = 0.05
"""Alpha from which a pixel belongs to a piece."""
_SHARED = 0.1
"""Share of a piece that the check engine may hold for product."""
_LARGEST = 0.25
"""Area of a badge against the product's: anything larger is for a person to judge."""


def overlay_regions(image: ImageResult) -> tuple[Region, ...]:
    """Return where overlay rules found words, badges or marks, in pixels of the upright picture."""
    return tuple(
        dict.fromkeys(
            region
            for finding in image.findings
            if finding.check.startswith("overlay.") and finding.outcome is not Outcome.PASS
            for region in finding.regions
        )
    )


def without_overlays(cutout: Cutout, regions: Sequence[Region], product: Mask | None) -> Cutout:
    """Clear the pieces of a cut-out that lie apart from the product where an overlay was found.

    ``product``: where the check engine sees it, bool, height × width; without its opinion nothing
    is left out. What touches the product stays: only a person can tell a badge from a part.
    """
    if product is None or not regions:
        return cutout
    seen = (cutout.alpha > _SEEN).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    gone = np.zeros(count, bool)
    for label in _touched(labels, regions):
        share = np.count_nonzero(product & (labels == label)) / max(1, int(areas[label]))
        gone[label] = share < _SHARED and areas[label] < _LARGEST * areas[1:].max()
    if not gone.any():
        return cutout
    left = "badges or words beside the product were left out"
    alpha = np.where(gone[labels], np.float32(0), cutout.alpha)
    return replace(cutout, alpha=alpha, notes=(*cutout.notes, left))


def _touched(labels: cv2.typing.MatLike, regions: Sequence[Region]) -> list[int]:
    """Return the pieces that lie where an overlay was found."""
    found: set[int] = set()
    for box in regions:
        part = labels[box.y : box.y + box.height, box.x : box.x + box.width]
        found.update(cast("list[int]", np.unique(part).tolist()))
    return sorted(found - {0})
