"""Laying a cut-out product on a plain colour."""

from __future__ import annotations

from typing import cast

import numpy as np

from imgrules import ext
from imgrules_processors import shadow as shadows
from imgrules_processors.decontaminate import OPAQUE, decontaminate
from imgrules_processors.fill import Floats, Plane

STRAY = 0.02
"""Alpha up to which a pixel is backdrop: what segmenters leave behind is no product."""
Colour = tuple[int, int, int]


def compose(draft: ext.Draft, cutout: ext.Cutout, *, colour: Colour, shadow: str) -> ext.Draft:
    """Return the product on ``colour`` (0-255), with a ``none``, ``natural`` or ``soft`` shadow.

    Pixels with alpha over 0.995 keep their value bit for bit; where alpha is up to 0.02 and no
    shadow falls, the result is exactly ``colour``. Raises Declined where the draft is not RGB,
    where nothing is left of the product, or where a natural shadow is asked for and nobody knows
    the backdrop it fell on.
    """
    rgb = _opaque_rgb(draft)
    alpha = _clean(cutout.alpha, draft)
    product = alpha > 0.5
    if not product.any():
        raise ext.Declined("the cut-out is empty: nothing would be left of the product")
    ratio = _shadow(shadow, rgb, alpha, cutout)
    composed = lay(rgb, alpha, cutout.backdrop, colour=colour, ratio=ratio)
    return draft.with_(samples=composed, alpha=None, product=product)


def lay(
    rgb: Plane, alpha: Floats, backdrop: Plane | None, *, colour: Colour, ratio: Floats | None
) -> Plane:
    """Lay the product, freed of its backdrop, over ``colour`` times ``ratio`` (0-1)."""
    own = decontaminate(rgb, alpha, backdrop)
    ground = shadows.lit_ground(rgb.shape, colour, ratio)
    opaque, soft = alpha > OPAQUE, (alpha > 0) & (alpha <= OPAQUE)
    share = alpha[soft][:, None]
    mixed = share * own[soft] + (1 - share) * ground[soft]
    ground[opaque] = rgb[opaque]
    ground[soft] = np.rint(mixed).astype(np.uint8)
    return ground


def _opaque_rgb(draft: ext.Draft) -> Plane:
    if draft.mode != "RGB":
        raise ext.Declined(
            f"the picture's colours are stored as {draft.mode}", hint="convert it to RGB first"
        )
    return draft.samples


def _clean(alpha: Floats, draft: ext.Draft) -> Floats:
    """Drop stray alpha and close what is as good as opaque; transparency in the file stays."""
    if alpha.shape != draft.samples.shape[:2]:
        size = f"{alpha.shape[1]} × {alpha.shape[0]}"
        raise ext.Declined(f"the cut-out is {size} px, the picture {draft.width} × {draft.height}")
    cleaned = np.asarray(alpha, np.float32)
    if draft.alpha is not None:
        cleaned = np.minimum(cleaned, draft.alpha.astype(np.float32) / 255)
    cleaned = np.where(cleaned > STRAY, np.minimum(cleaned, 1), 0)
    return cast("Floats", cleaned.astype(np.float32))


def _shadow(kind: str, rgb: Plane, alpha: Floats, cutout: ext.Cutout) -> Floats | None:
    if kind == "none":
        return None
    if kind == "soft":
        return shadows.soft_shadow(alpha)
    if cutout.shadow is not None:
        return shadows.given_shadow(cutout.shadow, alpha)
    if cutout.backdrop is None:
        raise ext.Declined(
            "the product's own shadow cannot be kept: nobody knows the backdrop it fell on",
            hint="ask for a soft shadow or none",
        )
    return shadows.natural_shadow(rgb, cutout.backdrop, alpha)
