"""Rows of a table of text: which sign separates the cells, and whether quotes mean anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imgrules.errors import FeedbackError

_DELIMITERS = "\t,;|"
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
    text, delimiter = _declared(text)
    delimiter = delimiter or _delimiter(text)
    if not text.strip():
        raise FeedbackError(f"{path}: is empty")
    quoted = _read(text, delimiter, csv.QUOTE_MINIMAL)
    if delimiter != "\t" or not (isinstance(quoted, str) or _uneven(quoted)):
        if isinstance(quoted, str):
            raise FeedbackError(f"{path}:{quoted}")
        return quoted
    plain = _read(text, delimiter, csv.QUOTE_NONE)
    if isinstance(plain, str):
        raise FeedbackError(f"{path}:{plain}")
    if isinstance(quoted, tuple) and len(_uneven(quoted)) <= len(_uneven(plain)):
        return quoted
    return plain


def _declared(text: str) -> tuple[str, str]:
    """Take off Excel's first line ``sep=;``."""
    first, _, rest = text.partition("\n")
    said = first.strip().strip('"')
    if said.lower().startswith("sep=") and len(said) == len("sep=") + 1:
        return rest, said[-1]
    return text, "\t" if said.lower() == "sep=" else ""


def _delimiter(text: str) -> str:
    """Return the sign that the fullest of the first lines holds most of."""
    head = max(text.splitlines()[:10] or [""], key=lambda line: max(map(line.count, _DELIMITERS)))
    return max(_DELIMITERS, key=head.count)


def _read(text: str, delimiter: str, quoting: int) -> tuple[Line, ...] | str:
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
