"""What the local segmenter is measured against: GrabCut and a plain colour threshold."""

from __future__ import annotations

import cv2
import numpy as np

GRABCUT_LONGEST = 500
"""Px GrabCut works on: at full size it takes half a minute a picture."""
INSET = 0.02
"""Share of the picture left outside GrabCut's rectangle."""
ROUNDS = 5


def grab_cut(rgb: np.ndarray) -> np.ndarray:
    """Return GrabCut's mask as alpha, started from a rectangle just inside the frame."""
    height, width = rgb.shape[:2]
    scale = min(1.0, GRABCUT_LONGEST / max(height, width))
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    inset = max(1, round(INSET * min(small.shape[:2])))
    rectangle = (inset, inset, small.shape[1] - 2 * inset, small.shape[0] - 2 * inset)
    mask = np.zeros(small.shape[:2], np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)
    cv2.grabCut(small, mask, rectangle, *models, ROUNDS, cv2.GC_INIT_WITH_RECT)
    found = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    return cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR)


def threshold(rgb: np.ndarray) -> np.ndarray:
    """Return 1 where the distance to the border's median colour exceeds Otsu's threshold."""
    ring = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]]).astype(np.float32)
    away = np.sqrt(((rgb.astype(np.float32) - np.median(ring, axis=0)) ** 2).sum(axis=2))
    levels = np.clip(away, 0, 255).astype(np.uint8)
    _, mask = cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return mask.astype(np.float32)
