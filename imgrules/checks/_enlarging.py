"""By how much a picture seems to have been enlarged: from its edges, and from its finest detail."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from imgrules.checks._detail import detail_of
from imgrules.checks._edge_blur import Grey, Mask, edge_blur
from imgrules.checks._on_subject import View, erode

OWN = 0.41
"""Variance, px, of an edge in a picture that was never enlarged."""
SPREAD = 0.35
"""Sigma, px, that each time of enlarging adds to it: between bilinear and Lanczos."""
AGREE = 2.0
"""Times the edges' answer up to which missing detail is believed: a smooth thing has none."""
WINDOW = 1600
"""Longest side in which edges are read; in larger pictures where most of them are."""
GLANCE = 8
"""Reduction at which that place is looked for."""


@dataclass(frozen=True, slots=True)
class Enlarging:
    """``factor``: 1 for none; None where neither edges nor detail could be judged."""

    factor: float | None
    edges: int
    """Edge pixels read; the factor is read from detail alone where they were too few."""
    blocks: int


def enlarging_of(view: View) -> Enlarging:
    """Read edges, the outline as well, and the detail on the product."""
    grey = view.luma
    detail = detail_of(grey, erode(view.mask, 2) if view.trusted else view.mask)
    found = edge_blur(*_window(grey, _with_outline(view.mask)))
    if found.sigma is None:
        return Enlarging(detail.factor, found.edges, detail.blocks)
    factor = max(1.0, float(np.sqrt(max(0.0, found.sigma**2 - OWN))) / SPREAD)
    if detail.factor is not None:
        factor = max(factor, min(detail.factor, AGREE * factor))
    return Enlarging(round(factor, 2), found.edges, detail.blocks)


def _with_outline(mask: Mask) -> Mask:
    return np.asarray(cv2.dilate(mask.view(np.uint8), np.ones((5, 5), np.uint8)) > 0)


def _window(grey: Grey, mask: Mask) -> tuple[Grey, Mask]:
    """Cut out the part with most contrast, so that a huge picture costs no more than a large."""
    height, width = grey.shape
    if max(height, width) <= WINDOW or min(height, width) < GLANCE:
        return grey, mask
    whole = grey[: height // GLANCE * GLANCE, : width // GLANCE * GLANCE]
    small = cv2.resize(
        whole, (width // GLANCE, height // GLANCE), interpolation=cv2.INTER_AREA
    ).astype(np.float32)
    steps = np.abs(np.asarray(cv2.Laplacian(small, cv2.CV_32F)))
    size = tuple(min(side, WINDOW) for side in (width, height))
    window = tuple(max(1, side // GLANCE) for side in size)
    # Anchored at its top left, the sum at each place is that of the window beginning there.
    sums = cv2.boxFilter(
        steps, -1, window, anchor=(0, 0), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    top, left = np.unravel_index(int(np.argmax(sums)), sums.shape)
    y, x = min(int(top) * GLANCE, height - size[1]), min(int(left) * GLANCE, width - size[0])
    part = np.s_[y : y + size[1], x : x + size[0]]
    return np.ascontiguousarray(grey[part]), np.ascontiguousarray(mask[part])
