"""Which of Amazon's rules a way is asked to judge, as options of ``imgrules check``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from imgrules import plugins
from imgrules.cli.books import load_books
from imgrules.ext import Need

DAY = date(2026, 11, 21)
RULEBOOK = "amazon"
KINDS = ("headers", "pixels", "everything")
"""Rules that read files and headers; all that need no text model; all."""


def narrowing(kind: str) -> dict[str, tuple[str, ...]]:
    """Return ``select`` and ``ignore`` for one kind of rules."""
    if kind == "everything":
        return {}
    if kind == "pixels":
        return {"ignore": tuple(_checks(Need.TEXT))}
    return {"select": tuple(_checks(Need.FILE, Need.HEADER))}


def options(kind: str) -> list[str]:
    """Return the same as options of the command."""
    return [
        "--rules", RULEBOOK, "--as-of", DAY.isoformat(),
        *(f"--{name}={check}" for name, checks in narrowing(kind).items() for check in checks),
    ]  # fmt: skip


def _checks(*needs: Need) -> Iterator[str]:
    """Yield the rulebook's checks of single pictures that need one of these."""
    (book,) = load_books((RULEBOOK,), DAY)
    asked = {rule.check for rule in book.rules if rule.check and rule.scope == "image"}
    yield from (name for name in sorted(asked) if plugins.load_check(name).needs in needs)
