"""Sources that nobody has read again for a long time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from imgrules.errors import RulebookError
from imgrules.rulebook.model import Rulebook

DAYS = 180


@dataclass(frozen=True, slots=True)
class Stale:
    """A source and how long ago it was read; ``days`` is None where nobody wrote that down."""

    rulebook: str
    edition: str
    ref: str
    title: str
    url: str
    retrieved: str
    days: int | None
    rules: int
    """How many rules cite it."""


def stale_sources(book: Rulebook, *, today: date, days: int = DAYS) -> tuple[Stale, ...]:
    """Return the cited sources last read more than so many days ago, the oldest first.

    Raises RulebookError for a day that is none.
    """
    found = []
    for ref, entry in book.sources.items():
        rules = sum(rule.source.ref == ref for rule in book.rules)
        age = _age(book, ref, entry.retrieved, today)
        if rules and (age is None or age > days):
            found.append(Stale(book.name, book.edition, ref, entry.title, entry.url,
                               entry.retrieved, age, rules))  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.retrieved, each.ref)))


def _age(book: Rulebook, ref: str, retrieved: str, today: date) -> int | None:
    if not retrieved:
        return None
    try:
        return (today - date.fromisoformat(retrieved)).days
    except ValueError as problem:
        raise RulebookError(
            f"{book.spec}: the source {ref} was read on {retrieved}, which is no day",
            hint="imgrules rules lint names the place",
        ) from problem
