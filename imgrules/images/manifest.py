"""Reading a manifest: a table (CSV) or lines of JSON that say what each picture is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from imgrules.errors import ManifestError

COLUMNS = ("path", "role", "sku", "category", "region", "channel")
"""Columns with a meaning; all others are carried into the reports untouched."""

_DELIMITERS = ",;\t|"
_NEARLY = 0.8
"""Likeness (0-1) from which a column's name is taken for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the manifest says of one picture. ``where`` is ``file:line``."""

    path: str
    where: str
    role: str | None = None
    sku: str | None = None
    categories: tuple[str, ...] = ()
    region: str | None = None
    channel: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


def read_manifest(path: Path) -> tuple[ManifestRow, ...]:
    """Read the manifest; its ending decides the form (``.jsonl``, ``.ndjson``, else a table).

    Raises ManifestError with the line for everything that is not as it should be.
    """
    text = _text(path)
    lines = _json_lines if path.suffix.lower() in {".jsonl", ".ndjson"} else _table
    rows = tuple(_row(path, number, cells) for number, cells in lines(path, text))
    if not rows:
        raise ManifestError(f"{path}: the manifest has no rows", hint=_hint())
    _refuse_doubles(rows)
    return rows


def _hint() -> str:
    return f"a manifest needs a column path; it may have {', '.join(COLUMNS[1:])} and your own"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise ManifestError(f"{path}: {problem.strerror or problem}") from problem
    except UnicodeDecodeError as problem:
        raise ManifestError(
            f"{path}: not UTF-8 text (byte {problem.start + 1})",
            hint='in a spreadsheet, save it as "CSV UTF-8"',
        ) from problem


def _table(path: Path, text: str) -> Iterator[tuple[int, dict[str, object]]]:
    head = text.lstrip().partition("\n")[0]
    # A spreadsheet in much of Europe writes semicolons and still calls it CSV.
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names: list[str] | None = None
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = _column_names(path, reader.line_num, cells)
            else:
                yield reader.line_num, _by_name(path, reader.line_num, names, cells)
    except csv.Error as problem:
        raise ManifestError(f"{path}:{reader.line_num}: {problem}") from problem


def _column_names(path: Path, line: int, cells: list[str]) -> list[str]:
    names = [_column(f"{path}:{line}", cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if "path" not in names:
        shown = ", ".join(cell.strip() or "(empty)" for cell in cells)
        raise ManifestError(f"{path}:{line}: no column path among {shown}", hint=_hint())
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise ManifestError(f"{path}:{line}: two columns are called {twice}")
    return names


def _column(where: str, name: str) -> str:
    """Columns with a meaning are known in any case; a user's own keep theirs.

    Raises ManifestError for one that is nearly a known one: taken for the user's own, ``rol``
    would leave every picture in its default role without a word.
    """
    stripped = name.strip()
    lowered = stripped.lower()
    if lowered in COLUMNS:
        return lowered
    import difflib

    near = difflib.get_close_matches(lowered, COLUMNS, n=1, cutoff=_NEARLY)
    if near:
        raise ManifestError(
            f"{where}: column {stripped} is nearly {near[0]}",
            hint=f"call it {near[0]}, or give a column of your own a name less like it",
        )
    return stripped


def _by_name(path: Path, line: int, names: list[str], cells: list[str]) -> dict[str, object]:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise ManifestError(
            f"{path}:{line}: {len(cells)} cells, but the header has {len(names)}",
            hint="put cells that hold the separator in double quotes",
        )
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _json_lines(path: Path, text: str) -> Iterator[tuple[int, dict[str, object]]]:
    # Not splitlines: U+2028 may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            cells = json.loads(line)
            _refuse_broken_text(where, cells)
        except (ValueError, RecursionError) as problem:
            raise ManifestError(f"{where}: not JSON: {problem}") from problem
        if not isinstance(cells, dict):
            raise ManifestError(f"{where}: each line must be an object in braces")
        named = {_column(where, name): value for name, value in cells.items()}
        if len(named) < len(cells):
            raise ManifestError(f"{where}: two keys mean the same column")
        yield number, named


def _refuse_broken_text(where: str, cells: object) -> None:
    r"""Refuse half a character, which JSON can spell (``\ud800``) and no text can hold."""
    try:
        json.dumps(cells, ensure_ascii=False).encode()
    except UnicodeEncodeError as problem:
        half = problem.object[problem.start : problem.end]
        raise ManifestError(
            f"{where}: {half!r} is half a character", hint="save as UTF-8"
        ) from None


def _row(path: Path, line: int, cells: dict[str, object]) -> ManifestRow:
    where = f"{path}:{line}"
    categories = cells.pop("category", None)
    plain = {name: _plain(where, name, value) for name, value in cells.items()}
    if not plain.get("path"):
        raise ManifestError(f"{where}: the row has no path")
    return ManifestRow(
        path=plain["path"],
        where=where,
        role=plain.get("role") or None,
        sku=plain.get("sku") or None,
        categories=_categories(where, categories),
        region=plain.get("region") or None,
        channel=plain.get("channel") or None,
        extra={name: value for name, value in plain.items() if name not in COLUMNS},
    )


def _categories(where: str, value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _plain(where, "category", value).split("|")
    words = (_plain(where, "category", part).strip() for part in parts)
    return tuple(word for word in words if word)


def _plain(where: str, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ManifestError(f"{where}: {name} must be text or a number")


def _refuse_doubles(rows: tuple[ManifestRow, ...]) -> None:
    first: dict[str, str] = {}
    for row in rows:
        if row.path in first:
            raise ManifestError(f"{row.where}: {row.path} is listed already at {first[row.path]}")
        first[row.path] = row.where
