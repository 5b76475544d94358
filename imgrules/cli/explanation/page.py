"""Finding out what a name stands for, and the page about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from imgrules import plugins
from imgrules.checks import CHECKS
from imgrules.cli.books import available, load_books
from imgrules.cli.caching import kept_rulebooks
from imgrules.cli.explanation.check_page import check_page
from imgrules.cli.explanation.rule_page import rule_page
from imgrules.errors import UsageError
from imgrules.reporters.ink import Ink
from imgrules.rulebook.kept import Kept
from imgrules.rulebook.model import Rule, Rulebook
from imgrules.rulebook.names import nearest, suggest

Found = list[tuple[Rulebook, Rule]]
_FEW = 4
"""Rulebooks of so many the rules are too many to list."""


def page(name: str, specs: Sequence[str], day: date, ink: Ink) -> str:
    """Return the page about a name. Raises UsageError with the nearest one."""
    if "." in name and "/" not in name:  # ids of rules hold no dot
        if name in CHECKS or name in plugins.check_names():
            return check_page(name, ink)
        hint = suggest(name, plugins.check_names(), what="checks")
        raise UsageError(f"no check is called {name}", hint=hint)
    return _rules(name, specs, day, ink)


def _rules(name: str, specs: Sequence[str], day: date, ink: Ink) -> str:
    spec, _, rule_id = name.rpartition("/")
    kept = kept_rulebooks()
    books = _books(spec, specs, day, kept)
    found: Found = [(book, rule) for book in books for rule in book.rules if rule.id == rule_id]
    if not found:
        raise _unknown(name, rule_id, books)
    if len(found) == 1:
        return rule_page(*found[0], ink, kept)
    return _several(found, ink)


def _books(spec: str, specs: Sequence[str], day: date, kept: Kept | None) -> tuple[Rulebook, ...]:
    """Return where to look: a name such as acme/portrait may mean one that ``-r`` gave by path."""
    if not spec or not specs:
        return load_books([spec] if spec else specs or available(), day, kept)
    given = load_books(specs, day, kept)
    named = tuple(book for book in given if spec in {book.name, book.spec})
    if not named:
        hint = suggest(spec, [book.name for book in given], what="given with -r")
        raise UsageError(f"no rulebook given with -r is called {spec}", hint=hint)
    return named


def _several(found: Found, ink: Ink) -> str:
    from imgrules.cli.table import table

    rows = [(f"{book.name}/{rule.id}", rule.title) for book, rule in found]
    head = f"{len(found)} rulebooks have a rule of that name; explain one of them:\n\n"
    return head + table(rows, ink)


def _unknown(name: str, rule_id: str, books: Sequence[Rulebook]) -> UsageError:
    ids = {rule.id for book in books for rule in book.rules}
    if len(books) < _FEW:
        where = ", ".join(book.spec for book in books)
        return UsageError(
            f"{where} has no rule {rule_id}", hint=suggest(rule_id, ids, what="rules")
        )
    near = nearest(rule_id, sorted(ids))
    return UsageError(
        f"no rulebook has a rule {name}",
        hint=f"did you mean {near}?" if near else "imgrules rules show RULEBOOK lists its rules",
    )
