"""Areas of a picture: sets of pixels to be combined, grown and split without looking at each.

``&``, ``|`` and ``-`` combine two areas of one picture; an area is true where it holds a pixel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from imgrules import _kernels
from imgrules.images.window import Window

Mask = NDArray[np.bool_]
Levels = NDArray[np.uint8]
Part = TypeVar("Part")


class Area(Protocol):
    """A set of pixels; nothing changes it."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the picture."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __bool__(self) -> bool: ...

    def count(self) -> int:
        """Return the number of pixels."""

    def box(self) -> tuple[int, int, int, int] | None:
        """Return x, y, width and height of what the area spans; None where it is empty."""

    def mask(self) -> Mask:
        """Return the area as an array of the picture's shape."""

    def part(self, window: Window) -> Self:
        """Return what lies in a window that ``imgrules.images.window.around`` gave."""

    def placed(self, window: Window, *, around: bool = False) -> Self:
        """Return the area of a window on its picture, with all round it or with nothing."""

    def rest(self) -> Self:
        """Return all other pixels."""

    def grown(self, radius: int) -> Self:
        """Return every pixel within ``radius``, as ``imgrules.images.working.grow``."""

    def swept(self, window: Levels) -> Self:
        """Return every pixel that a window moved over the area reaches; see ``native.grow``."""

    def outline(self) -> Self:
        """Return the area's own outermost pixels; those at the frame count as inner ones."""

    def outside(self, gap: int = 0) -> Self:
        """Return what the frame reaches round the area; gaps of that radius are no way in."""

    def close_to(self, other: Self, reach: float) -> Self:
        """Keep the pixels up to ``reach`` px from ``other``, as the crow flies."""

    def between(self) -> Self:
        """Return what has the area on all four sides, itself included."""

    def pieces(self) -> AreaPieces[Self]:
        """Split into connected pieces; pixels that meet at a corner are connected."""

    def histogram(self, levels: Levels) -> NDArray[np.int64]:
        """Count the plane's levels, 0 to 255, within the area."""

    def colours(self, rgb: Levels, width: int) -> NDArray[np.int32]:
        """Count the area's colours in cubes of ``width`` levels, a power of two, red first."""


class AreaPieces(Protocol[Part]):
    """An area's pieces, numbered from 1: arrays have one item a label, 0 for label 0."""

    @property
    def count(self) -> int:
        """Labels in use, 0 included."""

    def areas(self) -> NDArray[np.int64]:
        """Pixels of each piece."""

    def select(self, chosen: NDArray[np.bool_]) -> Part:
        """Return the pieces whose label is marked; label 0 is never in it."""

    def only(self, label: int) -> Part:
        """Return one piece."""

    def box(self, label: int) -> tuple[int, int, int, int]:
        """x, y, width, height of one piece."""

    def large(self, least: float) -> list[tuple[int, tuple[int, int, int, int]]]:
        """Return label and box of each piece of at least so many pixels, at least one."""

    def spanned(self, labels: Sequence[int]) -> NDArray[np.int64]:
        """Add up each piece's rows from their first to their last pixel."""

    def spans(self, label: int) -> NDArray[np.int32]:
        """Row, leftmost and rightmost column of one piece in each of its rows."""

    def sums(self, plane: Levels, most: int = 255) -> NDArray[np.int64]:
        """Sum of the plane over each piece, each pixel counted as so much at most."""

    def peaks(self, plane: Levels) -> NDArray[np.uint8]:
        """Largest value of the plane in each piece."""

    def counts(self, other: Part) -> NDArray[np.int64]:
        """Count each piece's pixels that lie in ``other``."""

    def touching(self, other: Part) -> NDArray[np.bool_]:
        """Mark the pieces that have a pixel in ``other``."""

    def around(self, other: Part, radius: int) -> NDArray[np.int64]:
        """Count the pixels of ``other`` by the largest label up to ``radius`` px away."""


def area_of(mask: Mask) -> Area:
    """Return what is set."""
    if _kernels.AVAILABLE:
        from imgrules.images.bit_areas import bit_area

        return bit_area(mask.view(np.uint8), 1)
    from imgrules.images.byte_areas import ByteArea

    return ByteArea(mask)


def at_least(levels: Levels, least: float) -> Area:
    """Return where the plane has that level or a higher one; nowhere for NaN."""
    if least > 0 and least <= 255 and _kernels.AVAILABLE:
        from imgrules.images.bit_areas import bit_area

        return bit_area(levels, math.ceil(least))
    return area_of(np.asarray(levels >= least))


def at_least_each(levels: Levels, leasts: Sequence[float]) -> tuple[Area, ...]:
    """As ``at_least``, for some levels at one look."""
    if _kernels.AVAILABLE and all(0 < least <= 255 for least in leasts):
        from imgrules.images.bit_areas import bit_areas

        return bit_areas(levels, bytes(math.ceil(least) for least in leasts))
    return tuple(at_least(levels, least) for least in leasts)


def filled(area: Area) -> Area:
    """Return the area with everything it encloses."""
    return area.outside().rest()


def percentile(levels: Levels, area: Area, per_cent: float) -> float:
    """Read off the plane's levels within an area that holds any, between two as NumPy does."""
    return percentile_of(area.histogram(levels), per_cent)


def percentile_of(counts: NDArray[np.int64], per_cent: float) -> float:
    """As ``percentile``, from the counts of an area's levels."""
    below = np.cumsum(counts)
    at = (int(below[-1]) - 1) * (per_cent / 100)
    share = at - int(at)
    low, high = (
        int(np.searchsorted(below, place, side="right")) for place in (int(at), int(at) + 1)
    )
    if not share:
        return float(low)
    step = high - low
    return low + step * share if share < 0.5 else high - step * (1 - share)


def median(levels: Levels, area: Area) -> float:
    """Median of the plane over the area, counted: exact, and cheaper than sorting."""
    return median_of(area.histogram(levels))


def median_of(histogram: NDArray[np.int64]) -> float:
    """As ``median``, from the counts of an area's levels; NaN where there are none."""
    counts = np.cumsum(histogram)
    total = int(counts[-1])
    if not total:
        return float("nan")
    low = int(np.searchsorted(counts, (total - 1) // 2, side="right"))
    high = int(np.searchsorted(counts, total // 2, side="right"))
    return (low + high) / 2


def is_median_at_least(levels: Levels, area: Area, least: float) -> bool:
    """Tell whether ``median`` is at least so much; mostly without counting every level."""
    total = area.count()
    below = total - (area & at_least(levels, least)).count()
    if below == total // 2 and not total % 2:
        return median(levels, area) >= least
    return total // 2 >= below and total > 0
