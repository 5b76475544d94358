"""Boxes drawn on a picture in its own pixels, so that they fit at whatever size it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from imgrules.model import ImageResult, Region
from imgrules.reporters.html_labels import Labels, Spot
from imgrules.reporters.html_parts import escaped
from imgrules.reporters.place import places

MOST = 60
"""Boxes on one picture: more of them hide it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The places of one finding: its number on the picture, its kind (a class) and title."""

    number: int
    kind: str
    title: str
    regions: tuple[Region, ...]


def overlay(image: ImageResult, marked: Sequence[Marked]) -> str:
    """Return the drawing to lay over the picture; empty where there is nothing to point at."""
    if not image.width or not image.height or not any(mark.regions for mark in marked):
        return ""
    size = (image.width, image.height)
    boxes = _boxes(marked, size)
    said = escaped(f"Boxes on the picture. {_told(marked, size)}")
    return (
        f'<svg class="boxes" viewBox="0 0 {size[0]} {size[1]}" preserveAspectRatio="none" '
        f'role="img" aria-label="{said}">{"".join(boxes)}</svg>'
    )


def blank(image: ImageResult, side: int) -> str:
    """Return an empty frame of the picture's shape, for a picture that cannot be shown."""
    width, height = image.width or 4, image.height or 3
    factor = side / max(width, height)
    return (
        f'<svg class="blank" viewBox="0 0 {width} {height}" aria-hidden="true" '
        f'width="{max(1, round(width * factor))}" height="{max(1, round(height * factor))}"></svg>'
    )


def _boxes(marked: Sequence[Marked], size: tuple[int, int]) -> list[str]:
    """Draw each place once, with the numbers of all findings it belongs to; small ones on top."""
    numbers: dict[Region, list[Marked]] = {}
    for mark in marked:
        for region in mark.regions:
            numbers.setdefault(replace(region, label=""), []).append(mark)
    drawn = sorted(list(numbers)[:MOST], key=lambda region: -region.width * region.height)
    labels = Labels(size)
    return [_box(region, numbers[region], labels) for region in drawn]


def _box(region: Region, marks: Sequence[Marked], labels: Labels) -> str:
    place = (
        f'x="{region.x}" y="{region.y}" width="{max(1, region.width)}" '
        f'height="{max(1, region.height)}"'
    )
    numbers = " ".join(str(number) for number in dict.fromkeys(mark.number for mark in marks))
    spot = labels.place(region, numbers)
    text = "" if spot is None else _text(spot, labels.letter, numbers)
    title = escaped("; ".join(dict.fromkeys(mark.title for mark in marks)))
    return (
        f'<g class="k-{marks[0].kind}" data-n="{numbers}"><title>{title}</title>'
        f'<rect class="halo" {place}/><rect class="box" {place}/>'
        f"{text}</g>"
    )


def _text(spot: Spot, letter: float, numbers: str) -> str:
    return f'<text x="{spot[0]:g}" y="{spot[1]:g}" font-size="{letter:g}">{numbers}</text>'


def _told(marked: Sequence[Marked], size: tuple[int, int]) -> str:
    said = [
        f"{mark.number}: {mark.title}, {places(mark.regions, *size)}."
        for mark in marked
        if mark.regions
    ]
    return " ".join(said)
