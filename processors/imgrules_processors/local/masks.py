"""Small tools on masks: growing, connected pieces, what touches the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from imgrules_processors.local._types import Bytes, Labels, Mask


def disc(radius: int) -> Bytes:
    """Return a round structuring element."""
    size = 2 * radius + 1
    return cast("Bytes", cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))


def grow(mask: Mask, radius: int) -> Mask:
    """Return the mask with a margin of ``radius`` px."""
    if radius <= 0:
        return mask
    return cast("Mask", cv2.dilate(mask.view(np.uint8), disc(radius)).view(np.bool_))


def shrink(mask: Mask, radius: int) -> Mask:
    """Return the mask without its outer ``radius`` px; the frame does not count as outside."""
    return ~grow(~mask, radius)


def closed(mask: Mask, radius: int) -> Mask:
    """Return the mask with gaps up to twice ``radius`` px bridged."""
    return shrink(grow(mask, radius), radius)


def opened(mask: Mask, radius: int) -> Mask:
    """Return the mask without what is thinner than twice ``radius`` px."""
    return grow(shrink(mask, radius), radius)


def outline(mask: Mask) -> Mask:
    """Return the mask's own outermost pixels."""
    return mask & ~shrink(mask, 1)


def frame_edge(shape: tuple[int, int], width: int = 1) -> Mask:
    """Mark the ring of ``width`` px along the frame."""
    ring = np.ones(shape, np.bool_)
    ring[width:-width, width:-width] = False
    return ring


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Connected pieces of a mask; label 0 is what is outside it."""

    labels: Labels
    count: int

    def areas(self) -> np.ndarray:
        """Return each piece's size in px; 0 for label 0."""
        return self.counts(self.labels > 0)

    def counts(self, mask: Mask) -> np.ndarray:
        """Return how many px of ``mask`` each piece holds; 0 for label 0."""
        made = np.bincount(self.labels[mask], minlength=self.count)
        made[0] = 0
        return made

    def means(self, values: np.ndarray) -> np.ndarray:
        """Return the mean value of each piece."""
        total = np.bincount(self.labels.ravel(), weights=values.ravel(), minlength=self.count)
        return cast("np.ndarray", total / np.maximum(1, self.areas()))

    def select(self, chosen: np.ndarray) -> Mask:
        """Return the pieces whose flag is set."""
        flags = chosen.astype(np.bool_).copy()
        flags[0] = False
        return cast("Mask", flags[self.labels])

    def touching(self, mask: Mask) -> np.ndarray:
        """Return a flag for each piece that shares a pixel with ``mask``."""
        return self.counts(mask) > 0


def pieces(mask: Mask) -> Pieces:
    """Return the mask's pieces, corners connecting."""
    count, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=8)
    return Pieces(labels, int(count))


def pieces4(mask: Mask) -> Pieces:
    """Return the mask's pieces, corners not connecting."""
    count, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=4)
    return Pieces(labels, int(count))


def reached(mask: Mask, seeds: Mask) -> Mask:
    """Return what of the mask can be reached from the seeds; corners do not connect."""
    if not seeds.any():
        return np.zeros_like(mask)
    found = pieces4(mask)
    return found.select(found.touching(seeds & mask))


def enclosed(mask: Mask) -> Mask:
    """Return what is not in the mask and cannot be reached from the frame."""
    outside = np.pad(~mask, 1, constant_values=True)
    seeds = frame_edge((outside.shape[0], outside.shape[1]))
    found = reached(outside, seeds)
    return (outside & ~found)[1:-1, 1:-1]
