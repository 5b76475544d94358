"""Clearing what is left of a vivid backdrop along a cut-out: scraps, creases, coloured rims.

A segmenter judges places; hue judges pixels. Where the backdrop has a strong colour of its own and
the product has none of it, whatever has that hue beside the cut-out's edge is backdrop, in
whatever light: a fold of red cloth, purple shade between two ropes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from imgrules.fixes.no_product import SIDE, backdrop_light, lab_of_light, linear_light
from imgrules.images.working import grow, to_lab
from imgrules.processor import Cutout, Draft

if TYPE_CHECKING:
    from imgrules.processor import Floats, Mask

_VIVID = 30.0
"""Chroma of the backdrop, in its own light, from which this is done at all."""
_LEAST = 5.0
"""Chroma a pixel and the backdrop shaded alike must have for a hue to be read off."""
_ANGLE = 16.0
"""Degrees from the backdrop's hue."""
_PALEST = 0.55
"""Of the backdrop's chroma in the same light: paler is half product, and stays."""
_OWN = 0.01
"""Share of the product's inside that may have the hue; more, and hue tells nothing."""
_OUTSIDE, _INSIDE = 0.1, 0.98
"""Alpha up to which a pixel is backdrop, and from which it is product."""
_DEPTH = 0.04
"""Share of the long side from the edge within which the backdrop's remains are looked for."""
_GAP = 0.003
"""Share of the picture from which a clear place is surely backdrop."""
_SOFT = 0.7
"""Standard deviation, px, of the new edge."""


def despill(draft: Draft, cutout: Cutout) -> Cutout:
    """Return the cut-out without remains of a vivid backdrop; the same where there are none."""
    outside = _open(cutout.alpha < _OUTSIDE)
    scene = _scene(draft, outside)
    if scene is None:
        return cutout
    depth = max(3, round(_DEPTH * max(outside.shape)))
    near = grow(outside, depth)
    inner = (cutout.alpha > _INSIDE) & ~near
    same = _same_hue(scene)
    if not inner.any() or float(same[inner].mean()) > _OWN:
        return cutout
    gone = _reaching(same & near & ~outside, outside)
    if not gone.any():
        return cutout
    keep = cv2.GaussianBlur((~gone).astype(np.float32), (0, 0), _SOFT)
    alpha = np.where(gone, np.float32(0), np.minimum(cutout.alpha, _steep(keep)))
    return replace(cutout, alpha=alpha.astype(np.float32))


def _open(clear: Mask) -> Mask:
    """Leave out small clear places: a red letter on a cap may have been opened by mistake."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(clear.view(np.uint8), connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= _GAP * clear.size
    large[0] = False
    return cast("Mask", large[labels])


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """Lab of the picture, and of the backdrop in the light each pixel is in."""

    lab: Floats
    expected: Floats


def _scene(draft: Draft, outside: Mask) -> _Scene | None:
    """Return the scene; None where the backdrop is not vivid."""
    height, width = outside.shape
    factor = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cast("Mask", cv2.resize(draft.samples, size, interpolation=cv2.INTER_AREA))
    shares = cv2.resize(outside.view(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    shown = ~grow(shares < 250, 2)
    if shown.mean() < _OWN:
        return None
    _, surface = backdrop_light(cast("np.ndarray", small), shown)
    own = lab_of_light(surface)[shown]
    if float(np.median(np.hypot(own[:, 1], own[:, 2]))) < _VIVID:
        return None
    behind = cv2.resize(surface, (width, height), interpolation=cv2.INTER_LINEAR)
    light = linear_light(draft.samples).mean(axis=2)
    shade = (light + 1e-4) / (behind.mean(axis=2) + 1e-4)
    return _Scene(to_lab(draft.samples), lab_of_light(behind * shade[..., None]))


def _same_hue(scene: _Scene) -> Mask:
    a, b = scene.lab[..., 1], scene.lab[..., 2]
    to_a, to_b = scene.expected[..., 1], scene.expected[..., 2]
    chroma, wanted = np.hypot(a, b), np.hypot(to_a, to_b)
    cosine = (a * to_a + b * to_b) / np.maximum(chroma * wanted, 1e-3)
    told = (chroma >= _LEAST) & (wanted >= _LEAST)
    return cast(
        "Mask", told & (cosine >= np.cos(np.radians(_ANGLE))) & (chroma >= _PALEST * wanted)
    )


def _reaching(remains: Mask, outside: Mask) -> Mask:
    """Keep the remains that hang together with the backdrop: inside, the hue is the product's."""
    _, labels = cv2.connectedComponents(remains.view(np.uint8), connectivity=8)
    touching = np.unique(labels[grow(outside, 1) & remains])
    return np.isin(labels, touching[touching > 0])


def _steep(keep: Floats) -> Floats:
    """Turn a blurred mask into an edge that is whole just inside."""
    return cast("Floats", np.clip(keep * 2 - 0.5, 0, 1))
