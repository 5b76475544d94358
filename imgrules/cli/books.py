"""Loading the rulebooks a command was asked for, for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from imgrules.errors import AsOfError, UsageError

if TYPE_CHECKING:
    from imgrules.rulebook.kept import Kept
    from imgrules.rulebook.model import Rulebook


def load_books(specs: Sequence[str], day: date, kept: Kept | None = None) -> tuple[Rulebook, ...]:
    """Load each rulebook. Raises UsageError for none at all and for one named twice."""
    from imgrules.rulebook.load import load_rulebook

    if not specs:
        raise UsageError("no rulebook given", hint=f"choose with -r: {', '.join(offered())}")
    if not all(specs):
        raise UsageError("an empty rulebook name was given", hint="a shell variable may be unset")
    books = tuple(load_rulebook(spec, as_of=day, kept=kept) for spec in specs)
    names = [book.name for book in books]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError(
            f"the rulebook {twice} is given twice",
            hint="judge by one edition of a rulebook at a time",
        )
    return books


def available() -> tuple[str, ...]:
    """Return the names of the rulebooks there are."""
    from imgrules.rulebook.choose import list_rulebooks

    return tuple(shelved.name for shelved in list_rulebooks())


def offered() -> list[str]:
    """Leave out what other rulebooks build on: no marketplace judges by that alone."""
    return [name for name in available() if not name.startswith("base/")]


def refuse_past(day: date, today: date, *, allowed: bool) -> bool:
    """Return whether the day has passed. Raises AsOfError where that is not allowed."""
    if day < today and not allowed:
        raise AsOfError(
            f"--as-of {day} has passed; rules in force since then would not count",
            hint="--allow-past judges for that day and stamps the result as no gate",
        )
    return day < today
