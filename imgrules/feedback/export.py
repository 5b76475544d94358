"""A marketplace's export as rows that say which product or picture was refused, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from pathlib import Path

from imgrules.errors import FeedbackError
from imgrules.feedback.decode import Decoded, read_text
from imgrules.feedback.entries import Column, Columns, MappingFile
from imgrules.feedback.mapping import Mapping, bundled, load_mapping
from imgrules.feedback.table import Line, rows

_PREAMBLE = 20
"""Lines looked at for the header: exports may begin with a title and notes."""
NAMING = ("sku", "asin", "image")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the export. ``where`` is ``file:line``."""

    where: str
    sku: str = ""
    asin: str = ""
    image: str = ""
    role: str = ""
    status: str = ""
    reason: str = ""

    @property
    def named(self) -> str:
        """Return what the row is about, as a person would say it."""
        return self.image or self.sku or self.asin


@dataclass(frozen=True, slots=True)
class Export:
    """What was read, and how."""

    mapping: Mapping
    decoded: Decoded
    columns: Map[str, tuple[str, ...]]
    """What a column holds to its names in this file."""
    rows: tuple[Row, ...]


def read_export(path: Path, *, mapping: str | None = None, encoding: str | None = None) -> Export:
    """Read an export with a mapping; with the first bundled one that fits where none is named.

    Raises FeedbackError for a file that is no such export, RulebookError for a faulty mapping.
    """
    chosen = load_mapping(mapping) if mapping is not None else None
    decoded = read_text(path, encoding or (chosen.file.encoding if chosen else None))
    lines = rows(path, decoded.text)
    chosen = chosen or _fitting(path, lines)
    at, found = _header(path, lines, chosen)
    _refuse_longer(path, lines[at], lines[at + 1 :])
    made = tuple(_rows(path, lines[at + 1 :], found))
    if not made:
        raise FeedbackError(f"{path}: has a header, but no rows")
    names = {key: tuple(lines[at].cells[i] for i in indexes) for key, indexes in found.items()}
    return Export(chosen, decoded, names, made)


def _refuse_longer(path: Path, head: Line, lines: Sequence[Line]) -> None:
    """Raise FeedbackError for a row whose cells cannot be told apart: its reason may be cut."""
    for line in lines:
        if any(line.cells[len(head.cells) :]):
            raise FeedbackError(
                f"{path}:{line.number}: {len(line.cells)} cells, but the header has "
                f"{len(head.cells)}",
                hint="put cells that hold the separator in double quotes",
            )


def read_listed(path: Path, columns: Columns, encoding: str | None = None) -> frozenset[str]:
    """Return the product numbers of a list of what is for sale, in small letters.

    Raises FeedbackError where it has none of the columns that name a product.
    """
    lines = rows(path, read_text(path, encoding).text)
    entries = {name: getattr(columns, name) for name in ("sku", "asin")}
    extra = {"sku": ("seller-sku",), "asin": ("asin1",)}
    names = {
        name: (*(entry.names if entry else ()), name, *extra[name])
        for name, entry in entries.items()
    }
    for at, line in enumerate(lines[:_PREAMBLE]):
        found = [i for wanted in names.values() for i in _indexes(line, wanted)]
        if found:
            cells = (each.cells for each in lines[at + 1 :])
            return frozenset(row[i].lower() for row in cells for i in found if row[i : i + 1]) - {
                ""
            }
    wanted = sorted({name for each in names.values() for name in each})
    raise FeedbackError(f"{path}: no column names a product", hint=f"one of {', '.join(wanted)}")


def _fitting(path: Path, lines: Sequence[Line]) -> Mapping:
    for name in bundled():
        mapping = load_mapping(name)
        if any(_fits(line, mapping.file) is not None for line in lines[:_PREAMBLE]):
            return mapping
    raise FeedbackError(
        f"{path}: no mapping fits the columns {_shown(lines[0])}",
        hint=f"write a mapping and name it with --mapping (there are {', '.join(bundled())})",
    )


def _header(
    path: Path, lines: Sequence[Line], mapping: Mapping
) -> tuple[int, dict[str, tuple[int, ...]]]:
    for at, line in enumerate(lines[:_PREAMBLE]):
        if (found := _fits(line, mapping.file)) is not None:
            return at, found
    best = max(lines[:_PREAMBLE], key=lambda line: len(_found(line, mapping.file)))
    lacks = [name for name in _needed(mapping.file) if name not in _found(best, mapping.file)]
    wanted = [f"{name} ({', '.join(_column(mapping.file, name).names)})" for name in lacks]
    lacking = ", ".join(wanted) or "one that names a product or picture"
    raise FeedbackError(
        f"{path}:{best.number}: the columns are {_shown(best)}; {mapping.name} needs {lacking}",
        hint=f"add the name to columns in the mapping, or take another ({', '.join(bundled())})",
    )


def _fits(line: Line, file: MappingFile) -> dict[str, tuple[int, ...]] | None:
    found = _found(line, file)
    whole = all(name in found for name in _needed(file))
    return found if whole and any(name in found for name in NAMING) else None


def _found(line: Line, file: MappingFile) -> dict[str, tuple[int, ...]]:
    found = {name: _indexes(line, _column(file, name).names) for name in _columns(file)}
    return {name: indexes for name, indexes in found.items() if indexes}


def _columns(file: MappingFile) -> Iterator[str]:
    yield from (name for name in Columns.model_fields if getattr(file.columns, name) is not None)


def _needed(file: MappingFile) -> Iterator[str]:
    yield from (name for name in _columns(file) if not _column(file, name).optional)


def _column(file: MappingFile, name: str) -> Column:
    column: Column = getattr(file.columns, name)
    return column


def _indexes(line: Line, names: Iterable[str]) -> tuple[int, ...]:
    cells = [_plain(cell) for cell in line.cells]
    return tuple(
        dict.fromkeys(cells.index(_plain(name)) for name in names if _plain(name) in cells)
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name).strip().lower()


def _shown(line: Line) -> str:
    return ", ".join(cell or "(empty)" for cell in line.cells[:20])


def _rows(path: Path, lines: Sequence[Line], found: Map[str, tuple[int, ...]]) -> Iterator[Row]:
    for line in lines:
        cells = {name: _joined(line, indexes, name) for name, indexes in found.items()}
        yield Row(where=f"{path}:{line.number}", **cells)


def _joined(line: Line, indexes: Sequence[int], name: str) -> str:
    """Return what the columns hold: reasons joined, of the others the first that is not empty."""
    cells = [line.cells[at] for at in indexes if at < len(line.cells) and line.cells[at]]
    return " · ".join(dict.fromkeys(cells)) if name == "reason" else next(iter(cells), "")
