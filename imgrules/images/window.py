"""A part of a picture round which there is nothing to look for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

MARGIN = 8
"""Working px left round what there is: more than closing gaps or windows of edges reach."""
WORD = 64
"""Columns begin and end at whole words of bits, and rows with an even one, or at the frame: areas
of the window are those of the picture cut out, and their pieces are numbered alike."""


@dataclass(frozen=True, slots=True)
class Window:
    """Rows and columns of a picture of that ``shape``."""

    shape: tuple[int, int]
    rows: slice
    columns: slice

    @property
    def pixels(self) -> int:
        """Pixels of the whole picture."""
        return self.shape[0] * self.shape[1]

    @property
    def is_whole(self) -> bool:
        return self == whole(self.shape)

    def of(self, plane: NDArray[Any]) -> NDArray[Any]:
        """Return the window's view of a plane of the picture's size."""
        return plane[self.rows, self.columns]


def whole(shape: tuple[int, int]) -> Window:
    """Return the window that is the whole picture."""
    return Window(shape, slice(0, shape[0]), slice(0, shape[1]))


def around(box: tuple[int, int, int, int] | None, shape: tuple[int, int]) -> Window:
    """Return the window that holds a box (x, y, width, height) with its margin; all without one."""
    if box is None:
        return whole(shape)
    x, y, width, height = box
    top, left = max(0, y - MARGIN) // 2 * 2, max(0, x - MARGIN) // WORD * WORD
    right = -(-(x + width + MARGIN) // WORD) * WORD
    bottom = min(shape[0], y + height + MARGIN)
    return Window(shape, slice(top, bottom), slice(left, min(shape[1], right)))
