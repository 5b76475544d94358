"""What the check engine took for product and the cut-out, rightly, for backdrop: shadows mostly.

The check engine finds the product in order to measure it; a soft shadow at its foot may be in its
mask. That such pixels become white is the very purpose of the fix. They must look like the
backdrop or its shadow, have no texture and no sharp edge towards the backdrop, and hang together
with it. Whatever differs stays product, and its loss is damage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.images.working import grow, to_lab

if TYPE_CHECKING:
    from imgrules.processor import Bytes, Floats, Mask

SIDE = 640
"""Longest side at which this is judged."""
_DARKEST, _LIGHTEST = 0.25, 1.04
"""Of the backdrop's light: a deeper shadow may as well be product, and so may all lighter."""
_HUE = 4.0
"""Distance in a*b* from the backdrop, darkened as much."""
_COLOURED = 14.0
"""Chroma from which a backdrop has a colour of its own."""
_ANGLE = 14.0
"""Degrees from the backdrop's hue."""
_PALEST, _RICHEST = 0.6, 1.5
"""Of the backdrop's chroma in the same light."""
_TEXTURE = 1.0
"""Mean L* by which pixels stand out from their surroundings; at least the backdrop's own."""
_STEP = 4.0
"""L* over some pixels across the outer edge: shadows end softly, products do not."""
_VIVID = 30.0
"""Chroma of a backdrop, in its own light, from which its hue tells it from whatever is pale."""
_SHARED_HUE = 0.03
"""Share of the product that may have the backdrop's hue, for hue alone to tell them apart."""
_DEEPEST, _BRIGHTEST = 0.04, 2.0
"""Of the backdrop's light, where hue alone tells."""
_REACH = 3
_GAP = 0.01
"""Largest hole, as a share of the product, that may show the backdrop without reaching it."""
_LEAST_BACKDROP = 0.02
_COARSER = 4
"""A backdrop is smooth: it is estimated on squares of so many pixels."""


def no_product(rgb: Bytes, product: Mask, gone: Mask) -> Mask:
    """Return the pixels of ``product`` that are backdrop or shadow.

    All at the same, reduced scale (see SIDE). ``gone``: what the fix turned into backdrop.
    """
    outside = ~grow(product | ~gone, 2)
    claimed = product & gone
    if not claimed.any() or outside.mean() < _LEAST_BACKDROP:
        return np.zeros(product.shape, bool)
    lab = to_lab(rgb)
    backdrop = _backdrop(rgb, outside)
    like = _like(lab, backdrop, outside, outside | claimed)
    found = _pieces(_Scene(lab, product, claimed & like))
    found |= claimed & _by_hue(lab, backdrop, product & ~gone)
    # Between a shadow and the product that casts it lies the softness of the product's edge.
    return found | (grow(found, _REACH) & grow(product & ~gone, _REACH) & claimed)


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    lab: Floats
    product: Mask
    candidates: Mask


def of_backdrop_hue(rgb: Bytes, kept: Mask, claimed: Mask | None) -> Mask:
    """Return where a picture has its backdrop's hue; nothing where the product may share it.

    ``rgb``: at a reduced scale (see SIDE). ``kept``: the product there, ``claimed``: what else
    may be. Only what is neither shows the backdrop.
    """
    outside = ~grow(kept if claimed is None else kept | claimed, 2)
    if not kept.any() or outside.mean() < _LEAST_BACKDROP:
        return np.zeros(kept.shape, bool)
    return _by_hue(to_lab(rgb), _backdrop(rgb, outside), kept)


@dataclass(frozen=True, slots=True, eq=False)
class _Backdrop:
    """``shade``: the picture's light over the backdrop's. ``expected``: the backdrop so shaded."""

    shade: Floats
    expected: Floats


def _backdrop(rgb: Bytes, outside: Mask) -> _Backdrop:
    light, surface = backdrop_light(rgb, outside)
    shade = (light.mean(axis=2) + 1e-4) / (surface.mean(axis=2) + 1e-4)
    return _Backdrop(shade, lab_of_light(surface * shade[..., None]))


def _by_hue(lab: Floats, backdrop: _Backdrop, kept: Mask) -> Mask:
    """Where the picture has the backdrop's hue, in any light, and the product has another.

    Folds of red cloth below grey trousers have edges and texture, but no grey.
    """
    vivid = np.hypot(backdrop.expected[..., 1], backdrop.expected[..., 2]) / np.maximum(
        backdrop.shade, 0.2
    ) ** (1 / 3)
    same = same_colour(lab, backdrop.expected) & (vivid >= _VIVID)
    inner = ~grow(~kept, _REACH) & kept
    if not inner.any() or float(same[inner].mean()) > _SHARED_HUE:
        return np.zeros(kept.shape, bool)
    shade = backdrop.shade
    return same & (shade >= _DEEPEST) & (shade <= _BRIGHTEST)


def _like(lab: Floats, backdrop: _Backdrop, outside: Mask, among: Mask) -> Mask:
    """Where the picture has the backdrop's colour, or a shade of it, and no texture."""
    shade, expected = backdrop.shade, backdrop.expected
    near = np.hypot(lab[..., 1] - expected[..., 1], lab[..., 2] - expected[..., 2])
    hue = (near <= _HUE) | same_colour(lab, expected)
    rough = _rough(lab[..., 0], among)
    smooth = max(_TEXTURE, 1.5 * float(np.median(rough[outside])))
    return cast(
        "Mask",
        (shade >= _DARKEST) & (shade <= _LIGHTEST) & hue & (rough <= smooth),
    )


def same_colour(lab: Floats, expected: Floats) -> Mask:
    """Whether pixels have the colour of a backdrop that has one, in the light they are in."""
    chroma = np.hypot(expected[..., 1], expected[..., 2])
    found = np.hypot(lab[..., 1], lab[..., 2])
    along = lab[..., 1] * expected[..., 1] + lab[..., 2] * expected[..., 2]
    cosine = along / np.maximum(chroma * found, 1e-3)
    share = found / np.maximum(chroma, 1e-3)
    fits = (share >= _PALEST) & (share <= _RICHEST) & (cosine >= np.cos(np.radians(_ANGLE)))
    return cast("Mask", fits & (chroma >= _COLOURED))


def backdrop_light(rgb: Bytes, outside: Mask) -> tuple[Floats, Floats]:
    """Return the picture in linear light, and the backdrop as it would be without a product.

    ``outside``: pixels that show nothing but backdrop.
    """
    light = linear_light(rgb)
    return light, _filled(light, outside)


def linear_light(rgb: Bytes) -> Floats:
    """Return sRGB levels, uint8, as linear light of 0-1."""
    level = rgb.astype(np.float32) / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def lab_of_light(light: Floats) -> Floats:
    """CIE L*a*b* (D65) of linear sRGB."""
    clipped = np.clip(light, 0, 1).astype(np.float32)
    return cast("Floats", cv2.cvtColor(clipped, cv2.COLOR_LRGB2Lab))


def _filled(light: Floats, known: Mask) -> Floats:
    """Spread what is known over the rest, smoothly, from near before far."""
    height, width = known.shape
    size = (max(1, width // _COARSER), max(1, height // _COARSER))
    weight = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(light * known[..., None], size, interpolation=cv2.INTER_AREA)
    mean = total.sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
    made, have = np.zeros_like(total), np.zeros_like(weight)
    for sigma in (1.0, 3.0, 9.0, 27.0):
        near = cv2.GaussianBlur(weight, (0, 0), sigma)
        there = cv2.GaussianBlur(total, (0, 0), sigma) / np.maximum(near, 1e-6)[..., None]
        share = np.clip(near * 4, 0, 1) * (1 - have)
        made += there * share[..., None]
        have += share
    made += (1 - have)[..., None] * mean
    full = cv2.resize(made, (width, height), interpolation=cv2.INTER_LINEAR)
    return cast("Floats", full.astype(np.float32))


def _rough(lightness: Floats, among: Mask) -> Floats:
    """Return how far pixels stand out, looking at the masked ones alone: not at the edge beside."""
    weight = among.astype(np.float32)
    near = np.maximum(cv2.GaussianBlur(weight, (0, 0), 2.0), 1e-3)
    around = cv2.GaussianBlur(lightness * weight, (0, 0), 2.0) / near
    stands_out = np.abs(lightness - around) * weight
    return cast("Floats", cv2.blur(stands_out, (5, 5)) / np.maximum(cv2.blur(weight, (5, 5)), 1e-3))


def _pieces(scene: _Scene) -> Mask:
    """Keep the candidates that reach the backdrop softly, and small holes."""
    candidates = cv2.morphologyEx(
        scene.candidates.view(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
    )
    count, labels = cv2.connectedComponents(candidates, connectivity=8)
    largest_hole = _GAP * np.count_nonzero(scene.product)
    kept = np.zeros(scene.product.shape, bool)
    for number in range(1, count):
        piece = labels == number
        edge = grow(piece, 2) & ~scene.product
        soft = _ends_softly(scene, piece, edge) if edge.any() else piece.sum() <= largest_hole
        if soft:
            kept |= piece
    return kept


def _ends_softly(scene: _Scene, piece: Mask, edge: Mask) -> bool:
    near = grow(edge, _REACH)
    inner = scene.lab[..., 0][near & piece]
    outer = scene.lab[..., 0][near & ~scene.product]
    return bool(abs(float(np.median(inner)) - float(np.median(outer))) <= _STEP)
