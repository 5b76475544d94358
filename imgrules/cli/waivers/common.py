"""The file of waivers that these commands are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imgrules.cli.excusing import existing, most_days, waivers_file
from imgrules.errors import RulebookError, UsageError

if TYPE_CHECKING:
    from imgrules.config import Settings
    from imgrules.rulebook.waivers import Waivers

file_option: Callable[[Any], Any] = click.option(
    "--waivers",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file of waivers (default: imgrules-waivers.yaml in this folder).",
)
rules_option: Callable[[Any], Any] = click.option(
    "-r",
    "--rules",
    multiple=True,
    metavar="RULEBOOK[@EDITION]",
    help="A rulebook of your own, by its path. Repeatable.",
)


@dataclass(frozen=True, slots=True)
class File:
    """The file, its text and what it says; ``text`` None where it is not there yet."""

    path: Path
    text: str | None
    waivers: Waivers
    settings: Settings


def read_file(given: Path | None, *, new: bool = False) -> File:
    """Read the file of waivers; ``new``: it need not be there yet. Raises ImgrulesError."""
    from imgrules.config import load_config
    from imgrules.rulebook.waivers import Waivers, load_waivers

    settings = load_config(start=Path.cwd())
    place = waivers_file(given, settings)
    if new and not place.path.exists():
        return File(place.path, None, Waivers((), most_days(settings)), settings)
    path = existing(place)
    if path is None:
        raise UsageError(f"{place.path}: no such file", hint=f"{place.make} makes it")
    waivers = load_waivers(path, max_days=most_days(settings))
    # Read as bytes: text mode would turn the line ends that are to stay into others.
    return File(path, path.read_bytes().decode("utf-8"), waivers, settings)


def rules_known(names: set[str], specs: tuple[str, ...], file: File, day: date) -> dict[str, bool]:
    """Return the rules of the rulebooks named, in full, and whether each can be waived.

    ``specs`` are loaded, else those in the settings; then, of the rulebooks still missing, those
    that are installed.
    """
    from imgrules.cli.books import available
    from imgrules.cli.defaults import defaults
    from imgrules.engine.excuses import rules_of
    from imgrules.rulebook.load import load_rulebook

    settled = defaults(file.settings).get("rules", []) if not specs else []
    books = [load_rulebook(spec, as_of=day) for spec in (*specs, *settled)]
    loaded = {book.name for book in books}
    for name in sorted((names - loaded) & set(available())):
        try:
            books.append(load_rulebook(name, as_of=day))
        except RulebookError as problem:
            raise UsageError(problem.message, hint=problem.hint) from problem
    return rules_of(books)
