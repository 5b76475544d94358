"""``imgrules rules lock``: write down what verdicts rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgrules.cli.options import AS_OF_HELP, Day, today
from imgrules.errors import LockError, UsageError

if TYPE_CHECKING:
    from imgrules.rulebook.lock import Lock


@click.command()
@click.option(
    "-r",
    "--rules",
    multiple=True,
    metavar="RULEBOOK[@EDITION]",
    help="A rulebook, a pinned edition, or a path to one. Repeatable (default: those locked "
    "already, else those of imgrules.yaml).",
)
@click.option(
    "--lock",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The lock file (default: lock: in imgrules.yaml, else imgrules.lock).",
)
@click.option("--as-of", type=Day(), help=AS_OF_HELP)
@click.option("--check", is_flag=True, help="Write nothing; hold the file against what is here.")
def lock(rules: tuple[str, ...], file: Path | None, as_of: date | None, *, check: bool) -> int:
    """Lock the editions, check versions and plug-ins that verdicts rest on.

    check --locked then judges by these editions, whatever the calendar says, and refuses to judge
    where anything else is installed.

    Exit status: 0, or 2 where --check finds a difference.
    """
    from imgrules.cli.boundary import FINE
    from imgrules.cli.terminal import show

    place = file or _usual()
    day = as_of or today()
    if check:
        return _check(rules, place, day)
    specs = rules or _known(place)
    _write(place, specs, day)
    show(f"wrote {place}; judge by it with imgrules check --locked\n")
    return FINE


def _usual() -> Path:
    from imgrules.cli.defaults import defaults
    from imgrules.cli.locking import default_lock
    from imgrules.config import load_config

    found: Path | None = defaults(load_config(start=Path.cwd())).get("lock")
    return found or default_lock()


def _check(rules: tuple[str, ...], place: Path, day: date) -> int:
    from imgrules.cli.boundary import FINE
    from imgrules.cli.locking import load_locked
    from imgrules.cli.terminal import ink, show

    locked = load_locked(rules, place, day)
    plain = ink().plain
    for notice in locked.notices:
        show(plain(f"notice: {notice.message}; {notice.hint}") + "\n")
    named = ", ".join(book.spec for book in locked.books)
    show(plain(f"all is as locked in {place}: {named}") + "\n")
    return FINE


def _known(place: Path) -> tuple[str, ...]:
    """Return the rulebooks that are locked already, else those of the settings."""
    from imgrules.cli.defaults import defaults
    from imgrules.cli.locking import place_of
    from imgrules.config import load_config
    from imgrules.rulebook.lock import read_lock

    if place.is_file():
        return tuple(place_of(name, place) for name in read_lock(place).rulebooks)
    specs = tuple(defaults(load_config(start=Path.cwd())).get("rules", ()))
    if not specs:
        raise UsageError("no rulebook to lock", hint="name it: imgrules rules lock -r RULEBOOK")
    return specs


def _write(place: Path, specs: tuple[str, ...], day: date) -> None:
    from imgrules.cli.books import load_books
    from imgrules.cli.locking import key_of
    from imgrules.cli.terminal import ink, show
    from imgrules.reportfile import report_file
    from imgrules.rulebook.lock import lock_text, make_lock

    books = load_books(specs, day)
    made = make_lock({key_of(spec, place): book for spec, book in zip(specs, books, strict=True)})
    before = _before(place)
    plain = ink().plain
    show("".join(f"{plain(line)}\n" for line in _news(before, made)))
    with report_file(place) as draft:
        draft.write(lock_text(made))


def _before(place: Path) -> Lock | None:
    """Return the lock there is; one that cannot be read is no reason not to write it anew."""
    from imgrules.rulebook.lock import read_lock

    try:
        return read_lock(place)
    except LockError:
        return None


def _news(before: Lock | None, made: Lock) -> Iterator[str]:
    """Say what is locked, and what was."""
    for name, book in made.rulebooks.items():
        old = before.rulebooks.get(name) if before else None
        was = f" (was {old.edition})" if old and old.edition != book.edition else ""
        yield f"{book.rulebook}@{book.edition}{was}"
