"""Lifting a near-white backdrop to one colour without touching the product on it."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules import ext
from imgrules_processors import shadow as shadows
from imgrules_processors._edge import Edge, soft_edge
from imgrules_processors._ground import Ground, find_ground
from imgrules_processors._holes import settle_holes
from imgrules_processors._refusals import refuse
from imgrules_processors.fill import Floats, Mask, Plane, shrink

WORKING = 850
"""Longest side on which product and backdrop are told apart."""
LIGHTEST, DARKEST = 85.0, 72.0
"""L* the middle of the backdrop must have at least, and its darkest corner."""
HINTED = 0.3
"""Share of a working pixel that must be marked as product."""
CHROMA = 9.0
"""Chroma, CIELAB, its middle may have."""
Colour = tuple[int, int, int]


def whiten(
    draft: ext.Draft, *, colour: Colour = (255, 255, 255), shadow: str = "none"
) -> ext.Draft:
    """Return the draft with everything but the product exactly ``colour`` (0-255).

    ``shadow``: ``none`` takes shadows away, ``natural`` keeps the one that begins at the product
    and ends inside the frame, ``soft`` draws one. The product's pixels keep their value bit for
    bit; those of its soft edge are lifted by what the backdrop adds to them. Raises Declined
    where the backdrop is not near white or not plain, where the product is not known, and where
    product and backdrop cannot be told apart.
    """
    rgb, hint = _checked(draft)
    factor = -(-max(hint.shape) // WORKING)
    share = shrink(hint.astype(np.float32), factor)
    ground = find_ground(shrink(rgb, factor), share > HINTED)
    _refuse_dark(ground)
    ground = settle_holes(ground)
    refuse(ground)
    edge = soft_edge(rgb, ground)
    ratio = _shadow(shadow, ground, edge)
    return draft.with_(samples=_lifted(rgb, edge, colour, ratio), product=edge.product)


def _checked(draft: ext.Draft) -> tuple[Plane, Mask]:
    if draft.mode != "RGB" or draft.alpha is not None:
        raise ext.Declined(
            "only an opaque RGB picture can be whitened", hint="convert and flatten it first"
        )
    if draft.product is None or not draft.product.any():
        raise ext.Declined("the product could not be told from the backdrop")
    return draft.samples, draft.product


def _refuse_dark(ground: Ground) -> None:
    """Refuse backdrops that nobody meant to be white."""
    around = ground.surface[~ground.solid][::7]
    lab = cv2.cvtColor((around / 255)[None], cv2.COLOR_RGB2LAB)[0]
    middle, dark = float(np.median(lab[:, 0])), float(np.percentile(lab[:, 0], 2))
    chroma = float(np.median(np.hypot(lab[:, 1], lab[:, 2])))
    if middle < LIGHTEST or dark < DARKEST:
        raise ext.Declined(
            f"the backdrop is too dark to be lifted (L* {middle:.0f}, {dark:.0f} at its darkest; "
            f"{LIGHTEST:.0f} and {DARKEST:.0f} are needed)"
        )
    if chroma > CHROMA:
        raise ext.Declined(f"the backdrop has a colour of its own (chroma {chroma:.0f})")


def _shadow(kind: str, ground: Ground, edge: Edge) -> Floats | None:
    if kind == "none":
        return None
    alpha = edge.inner.astype(np.float32)
    alpha[edge.rows, edge.columns] = edge.alpha
    if kind == "soft":
        return shadows.soft_shadow(alpha)
    return shadows.natural_shadow(ground.small, ground.surface, alpha)


def _lifted(rgb: Plane, edge: Edge, colour: Colour, ratio: Floats | None) -> Plane:
    """Put the new backdrop behind the product: what shone through a soft pixel is exchanged."""
    lifted = shadows.lit_ground(rgb.shape, colour, ratio)
    at = edge.rows, edge.columns
    own = rgb[at].astype(np.float32)
    through = (1 - edge.alpha)[:, None]
    exchanged = own + through * (lifted[at] - edge.behind)
    # Where nothing of the product is seen, only the new backdrop is.
    mixed = np.where(through >= 1, lifted[at], np.where(through <= 0, own, exchanged))
    lifted[at] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    np.copyto(lifted, rgb, where=edge.inner[..., None])
    return lifted
