"""Areas as masks, by NumPy and OpenCV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules.images.label_pieces import LabelPieces, label_pieces
from imgrules.images.regions import bounding_box, from_frame, outline, within
from imgrules.images.window import Window
from imgrules.images.working import grow

Mask = NDArray[np.bool_]
Levels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ByteArea:
    """``Area`` without the compiled kernels."""

    set: Mask

    @property
    def shape(self) -> tuple[int, int]:
        return self.set.shape[0], self.set.shape[1]

    def __and__(self, other: ByteArea) -> ByteArea:
        return ByteArea(self.set & other.set)

    def __or__(self, other: ByteArea) -> ByteArea:
        return ByteArea(self.set | other.set)

    def __sub__(self, other: ByteArea) -> ByteArea:
        return ByteArea(self.set & ~other.set)

    def __bool__(self) -> bool:
        return bool(self.set.any())

    def count(self) -> int:
        return int(np.count_nonzero(self.set))

    def box(self) -> tuple[int, int, int, int] | None:
        return bounding_box(self.set)

    def mask(self) -> Mask:
        return self.set

    def part(self, window: Window) -> ByteArea:
        return ByteArea(window.of(self.set))

    def placed(self, window: Window, *, around: bool = False) -> ByteArea:
        placed = np.full(window.shape, around)
        window.of(placed)[:] = self.set
        return ByteArea(placed)

    def rest(self) -> ByteArea:
        return ByteArea(~self.set)

    def grown(self, radius: int) -> ByteArea:
        return ByteArea(grow(self.set, radius))

    def swept(self, window: Levels) -> ByteArea:
        return ByteArea(cast("Levels", cv2.dilate(self.set.view(np.uint8), window)).view(np.bool_))

    def outline(self) -> ByteArea:
        return ByteArea(outline(self.set))

    def outside(self, gap: int = 0) -> ByteArea:
        return ByteArea(from_frame(~self.set, gap))

    def close_to(self, other: ByteArea, reach: float) -> ByteArea:
        return ByteArea(self.set & within(other.set, reach))

    def between(self) -> ByteArea:
        return ByteArea(_between(self.set) & _between(self.set.T).T)

    def pieces(self) -> BytePieces:
        return BytePieces(label_pieces(self.set))

    def histogram(self, levels: Levels) -> NDArray[np.int64]:
        counts = cv2.calcHist([levels], [0], self.set.view(np.uint8), [256], [0, 256])
        whole: NDArray[np.int64] = np.rint(counts.ravel()).astype(np.int64)
        return whole

    def colours(self, rgb: Levels, width: int) -> NDArray[np.int32]:
        steps, chosen = 256 // width, rgb[self.set]
        red, green, blue = (chosen[:, channel].astype(np.int32) // width for channel in range(3))
        cubes = (red * steps + green) * steps + blue
        return np.bincount(cubes, minlength=steps**3).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class BytePieces:
    """``AreaPieces`` without the compiled kernels."""

    found: LabelPieces

    @property
    def count(self) -> int:
        return self.found.count

    def areas(self) -> NDArray[np.int64]:
        return self.found.areas()

    def select(self, chosen: NDArray[np.bool_]) -> ByteArea:
        return ByteArea(self.found.select(chosen))

    def only(self, label: int) -> ByteArea:
        return ByteArea(self.found.only(label))

    def box(self, label: int) -> tuple[int, int, int, int]:
        return self.found.box(label)

    def large(self, least: float) -> list[tuple[int, tuple[int, int, int, int]]]:
        labels = np.flatnonzero(self.areas() >= max(1, least))
        return [(int(label), self.box(int(label))) for label in labels]

    def spanned(self, labels: Sequence[int]) -> NDArray[np.int64]:
        spans = (self.spans(label) for label in labels)
        return np.array([(each[:, 2] - each[:, 1] + 1).sum() for each in spans], np.int64)

    def spans(self, label: int) -> NDArray[np.int32]:
        mask = self.found.only(label)
        rows = np.flatnonzero(mask.any(axis=1))
        left = mask[rows].argmax(axis=1)
        right = mask.shape[1] - 1 - mask[rows, ::-1].argmax(axis=1)
        return np.stack([rows, left, right], axis=1).astype(np.int32)

    def sums(self, plane: Levels, most: int = 255) -> NDArray[np.int64]:
        return self.found.sums(np.minimum(plane, most)).astype(np.int64)

    def peaks(self, plane: Levels) -> NDArray[np.uint8]:
        return self.found.peaks(plane)

    def counts(self, other: ByteArea) -> NDArray[np.int64]:
        return self.found.counts(other.set)

    def touching(self, other: ByteArea) -> NDArray[np.bool_]:
        return self.found.touching(other.set)

    def around(self, other: ByteArea, radius: int) -> NDArray[np.int64]:
        return self.found.around(other.set, radius)


def _between(mask: Mask) -> Mask:
    """Mark in each row what lies between its first and its last set pixel."""
    rows = np.ascontiguousarray(mask)
    length = rows.shape[1]
    first = np.where(rows.any(axis=1), rows.argmax(axis=1), length)[:, None]
    last = length - 1 - rows[:, ::-1].argmax(axis=1)[:, None]
    at = np.arange(length)
    return cast("Mask", (at >= first) & (at <= last))
