"""Clearing crumbs of shadow that a cut-out left lying on the backdrop, apart from the product."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from imgrules.images.working import grow
from imgrules.processor import Cutout, Draft

if TYPE_CHECKING:
    from imgrules.processor import Bytes, Floats, Mask

_SEEN = 0.05
"""Alpha from which a pixel belongs to a piece."""
_LARGEST = 0.005
"""Area of a crumb against the largest piece's."""
_SHARED = 0.1
"""Share of a crumb that the check engine may hold for product."""
_AROUND = 9
"""Px round a crumb in which the backdrop's colour is read."""
_DARKEST, _LIGHTEST = 0.3, 1.05
"""Brightness of a shadow against the backdrop round it."""
_CAST, _TINT = 6.0, 30.0
"""Levels by which its colour may be off the backdrop's, and how many more when black."""
_HAZE = 8
"""Px round a crumb that are cleared with it."""
_MOST = 400
"""More pieces than that are no crumbs but a failed cut-out."""


def without_crumbs(draft: Draft, cutout: Cutout) -> Cutout:
    """Return the cut-out without crumbs; the same where there are none, or nobody else to ask.

    A crumb is small, apart from everything, has the colour of the backdrop in less light, and the
    check engine does not hold it for product.
    """
    if draft.product is None:
        return cutout
    seen = (cutout.alpha > _SEEN).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA]
    if not 2 < count <= _MOST:
        return cutout
    small = [label for label in range(1, count) if areas[label] < _LARGEST * areas[1:].max()]
    gone = np.zeros(count, bool)
    for label in small:
        x, y, width, height = (int(value) for value in stats[label, :4])
        rows = slice(max(0, y - _AROUND), y + height + _AROUND)
        columns = slice(max(0, x - _AROUND), x + width + _AROUND)
        here = labels[rows, columns]
        gone[label] = _is_crumb(
            draft.samples[rows, columns], here == label, here == 0, draft.product[rows, columns]
        )
    return replace(cutout, alpha=_cleared(cutout.alpha, gone[labels], seen.view(np.bool_)))


def _cleared(alpha: Floats, gone: Mask, seen: Mask) -> Floats:
    """Clear the crumbs, and haze so faint that it belongs to something only beside it."""
    haze = ~seen & (grow(gone, _HAZE) | ~grow(seen & ~gone, _HAZE))
    return np.where(gone | haze, np.float32(0), alpha)


def _is_crumb(rgb: Bytes, piece: Mask, clear: Mask, product: Mask) -> bool:
    if np.count_nonzero(product & piece) > _SHARED * np.count_nonzero(piece) or not clear.any():
        return False
    own, around = rgb[piece].mean(axis=0), np.median(rgb[clear], axis=0)
    share = float((own * around).sum() / max(1.0, float((around * around).sum())))
    off = float(np.abs(own - share * around).max())
    return _DARKEST <= share <= _LIGHTEST and off <= _CAST + _TINT * (1 - share)
