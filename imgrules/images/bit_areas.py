"""Areas as bits, by the compiled kernels: an eighth of the memory, and pieces as runs of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from imgrules._kernels import native
from imgrules.images.regions import within
from imgrules.images.run_pieces import by_pixels, in_rows
from imgrules.images.window import Window
from imgrules.images.working import ROUND, disc, square, widths_of

Mask = NDArray[np.bool_]
Levels = NDArray[np.uint8]
Words = NDArray[np.int64]
WIDEST = 63
"""Px an area grows by at once; further than that a square grows twice."""
FARTHEST = 200
"""Px from an area to which pixels are told one by one."""
POINT = b"\0"
"""The window of one pixel: it closes no gap."""
SQUARE = bytes((1, 1, 1))
"""The window of a pixel and its eight neighbours."""


@dataclass(slots=True, eq=False)
class BitArea:
    """``Area`` by the compiled kernels; bits beyond the last column are 0.

    Nothing changes one, but they are not frozen: hundreds are made for a picture.
    """

    words: Words
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.words), self.columns

    def __and__(self, other: BitArea) -> BitArea:
        return BitArea(self.words & other.words, self.columns)

    def __or__(self, other: BitArea) -> BitArea:
        return BitArea(self.words | other.words, self.columns)

    def __sub__(self, other: BitArea) -> BitArea:
        made = np.empty_like(self.words)
        native.area_less(self.words, other.words, made)
        return BitArea(made, self.columns)

    def __bool__(self) -> bool:
        return native.area_any(self.words)

    def count(self) -> int:
        return native.area_count(self.words)

    def box(self) -> tuple[int, int, int, int] | None:
        return native.area_box(self.words)

    def mask(self) -> Mask:
        found = np.empty(self.shape, np.bool_)
        native.area_plane(self.words, found)
        return found

    def part(self, window: Window) -> BitArea:
        if window.is_whole:
            return self
        words = window.rows, _words_of(window)
        first, last = window.columns.start, window.columns.stop
        return BitArea(np.ascontiguousarray(self.words[words]), last - first)

    def placed(self, window: Window, *, around: bool = False) -> BitArea:
        rows, columns = window.shape
        if not _is_in_words(window):
            mask = np.full(window.shape, around)
            window.of(mask)[:] = self.mask()
            return bit_area(mask.view(np.uint8), 1)
        words = np.zeros((rows, -(-columns // 64)), np.int64)
        if around:
            words[:] = _whole_row(columns)
        words[window.rows, _words_of(window)] = self.words
        return BitArea(words, columns)

    def rest(self) -> BitArea:
        return BitArea(~self.words & _whole_row(self.columns), self.columns)

    def grown(self, radius: int) -> BitArea:
        if radius < 1:
            return self
        if radius > WIDEST:
            return self.swept(square(WIDEST // 2)).grown(radius - WIDEST // 2)
        return self._passed(native.area_grow, _window(radius))

    def swept(self, window: Levels) -> BitArea:
        return self._passed(native.area_grow, widths_of(window))

    def outline(self) -> BitArea:
        return self & self.rest()._passed(native.area_grow, SQUARE)

    def outside(self, gap: int = 0) -> BitArea:
        return self._passed(native.area_reach, _window(gap) if gap else POINT)

    def close_to(self, other: BitArea, reach: float) -> BitArea:
        if reach > FARTHEST:
            return self & bit_area(within(other.mask(), reach).view(np.uint8), 1)
        kept = self.words.copy()
        native.area_near(other.words, self.columns, _round_window(reach), kept)
        return BitArea(kept, self.columns)

    def between(self) -> BitArea:
        return self._passed(native.area_between, POINT)

    def pieces(self) -> BitPieces:
        strips, extents = native.area_strips(self.words, self.columns)
        found = np.frombuffer(strips, np.int32).reshape(-1, 4)
        return BitPieces(self, found, np.frombuffer(extents, np.int32).reshape(-1, 5))

    def histogram(self, levels: Levels) -> NDArray[np.int64]:
        counts = np.zeros((1, 256), np.int64)
        native.area_histogram(levels, self.words, counts)
        return counts.ravel()

    def colours(self, rgb: Levels, width: int) -> NDArray[np.int32]:
        counts = np.zeros((1, (256 // width) ** 3), np.int32)
        native.area_colours(by_pixels(rgb), self.words, width, counts)
        return counts.ravel()

    def _passed(self, kernel: native.AreaPass, window: bytes) -> BitArea:
        made = np.empty_like(self.words)
        kernel(self.words, self.columns, window, made)
        return BitArea(made, self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class BitPieces:
    """``AreaPieces`` by the compiled kernels."""

    area: BitArea
    strips: NDArray[np.int32]
    """First of two rows, start, stop and label of each strip: see ``native.area_strips``."""
    extents: NDArray[np.int32]
    """Area, left, top, right and bottom of each label; right and bottom are beyond it."""

    @property
    def count(self) -> int:
        return len(self.extents)

    def areas(self) -> NDArray[np.int64]:
        return self.extents[:, 0].astype(np.int64)

    def select(self, chosen: NDArray[np.bool_]) -> BitArea:
        words = np.zeros_like(self.area.words)
        native.area_paint(self.strips, words, self.area.columns, np.ascontiguousarray(chosen)[None])
        return BitArea(words & self.area.words, self.area.columns)

    def only(self, label: int) -> BitArea:
        chosen = np.zeros(self.count, np.bool_)
        chosen[label] = True
        return self.select(chosen)

    def box(self, label: int) -> tuple[int, int, int, int]:
        left, top, right, bottom = self.extents[label, 1:].tolist()
        return left, top, right - left, bottom - top

    def large(self, least: float) -> list[tuple[int, tuple[int, int, int, int]]]:
        labels = np.flatnonzero(self.extents[:, 0] >= max(1, least))
        rows = zip(labels.tolist(), self.extents[labels, 1:].tolist(), strict=True)
        return [
            (label, (left, top, right - left, bottom - top))
            for label, (left, top, right, bottom) in rows
        ]

    def spanned(self, labels: Sequence[int]) -> NDArray[np.int64]:
        found = np.zeros((1, self.count), np.int64)
        chosen = np.zeros(self.count, np.bool_)
        chosen[labels] = True
        own = self.strips[chosen[self.strips[:, 3]]]
        native.area_spans(own, self.area.words, self.area.columns, found)
        return found.ravel()[labels]

    def spans(self, label: int) -> NDArray[np.int32]:
        runs = self._runs()
        own = runs[runs[:, 3] == label]
        first = np.flatnonzero(np.diff(own[:, 0], prepend=-1))
        last = np.append(first[1:], len(own)) - 1
        return np.stack([own[first, 0], own[first, 1], own[last, 2] - 1], axis=1)

    def sums(self, plane: Levels, most: int = 255) -> NDArray[np.int64]:
        found = np.zeros((1, self.count), np.int64)
        native.run_sums(self._runs(), in_rows(plane), found, most)
        return found.ravel()

    def peaks(self, plane: Levels) -> NDArray[np.uint8]:
        found = np.zeros((1, self.count), np.uint8)
        native.run_peaks(self._runs(), in_rows(plane), found)
        return found.ravel()

    def counts(self, other: BitArea) -> NDArray[np.int64]:
        found = np.zeros((1, self.count), np.int64)
        both = self.area.words & other.words
        native.area_counts(self.strips, both, self.area.columns, found)
        return found.ravel()

    def touching(self, other: BitArea) -> NDArray[np.bool_]:
        return self.counts(other) > 0

    def around(self, other: BitArea, radius: int) -> NDArray[np.int64]:
        found = np.zeros((1, self.count), np.int64)
        near = self.area & other.swept(square(radius))  # no other pixel has one of them so close
        native.area_around(self._runs(near), other.words, other.columns, found, radius)
        return found.ravel()

    def _runs(self, part: BitArea | None = None) -> NDArray[np.int32]:
        """Row, start, stop and label of each run, of a part of the pieces or of all, by rows."""
        words = self.area.words if part is None else part.words
        runs = native.area_runs(words, self.area.columns, self.strips)
        return np.frombuffer(runs, np.int32).reshape(-1, 4)


def bit_areas(levels: Levels, leasts: bytes) -> tuple[BitArea, ...]:
    """Return for each of some levels where a plane has at least that."""
    rows, columns = levels.shape
    across = -(-columns // 64)
    words = np.empty((len(leasts), rows, across), np.int64)
    native.area_at_least(in_rows(levels), leasts, words.reshape(-1, across))
    return tuple(BitArea(each, columns) for each in words)


def bit_area(levels: Levels, least: int) -> BitArea:
    """Return where a plane has at least that level, 0 to 255."""
    rows, columns = levels.shape
    words = np.empty((rows, -(-columns // 64)), np.int64)
    native.area_at_least(in_rows(levels), bytes((least,)), words)
    return BitArea(words, columns)


def _is_in_words(window: Window) -> bool:
    first, last = int(window.columns.start), int(window.columns.stop)
    return not first % 64 and (not last % 64 or last == window.shape[1])


def _words_of(window: Window) -> slice:
    return slice(window.columns.start // 64, -(-window.columns.stop // 64))


@cache
def _window(radius: int) -> bytes:
    return widths_of(disc(radius) if radius <= ROUND else square(radius))


@cache
def _round_window(reach: float) -> bytes:
    """Return the window of what is so close."""
    far = np.square(np.arange(int(reach) + 1))
    near = far[:, None] + far[None] <= reach * reach
    half = np.count_nonzero(near, axis=1) - 1
    return bytes(np.concatenate([half[:0:-1], half]).astype(np.uint8))


@cache
def _whole_row(columns: int) -> Words:
    words = np.full(-(-columns // 64), -1, np.int64)
    if columns % 64:
        words[-1] = (1 << columns % 64) - 1
    words.flags.writeable = False
    return words
