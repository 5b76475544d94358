"""Rows of a table of text: which sign separates the cells, and whether quotes mean anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imgrules.errors import FeedbackError

_DELIMITERS = "\t,;|"
_LOOKED_AT = 20
_MOST_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of one row and the line of the file it ends in (1-based)."""

    number: int
    cells: tuple[str, ...]


def rows(path: Path, text: str) -> tuple[Line, ...]:
    """Return all rows that hold something.

    A quote in a tab-separated export is often just an inch: where reading quotes leaves a row
    with other cells than the header, they are taken as they stand. Raises FeedbackError.
    """
    text, delimiter = _declared(text.replace("\r\n", "\n").replace("\r", "\n"))
    delimiter = delimiter or _delimiter(text)
    if not text.strip():
        raise FeedbackError(f"{path}: is empty")
    quoted = _parsed(text, delimiter, csv.QUOTE_MINIMAL)
    if delimiter != "\t" or not (isinstance(quoted, str) or _uneven(quoted)):
        if isinstance(quoted, str):
            raise FeedbackError(f"{path}:{quoted}")
        return quoted
    plain = _parsed(text, delimiter, csv.QUOTE_NONE)
    if isinstance(plain, str):
        raise FeedbackError(f"{path}:{plain}")
    if isinstance(quoted, tuple) and len(_uneven(quoted)) <= len(_uneven(plain)):
        return quoted
    return plain


def _declared(text: str) -> tuple[str, str]:
    """Blank Excel's first line ``sep=;``, and return what it says."""
    first, _, rest = text.partition("\n")
    said = first.strip().strip('"')
    if said.lower().startswith("sep=") and len(said) == len("sep=") + 1:
        return f"\n{rest}", said[-1]
    return (f"\n{rest}", "\t") if said.lower() == "sep=" else (text, "")


def _delimiter(text: str) -> str:
    """Return the sign that cuts most of the first lines into the same number of cells."""
    head = "\n".join(text.splitlines()[:_LOOKED_AT])
    return max(_DELIMITERS, key=lambda sign: _evenness(head, sign))


def _evenness(head: str, delimiter: str) -> tuple[int, int]:
    """Return how many lines have the most usual number of cells above one, and that number."""
    cut = csv.reader(head.split("\n"), delimiter=delimiter)
    lengths = [len(cells) for cells in cut if len(cells) > 1]
    usual = max(set(lengths), key=lambda length: (lengths.count(length), length), default=0)
    return lengths.count(usual), usual


def _parsed(text: str, delimiter: str, quoting: int) -> tuple[Line, ...] | str:
    """Return the rows, or the line and what is wrong with it."""
    csv.field_size_limit(_MOST_CELL)
    strict = quoting != csv.QUOTE_NONE
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, quoting=quoting, strict=strict)  # type: ignore[arg-type]
    try:
        return tuple(_lines(reader))
    except csv.Error as problem:
        return f"{reader.line_num}: {problem}"


def _lines(reader: Iterator[list[str]]) -> Iterator[Line]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            number: int = reader.line_num  # type: ignore[attr-defined]
            yield Line(number, tuple(cell.strip() for cell in cells))


def _uneven(lines: tuple[Line, ...]) -> list[Line]:
    """Return the rows with other cells than the most usual one, or with a line break in one."""
    lengths = [len(line.cells) for line in lines]
    usual = max(set(lengths), key=lengths.count) if lengths else 0
    return [
        line
        for line in lines
        if len(line.cells) != usual or any("\n" in cell for cell in line.cells)
    ]
