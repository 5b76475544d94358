"""Saying where in a picture a region is, in words and in pixels."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.model import Region
from imgrules.reporters.ink import NO_BREAK

_SPANS = 0.7
"""A region this share of the side long runs across it, rather than standing somewhere on it."""
_SHOWN = 2
_SIDES = frozenset({"top", "bottom", "left", "right"})
"""Labels that the words for the place may say already."""


def places(
    regions: Sequence[Region], width: int | None, height: int | None, *, told: str = ""
) -> str:
    """Name the first regions; the check puts the ones that matter most first.

    A label that stands in ``told`` already, or at the region before, is not said again.
    """
    shown: list[str] = []
    label = told
    for region in regions[:_SHOWN]:
        shown.append(_place(region, width, height, labelled=region.label not in (label, told)))
        label = region.label
    more = len(regions) - len(shown)
    if more:
        shown.append(f"and {more} more place{'s' if more > 1 else ''}")
    return "; ".join(shown)


def _place(region: Region, width: int | None, height: int | None, *, labelled: bool) -> str:
    right, bottom = region.x + region.width, region.y + region.height
    pixels = f"x {region.x}–{right}, y {region.y}–{bottom}".replace(" ", NO_BREAK)
    words = _words(region, width, height) if width and height else ""
    again = region.label in _SIDES and region.label in words
    label = region.label if labelled and not again else ""
    said = ", ".join(part for part in (label, words) if part)
    return f"{said} ({pixels})" if said else pixels


def _words(region: Region, width: int, height: int) -> str:
    across = region.width >= _SPANS * width
    down = region.height >= _SPANS * height
    row = _third(region.y + region.height / 2, height, "top", "middle", "bottom")
    column = _third(region.x + region.width / 2, width, "left", "middle", "right")
    if across and down:
        whole = region.width >= width and region.height >= height
        return "the whole picture" if whole else "most of the picture"
    if across:
        return f"across the {row}"
    if down:
        return "down the middle" if column == "middle" else f"down the {column} side"
    if row == "middle":
        return "in the middle" if column == "middle" else f"{column} side"
    return row if column == "middle" else f"{row} {column}"


def _third(at: float, length: int, first: str, second: str, third: str) -> str:
    return first if at < length / 3 else third if at > length * 2 / 3 else second
