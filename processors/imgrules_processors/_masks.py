"""Growing, filling and splitting masks (bool, height × width)."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from imgrules_processors.fill import Floats, Mask, most


def grow(mask: Mask, radius: int) -> Mask:
    """Every pixel within ``radius`` of the mask."""
    return cast("Mask", cv2.dilate(mask.view(np.uint8), _disc(radius)).view(np.bool_))


def pare(mask: Mask, radius: int) -> Mask:
    """Every pixel of the mask further than ``radius`` from its outline; the frame is no outline."""
    return cast("Mask", cv2.erode(mask.view(np.uint8), _disc(radius)).view(np.bool_))


def _disc(radius: int) -> np.ndarray:
    side = 2 * radius + 1
    brush: np.ndarray = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return brush


def outline(mask: Mask, *, within: bool = False) -> Mask:
    """Return the mask's outermost pixels; ``within`` leaves out those along the frame."""
    plane = mask.view(np.uint8)
    edge: Mask = cv2.erode(plane, np.ones((3, 3), np.uint8)) < plane
    if within:
        edge[[0, -1]] = edge[:, [0, -1]] = False
    return edge


def from_frame(free: Mask) -> Mask:
    """Return what can be reached from outside the frame through ``free`` pixels."""
    walls = cv2.copyMakeBorder((~free).view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.floodFill(walls, None, (0, 0), 2)  # type: ignore[call-overload, unused-ignore]
    reached: Mask = walls[1:-1, 1:-1] == 2
    return reached


def filled(mask: Mask) -> Mask:
    """Return the mask with everything it encloses."""
    return ~from_frame(~mask)


def sharp_edges(plane: Floats, least: float, *, narrow: int = 3, wide: int = 13) -> Mask:
    """Mark pixels where some channel rises by ``least`` within ``narrow`` px, and abruptly.

    Abruptly: by nearly half of what it rises within ``wide`` px. A shadow's edge is not.
    """
    near = _rise(plane, narrow)
    steep = near >= least
    if not steep.any():
        return steep
    return steep & (near >= 0.45 * _rise(plane, wide))


def _rise(plane: Floats, size: int) -> Floats:
    window = np.ones((size, size), np.uint8)
    return most(cast("Floats", cv2.dilate(plane, window) - cv2.erode(plane, window)))
