"""From what the user names to a rulebook ready to judge by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from imgrules.rulebook.choose import (
    Spec,
    choose,
    in_force,
    list_editions,
    list_rulebooks,
    parse_spec,
)
from imgrules.rulebook.kept import Kept
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.shelf import Edition, Shelved

__all__ = [
    "Edition", "Shelved", "Spec", "in_force", "list_editions", "list_rulebooks", "load_file",
    "load_rulebook", "parse_spec",
]  # fmt: skip


def load_rulebook(spec: str, *, as_of: date, kept: Kept | None = None) -> Rulebook:
    """Return the edition in force on ``as_of``; a pinned one or a file whatever the date.

    ``kept``: where rulebooks read before are. Raises RulebookNotFoundError, RulebookError or
    RulebookErrors with file:line:column, and PluginError where a check is missing or broken.
    """
    wanted = parse_spec(spec)
    if wanted.path is not None and wanted.path.suffix in (".yaml", ".yml"):
        return load_file(wanted.path, as_of=as_of, kept=kept)
    edition = choose(wanted, as_of)
    return load_file(
        edition.path,
        as_of=as_of,
        name=None if wanted.path else wanted.name,
        edition=edition.id,
        kept=kept,
    )


def load_file(
    path: Path,
    *,
    as_of: date,
    name: str | None = None,
    edition: str | None = None,
    kept: Kept | None = None,
) -> Rulebook:
    """Return the rulebook of one file, which must be of that name and edition where given.

    Without them the file may be called anything: a copy somebody edits is a rulebook too.
    """
    known = kept.get(path, as_of) if kept else None
    if known and known.name == (name or known.name) and known.edition == (edition or known.edition):
        return known
    from imgrules.rulebook.read import read_rulebook

    reading = read_rulebook(path, as_of=as_of, name=name, edition=edition)
    if kept:
        kept.keep(reading.rulebook, reading.parts)
    return reading.rulebook
