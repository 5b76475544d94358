"""From pixels to a cut-out: the steps in order."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules.ext import Cutout
from imgrules_processors.local._types import Bytes, Floats, Mask
from imgrules_processors.local.backdrop import find_backdrop
from imgrules_processors.local.edges import find_edges
from imgrules_processors.local.evidence import weigh
from imgrules_processors.local.fill import spread_known
from imgrules_processors.local.masks import grow
from imgrules_processors.local.matting import enlarged, find_grounds, soft_alpha
from imgrules_processors.local.picture import Picture, to_rgb, working
from imgrules_processors.local.regions import split
from imgrules_processors.local.surface import Surface, fit_surface
from imgrules_processors.local.trust import believe, refuse_empty, refuse_scene


def cut(rgb: Bytes) -> Cutout:
    """Cut the product out. ``rgb``: sRGB, height × width × 3. Raises Declined."""
    picture = working(rgb)
    surface = fit_surface(picture)
    refuse_scene(surface)
    edges = find_edges(picture, surface)
    backdrop = find_backdrop(picture, surface, edges)
    evidence = weigh(picture, backdrop, edges)
    regions = split(evidence, picture.lab, backdrop.lab)
    refuse_empty(regions)
    confidence, notes = believe(backdrop, evidence, regions)
    ground = find_grounds(
        picture, regions.product, regions.thin, to_rgb(backdrop.lab).astype(np.float32)
    )
    height, width = rgb.shape[:2]
    return Cutout(
        alpha=soft_alpha(rgb, regions.product, ground),
        confidence=confidence,
        shadow=enlarged(shadow_ratio(picture, surface, regions.product), width, height),
        backdrop=np.rint(enlarged(ground.behind, width, height)).clip(0, 255).astype(np.uint8),
        notes=tuple(notes),
    )


def shadow_ratio(picture: Picture, surface: Surface, product: Mask) -> Floats:
    """Return how bright the ground is against the border's surface, 0-1, in linear light.

    The surface does not follow what lies in the middle, so that a shadow there stays one.
    """
    unshaded = _linear(to_rgb(surface.lab(picture.shape)))
    seen = _linear(picture.rgb) / np.maximum(unshaded, 1e-3)
    ratio = np.clip(cv2.GaussianBlur(seen, (0, 0), 1.5), 0, 1)
    known = ~grow(product, 2)
    filled, near = spread_known(ratio[..., None], known, (2.0, 6.0))
    return np.where(known, ratio, filled[..., 0] + 1 - near).astype(np.float32)


def _linear(rgb: Bytes) -> Floats:
    table = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)
    light = cv2.transform(cv2.LUT(rgb, table), np.array([[0.2126, 0.7152, 0.0722]], np.float32))
    return cast("Floats", light)
