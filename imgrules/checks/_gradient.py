"""Where and in which direction colours change most (Di Zenzo's tensor)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

Levels = NDArray[np.uint8]
Floats = NDArray[np.float32]

SUM = np.ones((1, 3), np.float32)
SPREAD = 1.2
"""Pixels (deviation) over which the tensor is averaged."""


@dataclass(frozen=True, slots=True, eq=False)
class Gradient:
    """``strength`` in levels of L*a*b* (0-255) a pixel; the normal has the length 1, or 0."""

    strength: Floats
    normal_x: Floats
    normal_y: Floats


def gradient_of(rgb: Levels, least: float) -> Gradient:
    """Measure a picture; directions, which cost most, only where it is stronger than ``least``."""
    lab = cast("Levels", cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB))
    xx, yy, xy = (cv2.GaussianBlur(plane, (0, 0), SPREAD) for plane in tensor(lab))
    apart, twice = cv2.subtract(xx, yy), 2 * xy
    strength = cv2.sqrt(0.5 * (xx + yy + cv2.magnitude(apart, twice)))
    edge = strength > least
    angle = 0.5 * np.arctan2(twice[edge], apart[edge])
    normal_x, normal_y = np.zeros_like(strength), np.zeros_like(strength)
    normal_x[edge], normal_y[edge] = np.cos(angle), np.sin(angle)
    return Gradient(cast("Floats", strength), normal_x, normal_y)


def tensor(lab: Levels) -> tuple[Floats, Floats, Floats]:
    """Products of slopes, added up over the channels: across twice, down twice, across and down."""
    if not _kernels.AVAILABLE:
        return tensor_plain(lab)
    from imgrules._kernels import native

    xx, yy, xy = (np.empty(lab.shape[:2], np.float32) for _ in range(3))
    native.tensor(lab, xx, yy, xy)
    return xx, yy, xy


def tensor_plain(lab: Levels) -> tuple[Floats, Floats, Floats]:
    """Do as the kernel does."""
    floats = lab.astype(np.float32)
    across = cv2.Scharr(floats, cv2.CV_32F, 1, 0, scale=1 / 32)
    down = cv2.Scharr(floats, cv2.CV_32F, 0, 1, scale=1 / 32)
    xx, yy, xy = (
        cast("Floats", cv2.transform(cv2.multiply(one, two), SUM))
        for one, two in ((across, across), (down, down), (across, down))
    )
    return xx, yy, xy
