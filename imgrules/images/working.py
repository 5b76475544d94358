"""The picture at working scale: reduced by whole blocks, so that coordinates stay exact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels

if TYPE_CHECKING:
    from imgrules.images.against_white import AgainstWhite
    from imgrules.images.edges import Edges
    from imgrules.images.window import Window

Plane = NDArray[np.uint8]
Floats = NDArray[np.float32]

LONG_SIDE = 850
"""Longest side looked at; a whole number of pixels goes into one, so 1000 px become 500."""
SHORT_SIDE = 16
"""Reduction never goes below this: a strip keeps its few rows."""
COMPILED = range(2, 17)
"""Factors the kernel knows: sums of larger blocks do not fit its sixteen bits."""
ROUND = 4
"""Radius up to which masks grow by a disc; a larger disc costs too much for what it gains."""
BY_BITS = range(3, 64)
"""Radii by which the kernels grow masks faster than OpenCV; they hold a row in words of 64."""


@dataclass(frozen=True, eq=False)
class Working:
    """``rgb`` is the picture averaged over blocks of ``factor`` × ``factor`` pixels."""

    rgb: Plane
    factor: int
    clean: NDArray[np.bool_] | None = None
    """Where a whole block is exactly white, if that was seen on the way."""

    @property
    def shape(self) -> tuple[int, int]:
        return self.rgb.shape[0], self.rgb.shape[1]

    @cached_property
    def darkest(self) -> Plane:
        """Smallest of the three channels."""
        return cast("Plane", cv2.bitwise_not(self.from_white))

    @property
    def from_white(self) -> Plane:
        """How far the darkest channel is from white."""
        return self.against_white.distance

    @property
    def chroma(self) -> Plane:
        """Difference of the lightest and the darkest channel."""
        return self.against_white.chroma

    @cached_property
    def against_white(self) -> AgainstWhite:
        """The same and what follows from both, seen at one look."""
        from imgrules.images.against_white import against_white

        return against_white(self.rgb)

    @cached_property
    def edges(self) -> Edges:
        """Where the distance from white rises abruptly."""
        from imgrules.images.edges import find_edges_in

        return find_edges_in(self.content, self.from_white)

    @cached_property
    def content(self) -> Window:
        """What is not exactly white, with a margin; all of the picture where nothing is."""
        from imgrules.images.window import around

        return around(self.box, self.shape)

    @cached_property
    def box(self) -> tuple[int, int, int, int] | None:
        """x, y, width and height of what is not exactly white."""
        return self.against_white.content.box()


def reduce(rgb: Plane) -> Working:
    """Average whole blocks; up to ``factor - 1`` rows and columns at the far edges are left out."""
    height, width = rgb.shape[:2]
    factor = -(-max(height, width) // LONG_SIDE)
    factor = max(1, min(factor, min(height, width) // SHORT_SIDE))
    if factor == 1:
        return Working(rgb, 1)
    clean = np.empty((height // factor, width // factor), np.bool_)
    small = average(rgb, factor, clean)
    return Working(small, factor, clean if _is_compiled(factor) else None)


def average(rgb: Plane, factor: int, clean: NDArray[np.bool_] | None = None) -> Plane:
    """Average whole blocks of ``factor`` × ``factor`` pixels, at most the picture's short side.

    ``clean``, of the size of the result, is filled where the kernels are at hand.
    """
    rows, columns = rgb.shape[0] // factor, rgb.shape[1] // factor
    if _is_compiled(factor):
        from imgrules._kernels import native

        small = np.empty((rows, columns, 3), np.uint8)
        white = np.empty((rows, columns), np.bool_) if clean is None else clean
        native.reduce(np.ascontiguousarray(rgb), factor, small, white)
        return small
    whole = rgb[: rows * factor, : columns * factor]
    return cast("Plane", cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA))


def _is_compiled(factor: int) -> bool:
    return _kernels.AVAILABLE and factor in COMPILED


def darkest_channel(rgb: Plane) -> Plane:
    """Smallest of the three channels: how far a pixel is from white at least."""
    red, green, blue = cv2.split(rgb)
    return cast("Plane", cv2.min(cv2.min(red, green), blue))


def lightest_channel(rgb: Plane) -> Plane:
    red, green, blue = cv2.split(rgb)
    return cast("Plane", cv2.max(cv2.max(red, green), blue))


def to_lab(rgb: Plane) -> Floats:
    """CIE L*a*b* (D65) of sRGB pixels."""
    scaled = rgb.astype(np.float32) * np.float32(1 / 255)
    return cast("Floats", cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB))


def band_mask(shape: tuple[int, int], width: int) -> NDArray[np.bool_]:
    """Return the ring of ``width`` pixels along the frame."""
    ring = np.ones(shape, bool)
    if min(shape) > 2 * width:
        ring[width:-width, width:-width] = False
    return ring


def disc(radius: int) -> Plane:
    size = 2 * radius + 1
    return cast("Plane", cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))


def square(radius: int) -> Plane:
    """Return the window that costs least: rows and columns are done apart."""
    return np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)


def widths_of(window: Plane) -> bytes:
    """Return how far each row of a window reaches to both sides, as the kernels want it."""
    return _row_widths(window.tobytes(), window.shape[1])


@lru_cache(64)
def _row_widths(window: bytes, columns: int) -> bytes:
    rows = np.frombuffer(window, np.uint8).reshape(-1, columns)
    return bytes(np.count_nonzero(rows, axis=1).astype(np.uint8) // 2)


def grow(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Every pixel within ``radius`` of the mask."""
    if radius < 1:
        return mask
    if radius in BY_BITS and _kernels.AVAILABLE:
        return _grow_compiled(mask, radius)
    window = disc(radius) if radius <= ROUND else square(radius)
    return cast("Plane", cv2.dilate(mask.view(np.uint8), window)).view(np.bool_)


@cache
def _widths(radius: int) -> bytes:
    return widths_of(disc(radius) if radius <= ROUND else square(radius))


def _grow_compiled(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    from imgrules._kernels import native

    grown = np.empty(mask.shape, np.bool_)
    native.grow(mask if mask.strides[1] == 1 else mask.copy(order="C"), _widths(radius), grown)
    return grown
