"""Estimating the quality a JPEG was saved with, from its quantisation tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

Table = tuple[int, ...]

_LUMA: Table = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_CHROMA: Table = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99, *([99] * 32),
)  # fmt: skip
"""The tables of the JPEG standard's annex K, which libjpeg scales by its quality number."""


@dataclass(frozen=True, slots=True)
class Quality:
    """``value``: 1-100 on libjpeg's scale. ``exact``: the tables are libjpeg's at that value."""

    value: int
    exact: bool


@cache
def scaled(base: Table, quality: int) -> Table:
    """Return a standard table at a libjpeg quality of 1 to 100."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(255, max(1, (value * percent + 50) // 100)) for value in base)


def estimate_quality(tables: tuple[Table, ...]) -> Quality | None:
    """Return the libjpeg quality the tables come from or come nearest to; None without tables.

    Encoders with tables of their own (Photoshop, cameras, phones) get the quality whose luminance
    table quantises as coarsely.
    """
    if not tables:
        return None
    luma = tables[0]
    for value in range(100, 0, -1):
        if luma == scaled(_LUMA, value) and _chroma_agrees(tables, value):
            return Quality(value, exact=True)
    nearest = min(range(100, 0, -1), key=lambda value: _distance(luma, scaled(_LUMA, value)))
    return Quality(nearest, exact=False)


def _chroma_agrees(tables: tuple[Table, ...], value: int) -> bool:
    return len(tables) == 1 or tables[1] in (scaled(_CHROMA, value), scaled(_LUMA, value))


def _distance(first: Table, second: Table) -> float:
    return sum(abs(a - b) / (a + b) for a, b in zip(first, second, strict=True) if a + b)
