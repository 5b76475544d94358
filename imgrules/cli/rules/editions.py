"""Which two editions a command is to compare."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imgrules.rulebook.model import Rulebook


def two_editions(old: str, new: str | None, day: date) -> tuple[Rulebook, Rulebook]:
    """Load both; one name alone stands for its last two editions, a pin for it and the one before.

    ``day`` says which edition a name without one means where two names are given.
    """
    from imgrules.rulebook.diff import last_two
    from imgrules.rulebook.load import load_rulebook

    if new is None:
        return last_two(old)
    return load_rulebook(old, as_of=day), load_rulebook(new, as_of=day)


def begins(book: Rulebook) -> date:
    """Return the day from which an edition is in force."""
    return date.fromisoformat(book.edition.partition(".")[0])
