"""Connected pieces of a mask: what every way of finding them answers."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

Mask = NDArray[np.bool_]


class Pieces(Protocol):
    """Connected pieces, numbered from 1; label 0 is what the mask leaves out.

    Arrays that are returned have one item a label, planes the mask's shape.
    """

    @property
    def count(self) -> int:
        """Labels in use, 0 included."""

    @property
    def labels(self) -> NDArray[np.int32]:
        """Labels over the whole plane."""

    def areas(self) -> NDArray[np.int64]:
        """Pixels of each piece; 0 for label 0."""

    def only(self, label: int) -> Mask:
        """Return the mask of one piece."""

    def box(self, label: int) -> tuple[int, int, int, int]:
        """x, y, width, height of one piece."""

    def select(self, chosen: NDArray[np.bool_]) -> Mask:
        """Return the mask of the pieces whose label is marked; label 0 is never in it."""

    def sums(self, plane: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Sum of the plane over each piece; 0 for label 0."""

    def peaks(self, plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Largest value of the plane in each piece; 0 for label 0."""

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """Count each piece's pixels that lie in the mask; 0 for label 0."""

    def touching(self, other: Mask) -> NDArray[np.bool_]:
        """Mark the pieces that have a pixel in ``other``."""

    def around(self, mask: Mask, radius: int) -> NDArray[np.int64]:
        """Count the mask's pixels by the largest label up to ``radius`` rows and columns away."""


def pieces(mask: Mask) -> Pieces:
    """Split the mask into connected pieces; pixels that meet at a corner are connected."""
    if _kernels.AVAILABLE:
        from imgrules.images.run_pieces import run_pieces

        return run_pieces(mask)
    from imgrules.images.label_pieces import label_pieces

    return label_pieces(mask)
