"""``imgrules rules stale``: sources that nobody has read again for a long time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from imgrules.cli.options import Day, today
from imgrules.reporters.ink import prose

if TYPE_CHECKING:
    from imgrules.reporters.ink import Ink
    from imgrules.rulebook.model import Rulebook
    from imgrules.rulebook.stale import Stale


@click.command()
@click.argument("rulebooks", nargs=-1, metavar="[RULEBOOK[@EDITION]|FOLDER|FILE]...")
@click.option(
    "--days",
    type=click.IntRange(0),
    default=180,
    show_default=True,
    metavar="N",
    help="Sources last read more than N days ago.",
)
@click.option("--check", is_flag=True, help="Exit with 1 where there is one.")
@click.option("--as-of", type=Day(), help="Count the days up to this one (default: today in UTC).")
def stale(rulebooks: tuple[str, ...], *, days: int, check: bool, as_of: date | None) -> int:
    """List the sources of rules that have not been read again for N days.

    Marketplaces change their pages without notice. Looked at are the editions in force and those
    to come; without a name, of all rulebooks.
    """
    from imgrules.cli.boundary import FAILED, FINE
    from imgrules.cli.terminal import ink, show
    from imgrules.rulebook.stale import stale_sources

    day = as_of or today()
    books = [book for name in rulebooks or _all() for book in _books(name, day)]
    found = [each for book in books for each in stale_sources(book, today=day, days=days)]
    out = ink()
    show("".join(f"{line}\n" for each in found for line in _lines(each, out)))
    sources = "1 source" if len(found) == 1 else f"{len(found) or 'no'} sources"
    editions = "1 edition" if len(books) == 1 else f"{len(books)} editions"
    show(f"{editions}: {sources} not read for more than {days} days\n")
    return FAILED if found and check else FINE


def _all() -> tuple[str, ...]:
    from imgrules.rulebook.load import list_rulebooks

    return tuple(each.name for each in list_rulebooks())


def _books(name: str, day: date) -> list[Rulebook]:
    """Load the edition in force and those to come; a pinned one or a file alone."""
    from imgrules.rulebook.load import list_editions, load_file, load_rulebook, parse_spec

    wanted = parse_spec(name)
    if wanted.edition is not None or (wanted.path is not None and wanted.path.is_file()):
        return [load_rulebook(name, as_of=day)]
    editions = list_editions(name)
    begun = [edition for edition in editions if edition.day <= day]
    chosen = [*begun[-1:], *(edition for edition in editions if edition.day > day)]
    return [load_file(edition.path, as_of=day) for edition in chosen]


def _lines(each: Stale, ink: Ink) -> Iterator[str]:
    read = f"read on {each.retrieved}, {each.days} days ago" if each.retrieved else "never dated"
    rules = "1 rule" if each.rules == 1 else f"{each.rules} rules"
    source = ink.paint(ink.plain(f"{each.rulebook}@{each.edition} {each.ref}"), "bold")
    yield f"{source}  {read}, {rules}"
    yield from ink.block(prose(each.title), indent=4, first="    ")
    if each.url:
        yield f"    {ink.plain(each.url)}"
