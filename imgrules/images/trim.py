"""The box of what is not white margin, without the traces compression leaves beside an edge."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.header import Header
from imgrules.images.rim import is_lossy, rim_px
from imgrules.images.working import Plane, darkest_channel
from imgrules.model import Region

EDGE = 0.4
"""Share of the darkness behind an edge at which the edge is set."""
ABRUPT = 0.3
"""Share of it gained within three pixels: shading is slower, and kept."""
BLED = 2
"""Px by which colour bleeds beyond the blocks."""
BEHIND = 8
"""Px behind the traces in which that darkness is read."""


def trim(rgb: Plane, header: Header, white_from: int) -> Region | None:
    """Return the box of pixels with a channel under ``white_from``; None where there is none."""
    dark = np.asarray(cv2.bitwise_not(darkest_channel(rgb)), np.uint8)
    x, y, width, height = cv2.boundingRect((dark > 255 - white_from).view(np.uint8))
    if not width:
        return None
    if is_lossy(header):
        inner = dark[y : y + height, x : x + width]
        reach = rim_px(header)
        down, across = inner.max(axis=1), inner.max(axis=0)
        top, bottom = _traces(down, reach), _traces(down[::-1], reach)
        left, right = _traces(across, reach), _traces(across[::-1], reach)
        x, y, width, height = x + left, y + top, width - left - right, height - top - bottom
    return Region(x, y, width, height, "without margins")


def _traces(profile: NDArray[np.uint8], reach: int) -> int:
    """Count the pale rows before an abrupt edge; 0 where there is no such edge within reach."""
    near = profile[: reach + BEHIND].astype(np.float64)
    deep = float(near.max())
    edge = int(np.argmax(near >= EDGE * deep))
    if edge > reach + BLED or near[edge] - near[max(0, edge - 2)] < ABRUPT * deep:
        return 0
    return edge
