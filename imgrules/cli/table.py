"""Columns of text for lists: as narrow as they can be, the last one wrapped."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.reporters.ink import Ink, cells

_GAP = "  "
_LEAST = 18
"""Columns that the last cell needs; with fewer, each row is written below itself."""


def table(rows: Sequence[Sequence[str]], ink: Ink, *, head: Sequence[str] = ()) -> str:
    """Return the rows in columns; the first column stands out, the last takes what is left.

    On a terminal too narrow for columns each row is its first cell with the others below.
    """
    shown = [[ink.plain(cell) for cell in row] for row in rows]
    if not shown:
        return ""
    everything = [list(head), *shown] if head else shown
    widths = [max(cells(row[at]) for row in everything) for at in range(len(shown[0]) - 1)]
    if sum(width + len(_GAP) for width in widths) + _LEAST > ink.width:
        return "".join(f"{line}\n" for row in shown for line in _stacked(row, ink))
    lines = _row(list(head), widths, ink, "dim", "dim") if head else []
    for row in shown:
        lines += _row(row, widths, ink, "bold")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _stacked(row: list[str], ink: Ink) -> list[str]:
    first, *others = row
    below = ink.plain(" · ").join(cell for cell in others if cell)
    return [*ink.block(first, "bold"), *(ink.block(below, indent=4) if below else [])]


def _row(row: list[str], widths: list[int], ink: Ink, first: str, rest: str = "") -> list[str]:
    padded = [cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=False)]
    painted = [
        ink.paint(cell, *filter(None, [rest if at else first])) for at, cell in enumerate(padded)
    ]
    before = "".join(cell + _GAP for cell in painted)
    indent = sum(width + len(_GAP) for width in widths)
    return ink.block(row[-1], *filter(None, [rest]), indent=indent, first=before)
