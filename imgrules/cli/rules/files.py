"""Which rulebook files a command is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from imgrules.rulebook.load import list_editions, list_rulebooks, parse_spec


def edition_files(specs: Sequence[str]) -> list[Path]:
    """Return the editions named; all editions of all rulebooks where none is."""
    if not specs:
        return [edition.path for shelved in list_rulebooks() for edition in shelved.editions]
    return [path for spec in specs for path in _files(spec)]


def _files(spec: str) -> list[Path]:
    wanted = parse_spec(spec)
    if wanted.path is not None and wanted.path.suffix in {".yaml", ".yml"}:
        return [wanted.path]
    editions = list_editions(spec)
    return [edition.path for edition in editions if wanted.edition in {None, edition.id}]
