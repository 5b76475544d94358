"""How soft edges are: the blur a sharp step would need to look like them.

A step blurred by a Gaussian of sigma s has its gradient lowered by blurring it again with a known
sigma r in the ratio sqrt(1 + (r / s)^2); reading that ratio at an edge gives s. It needs no
reference and does not depend on the edge's contrast (Zhuo and Sim, 2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

REBLUR = 1.0
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
    for factor, small, inside in reversed(_pyramid(grey, mask)):
        found = _read(small, inside)
        if found.sigma is not None and found.sigma >= SHARP:
            return EdgeBlur(found.sigma * factor, found.edges)
    return full


def _read(grey: Grey, mask: Mask) -> EdgeBlur:
    found = sigmas(grey, mask)
    if len(found) < FEWEST_EDGES:
        return EdgeBlur(None, len(found))
    return EdgeBlur(float(np.quantile(found, SHARPEST)), len(found))


def _pyramid(grey: Grey, mask: Mask) -> list[tuple[int, Grey, Mask]]:
    levels = []
    for factor in FACTORS:
        size = (grey.shape[1] // factor, grey.shape[0] // factor)
        if min(size) < SMALLEST:
            break
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        inside = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        levels.append((factor, small, inside.astype(np.bool_)))
    return levels


def sigmas(grey: Grey, mask: Mask) -> NDArray[np.float32]:
    """Return the sigma of each edge pixel."""
    soft = cv2.GaussianBlur(grey, (0, 0), REBLUR)
    before, after = _gradient(grey), _gradient(soft)
    # Ridge and strength are judged on the reblurred picture, where noise has gone.
    ridge = (after >= cv2.dilate(after, np.ones((3, 3), np.uint8)) * 0.98) & mask
    strong = ridge & (after >= LEAST_SLOPE)
    ratio = before[strong] / np.maximum(after[strong], 1e-6)
    excess = np.maximum(ratio * ratio - 1.0, 1e-2)
    return np.asarray(REBLUR / np.sqrt(excess), np.float32)


def _gradient(grey: Grey) -> Grey:
    across = cv2.Scharr(grey, cv2.CV_32F, 1, 0)
    down = cv2.Scharr(grey, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.magnitude(across, down) / 16.0, np.float32)
