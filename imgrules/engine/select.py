"""Narrowing rulebooks to the rules asked for (``--select``, ``--ignore``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from imgrules.errors import UsageError
from imgrules.rulebook.model import Rule, Rulebook


def select_rules(
    rulebooks: Sequence[Rulebook], *, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Rulebook, ...]:
    """Keep the selected rules and drop the ignored ones.

    A pattern is a rule id (``background-white``), a full id (``amazon/background-white``), a check
    (``background.white``) or a glob over any of them. Raises UsageError for a pattern that names
    no rule: a typo must not quietly select nothing.
    """
    for pattern in (*select, *ignore):
        _demand_match(pattern, rulebooks)
    return tuple(_narrow(rulebook, select, ignore) for rulebook in rulebooks)


def _narrow(rulebook: Rulebook, select: Sequence[str], ignore: Sequence[str]) -> Rulebook:
    kept = tuple(
        rule
        for rule in rulebook.rules
        if (not select or _matches(rulebook, rule, select)) and not _matches(rulebook, rule, ignore)
    )
    return replace(rulebook, rules=kept)


def _names(rulebook: Rulebook, rule: Rule) -> tuple[str, ...]:
    return (rule.id, f"{rulebook.name}/{rule.id}", *((rule.check,) if rule.check else ()))


def _matches(rulebook: Rulebook, rule: Rule, patterns: Sequence[str]) -> bool:
    names = _names(rulebook, rule)
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _demand_match(pattern: str, rulebooks: Sequence[Rulebook]) -> None:
    if any(_matches(book, rule, [pattern]) for book in rulebooks for rule in book.rules):
        return
    names = [name for book in rulebooks for rule in book.rules for name in _names(book, rule)]
    import difflib

    near = difflib.get_close_matches(pattern, names, 1)
    hint = f"did you mean {near[0]}?" if near else "`imgrules rules show NAME` lists the rules"
    raise UsageError(f"no rule is called {pattern!r}", hint=hint)
