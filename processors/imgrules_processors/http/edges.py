"""Bringing a small alpha back to full size along the edges of the full-size picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_RADIUS = 2
"""Neighbourhood, in pixels of the small picture, in which alpha is taken to follow the colours."""
_EPSILON = np.float32(1e-3)
"""Variance of a colour (of 0-1) under which a neighbourhood counts as flat."""
_MARGIN = np.ones((2 * _RADIUS + 3, 2 * _RADIUS + 3), np.uint8)


def enlarge_alpha(alpha: Floats, samples: NDArray[np.uint8]) -> Floats:
    """Return ``alpha`` (0-1) at the size of ``samples`` (RGB, height × width × 3).

    Interpolated; then the detail that the full-size colours have over the small ones is added in
    the measure in which alpha follows the colours there (the linear model of the guided filter, He
    et al., 2010, applied to the difference only). Where alpha does not follow them nothing is
    added. A guided filter of the interpolation itself blurs: on products of known alpha, laid on a
    plain backdrop, it made the error along the edge larger, and this halves it.
    """
    height, width = samples.shape[:2]
    if height * width <= alpha.size:
        shrunk: Floats = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA)
        return shrunk
    colours = samples.astype(np.float32) / np.float32(255)
    small = cv2.resize(colours, alpha.shape[::-1], interpolation=cv2.INTER_AREA)
    slopes = cv2.resize(_slopes(alpha, small), (width, height), interpolation=cv2.INTER_LINEAR)
    detail = np.einsum("hwc,hwc->hw", slopes, colours - _up(small, width, height))
    made: Floats = np.clip(_up(alpha, width, height) + detail, 0, 1)
    return made


def _up(values: Floats, width: int, height: int) -> Floats:
    made: Floats = cv2.resize(values, (width, height), interpolation=cv2.INTER_CUBIC)
    return made


def _slopes(alpha: Floats, colours: Floats) -> Floats:
    """Return by how much alpha changes with each colour; 0 away from the edge.

    Least squares in every neighbourhood, height × width × 3.
    """
    edge = cv2.dilate(((alpha > 0.02) & (alpha < 0.98)).astype(np.uint8), _MARGIN).astype(bool)
    mean, aim = _mean(colours), _mean(alpha)
    follow = _mean(colours * alpha[..., None])[edge] - mean[edge] * aim[edge][:, None]
    spread = np.empty((len(follow), 3, 3), np.float32)
    for channel in range(3):
        product = _mean(colours * colours[..., channel : channel + 1])[edge]
        spread[:, channel] = product - mean[edge] * mean[edge][:, channel : channel + 1]
    spread += _EPSILON * np.eye(3, dtype=np.float32)
    slopes = np.zeros_like(colours)
    slopes[edge] = np.linalg.solve(spread, follow[..., None])[..., 0]
    return _mean(slopes)


def _mean(values: Floats) -> Floats:
    made: Floats = cv2.boxFilter(values, cv2.CV_32F, (2 * _RADIUS + 1, 2 * _RADIUS + 1))
    return made
