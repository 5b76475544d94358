"""Coloured backdrop that a cut-out took for product: folds of cloth, webs between leaves.

Only told where the backdrop has a colour of its own; on grey or white, a shaded product and what is
left of the backdrop look alike, and the rules on residue and white judge the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.fixes.no_product import backdrop_light, lab_of_light, same_colour
from imgrules.images.working import grow, to_lab

if TYPE_CHECKING:
    from imgrules.processor import Bytes, Mask

_DARKEST, _LIGHTEST = 0.1, 2.5
"""Of the backdrop's light: folds have deep shades and bright crests."""
_LEAST_BACKDROP = 0.02


def leftovers(rgb: Bytes, kept: Mask) -> Mask:
    """Return the pixels of ``kept`` that show the backdrop; both at a reduced scale.

    ``rgb``: the original. ``kept``: what the fix kept as product, bool, height × width.
    """
    outside = ~grow(kept, 2)
    if not kept.any() or outside.mean() < _LEAST_BACKDROP:
        return np.zeros(kept.shape, bool)
    light, surface = backdrop_light(rgb, outside)
    shade = (light.mean(axis=2) + 1e-4) / (surface.mean(axis=2) + 1e-4)
    same = same_colour(to_lab(rgb), lab_of_light(surface * shade[..., None]))
    shown = same & (shade >= _DARKEST) & (shade <= _LIGHTEST) & kept
    # A line along the edge is only its softness, or the backdrop's reflection.
    broad = cv2.morphologyEx(shown.view(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    return _beside(cast("Mask", broad.view(np.bool_)), ~kept)


def _beside(pieces: Mask, backdrop: Mask) -> Mask:
    """Keep the pieces that touch the backdrop: the same colour inside is the product's own."""
    _, labels = cv2.connectedComponents(pieces.view(np.uint8), connectivity=8)
    touching = np.unique(labels[grow(backdrop, 3) & pieces])
    return np.isin(labels, touching) & pieces
