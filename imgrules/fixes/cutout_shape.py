"""Faults of a cut-out's shape: too much or too little of it, pieces, the frame."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from imgrules.fixes.cutout_view import View
from imgrules.images.regions import Mask, frame_edge, pieces
from imgrules.images.working import grow

LEAST_COVER, MOST_COVER = 0.001, 0.97
"""Share of the picture a product takes."""
SPECK = 0.01
"""A piece with less than this share of the largest piece's area is a speck."""
MOST_SPECKS = 6
SPECKS_SHARE = 0.01
"""Most specks, and most of the product's area in them."""
NEW_CONTACT = 0.02
"""Share of a side of the frame at which the cut-out, but not the product, may lie."""
MOST_CONTACT = 0.5
"""Share of the whole frame, where nobody else has an opinion of the product."""
SURE = 0.008
"""Depth, share of the long side, from which the product's inside is sure."""
MOST_LOST = 0.03
"""Share of that inside that may be missing."""
DETAIL = 14.0
"""Levels by which a shadow changes within 5 working px."""
BORDERLINE = 3
"""Working px from the cut-out within which nothing counts as missing."""
DIFFERENT = 12.0
"""Levels from the backdrop by which something is not the backdrop."""
BESIDE = 0.01
"""Share of the long side round the product that may be taken for it."""
MOST_GAINED = 0.25
"""Share of the product's area that may be found beyond that."""
MOST_SHADOW = 0.06
"""The same, of what looks like its shadow."""


def faults(view: View) -> Iterator[str]:
    """Yield the faults in words."""
    cover = float(view.solid.mean())
    if not LEAST_COVER <= cover <= MOST_COVER:
        yield (
            f"the cut-out covers {100 * cover:.1f} % of the picture, "
            f"a product {100 * LEAST_COVER:g} to {100 * MOST_COVER:g} %"
        )
        return
    yield from _specks(view)
    if view.product is None:
        yield from _framed(view.solid)
        return
    yield from _touching(view.solid, view.product)
    yield from _lost(view, view.product)
    yield from _gained(view, view.product)


def _specks(view: View) -> Iterator[str]:
    found = pieces(view.solid)
    areas = found.areas()
    small = (areas > 0) & (areas < SPECK * areas.max())
    if view.product is not None:
        small &= ~found.touching(view.solid & grow(view.product, 2))
    share = float(areas[small].sum() / areas.sum())
    if small.sum() > MOST_SPECKS or share > SPECKS_SHARE:
        yield (
            f"the cut-out has {int(small.sum())} specks beside the product, "
            f"{100 * share:.1f} % of its area (at most {MOST_SPECKS} and {100 * SPECKS_SHARE:g} %)"
        )


def _sides(mask: Mask) -> dict[str, Mask]:
    return {"top": mask[0], "right": mask[:, -1], "bottom": mask[-1], "left": mask[:, 0]}


def _framed(solid: Mask) -> Iterator[str]:
    share = float(np.concatenate(list(_sides(solid).values())).mean())
    if share > MOST_CONTACT:
        yield (
            f"the cut-out takes up {100 * share:.0f} % of the picture's edge "
            f"(at most {100 * MOST_CONTACT:.0f} %)"
        )


def _touching(solid: Mask, product: Mask) -> Iterator[str]:
    known = _sides(grow(product, 4))
    new = {side: float((line & ~known[side]).mean()) for side, line in _sides(solid).items()}
    touched = [side for side, share in new.items() if share > NEW_CONTACT]
    if touched:
        yield (
            f"the cut-out touches the picture's edge ({', '.join(touched)}), "
            "where the product does not"
        )


def _lost(view: View, product: Mask) -> Iterator[str]:
    """Find what the check engine holds for product, and is no backdrop, left out.

    It may hold a smooth shadow for product, or something at the frame that is not part of it.
    """
    own = _without_strangers(product, view.solid)
    inside = own & ~grow(~product, max(2, round(SURE * view.long)))
    # Just beside the cut-out the two opinions differ by a softness, not by a part.
    lost = inside & ~grow(view.solid, BORDERLINE) & (view.away > DIFFERENT + 2 * view.noise)
    lost &= ~(view.shaded & (view.rise < DETAIL + 4 * view.noise)) & ~view.of_backdrop
    missing = float(lost.sum() / max(1, inside.sum()))
    if missing > MOST_LOST:
        yield (
            f"{100 * missing:.1f} % of the product is missing in the cut-out "
            f"(at most {100 * MOST_LOST:g} %)"
        )


def _without_strangers(product: Mask, solid: Mask) -> Mask:
    """Leave out pieces at the frame that the cut-out has nothing of."""
    found = pieces(product)
    at_frame = found.touching(product & frame_edge(product.shape))
    return found.select(found.touching(product & solid) | ~at_frame)


def _gained(view: View, product: Mask) -> Iterator[str]:
    extra = view.solid & ~grow(product, max(2, round(BESIDE * view.long)))
    area = max(1, int(product.sum()))
    # A shadow is smooth all over; grey parts of a product have edges.
    shadow = float((extra & view.shaded & (view.away > DIFFERENT)).sum() / area)
    gained = float(extra.sum() / area)
    if gained > MOST_GAINED:
        yield (
            f"the cut-out holds {100 * gained:.0f} % more than the product "
            f"(at most {100 * MOST_GAINED:.0f} %)"
        )
    elif shadow > MOST_SHADOW:
        yield (
            f"the cut-out holds shadow, {100 * shadow:.0f} % of the product's area "
            f"(at most {100 * MOST_SHADOW:g} %)"
        )
