"""``--list-files``: the role of each file in each rulebook, and why."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.engine.job import Picture
from imgrules.reporters.ink import Ink, cells


def listing(pictures: Sequence[Picture], ink: Ink) -> str:
    """Return one line for each file and rulebook: rulebook, role, path, reason, SKU."""
    rows = [
        (choice.rulebook, choice.role, ink.plain(picture.name), _why(choice.reason, picture, ink))
        for picture in pictures
        for choice in picture.roles.values()
    ]
    widths = [max((cells(row[column]) for row in rows), default=0) for column in range(3)]
    return "".join(f"{_line(row, widths, ink)}\n" for row in rows)


def _why(reason: str, picture: Picture, ink: Ink) -> str:
    sku = f"; SKU {picture.sku}" if picture.sku else ""
    return ink.plain(reason + sku)


def _line(row: tuple[str, str, str, str], widths: Sequence[int], ink: Ink) -> str:
    padded = [cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=False)]
    book, role, path = padded
    return f"{book}  {ink.paint(role, 'bold')}  {path}  {ink.paint(row[3], 'dim')}"
