"""How soft edges are: the blur a sharp step would need to look like them.

A step blurred by a Gaussian of sigma s has its gradient lowered by blurring it again with a known
sigma r in the ratio sqrt(1 + (r / s)^2); reading that ratio at an edge gives s. It needs no
reference and does not depend on the edge's contrast (Zhuo and Sim, 2011).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]
Slopes = NDArray[np.float32] | NDArray[np.int16]

REBLUR = 1.0
SCHARR = 16.0
"""The operator's answer to a slope of one level per pixel and side."""
LEAST_SLOPE = 2.3
"""Levels per pixel an edge must have after blurring; less is shading or noise."""
FEWEST_EDGES = 60
"""Fewer edge pixels than this give no opinion."""
SHARPEST = 0.25
"""Share of the edges, sharpest first, that counts as in focus."""
SHARP = 1.2
"""Up to this sigma an edge counts as sharp at the size it is looked at."""
FACTORS = (2, 4, 8)
SMALLEST = 40
"""Shortest side in pixels that a reduced copy may have."""
BAND = 96
"""Rows looked at together: what they need stays in the processor's cache."""
HALO = 8
"""Pixels round a band that have a part in its edges."""


@dataclass(frozen=True, slots=True)
class EdgeBlur:
    """``sigma`` in pixels of the picture given; None where there are too few edges."""

    sigma: float | None
    edges: int


def edge_blur(grey: Grey, mask: Mask) -> EdgeBlur:
    """Estimate the blur of the sharpest edges inside ``mask``.

    A wide edge read at full size drowns in the steps of 8-bit levels, so one that is not sharp
    there is read again on the smallest copy that still shows it as soft.
    """
    full = _read(grey, mask)
    if full.sigma is not None and full.sigma < SHARP:
        return full
    for factor, small, inside in _pyramid(grey, mask):
        found = _read(small, inside)
        if found.sigma is not None and found.sigma >= SHARP:
            return EdgeBlur(found.sigma * factor, found.edges)
    return full


def _read(grey: Grey | Floats, mask: Mask) -> EdgeBlur:
    sigmas = _sigmas(grey, mask)
    if len(sigmas) < FEWEST_EDGES:
        return EdgeBlur(None, len(sigmas))
    return EdgeBlur(float(np.quantile(sigmas, SHARPEST)), len(sigmas))


def _pyramid(grey: Grey, mask: Mask) -> Iterator[tuple[int, Floats, Mask]]:
    """Yield reduced copies, smallest first."""
    for factor in reversed(FACTORS):
        size = (grey.shape[1] // factor, grey.shape[0] // factor)
        if min(size) >= SMALLEST:
            small = cv2.resize(grey.astype(np.float32), size, interpolation=cv2.INTER_AREA)
            inside = cv2.resize(mask.view(np.uint8), size, interpolation=cv2.INTER_NEAREST)
            yield factor, small, inside.view(np.bool_)


def _sigmas(grey: Grey | Floats, mask: Mask) -> Floats:
    """Return the sigma of each edge pixel, band by band."""
    bands = range(0, len(grey), BAND)
    return np.concatenate([_sigmas_of(grey, mask, top, top + BAND) for top in bands])


def _sigmas_of(grey: Grey | Floats, mask: Mask, top: int, bottom: int) -> Floats:
    x, _, width, _ = cv2.boundingRect(mask[top:bottom].view(np.uint8))
    if not width:
        return np.zeros(0, np.float32)
    rows = slice(max(0, top - HALO), bottom + HALO)
    columns = slice(max(0, x - HALO), x + width + HALO)
    part, inside = grey[rows, columns], mask[rows, columns].copy()
    inside[: top - rows.start], inside[bottom - rows.start :] = False, False
    soft = cv2.GaussianBlur(part.astype(np.float32), (0, 0), REBLUR)
    after = cv2.magnitude(*_slopes(soft, cv2.CV_32F))
    # Ridge and strength are judged on the reblurred picture, where noise has gone.
    strong = inside & (after >= SCHARR * LEAST_SLOPE)
    strong &= after >= cv2.dilate(after, np.ones((3, 3), np.uint8)) * 0.98
    if not strong.any():
        return np.zeros(0, np.float32)
    # Whole levels have whole slopes, which are read where they are asked for.
    across, down = _slopes(part, cv2.CV_16S if part.dtype == np.uint8 else cv2.CV_32F)
    before = cv2.magnitude(across[strong].astype(np.float32), down[strong].astype(np.float32))
    ratio = before.ravel() / after[strong]
    excess = np.maximum(ratio * ratio - 1.0, 1e-2)
    return np.asarray(REBLUR / np.sqrt(excess), np.float32)


def _slopes(grey: Grey | Floats, depth: int) -> tuple[Slopes, Slopes]:
    """Return the slopes across and down, times ``SCHARR``."""
    across, down = cv2.Scharr(grey, depth, 1, 0), cv2.Scharr(grey, depth, 0, 1)
    return cast("Slopes", across), cast("Slopes", down)
