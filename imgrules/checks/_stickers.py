"""Badges, buttons and banners: flat shapes with words, standing apart from the product."""

from __future__ import annotations

import cv2
import numpy as np

from imgrules.checks._ink import Ink
from imgrules.images.subject import Subject
from imgrules.images.text import TextBox

SOLID = 0.88
"""Share of its convex hull a sticker fills: discs, stars, labels and bars do, things rarely."""
LARGEST = 0.5
"""Share of the largest part of the product above which a part is a product itself."""
BANNER = 0.3
"""Height of a banner at most, as a share of the picture's."""
FLAT = 3.0
"""ΔE the ground between the letters may vary by."""
LETTERED = 0.3
"""Share of the sticker's width that the words take up at least."""
TOLD_APART = 0.4


class Stickers:
    """The parts found apart from the main product, for asking which of them words stand on."""

    def __init__(self, subject: Subject) -> None:
        self._scale = subject.scale
        mask = subject.mask.astype(np.uint8)
        count, self._labels, self._stats, _ = cv2.connectedComponentsWithStats(mask)
        areas = self._stats[:, cv2.CC_STAT_AREA]
        main = int(areas[1:].max()) if count > 1 else 0
        self._apart = {
            label
            for label in range(1, count)
            if areas[label] <= LARGEST * main or self._is_banner(label)
        }
        self._usable = subject.confidence >= TOLD_APART
        self._solid: dict[int, bool] = {}

    def holds(self, box: TextBox, ink: Ink | None) -> bool:
        """Say whether the line stands on a sticker."""
        if not self._usable or ink is None or ink.ground > FLAT:
            return False
        label = self._label_at(box)
        if label not in self._apart or not self._is_solid(label):
            return False
        width = float(self._stats[label, cv2.CC_STAT_WIDTH])
        return box.region.width * self._scale >= LETTERED * width

    def _is_banner(self, label: int) -> bool:
        """Say whether the part runs along one side of the frame from corner to corner."""
        height, width = self._labels.shape
        left, top, wide, high, _ = (int(value) for value in self._stats[label])
        along_x = (
            wide >= width - 2 and high <= BANNER * height and (top <= 1 or top + high >= height - 1)
        )
        along_y = (
            high >= height - 2
            and wide <= BANNER * width
            and (left <= 1 or left + wide >= width - 1)
        )
        return along_x or along_y

    def _label_at(self, box: TextBox) -> int:
        corners = np.round(np.array(box.corners) * self._scale).astype(np.int32)
        inside = np.zeros(self._labels.shape, np.uint8)
        cv2.fillPoly(inside, [corners], 1)
        labels = self._labels[inside > 0]
        return int(np.bincount(labels).argmax()) if labels.size else 0

    def _is_solid(self, label: int) -> bool:
        if label not in self._solid:
            part = (self._labels == label).astype(np.uint8)
            contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
            outline = max(contours, key=cv2.contourArea)
            hull = float(cv2.contourArea(cv2.convexHull(outline)))
            self._solid[label] = float(cv2.contourArea(outline)) >= SOLID * max(hull, 1.0)
        return self._solid[label]
