"""Holding roles, categories and regions that people type against the words rulebooks know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from imgrules.errors import UsageError
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.names import nearest


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says about pictures, and where: options, or a manifest's row."""

    role: str | None = None
    categories: tuple[str, ...] = ()
    region: str | None = None
    channel: str | None = None
    where: str = ""
    """``file:line``; empty for options."""


def refuse_unknown(rulebooks: Sequence[Rulebook], *given: Given) -> None:
    """Raise UsageError for a word that no rulebook knows, naming the nearest one."""
    known = {
        "role": _union(rulebook.role_names for rulebook in rulebooks),
        "category": _union(rulebook.categories for rulebook in rulebooks),
        "region": _union(rulebook.regions for rulebook in rulebooks),
        "channel": _union(rulebook.channels for rulebook in rulebooks),
    }
    names = " and ".join(rulebook.name for rulebook in rulebooks)
    for each in given:
        for kind, word in _words(each):
            # Where no rulebook tells, say, regions apart, naming one can change no verdict.
            if known[kind] and word not in known[kind]:
                raise _unknown(kind, word, each.where, known[kind], names)


def _union(groups: Iterator[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(word for group in groups for word in group))


def _words(given: Given) -> Iterator[tuple[str, str]]:
    pairs = (
        ("role", given.role),
        *(("category", category) for category in given.categories),
        ("region", given.region),
        ("channel", given.channel),
    )
    return ((kind, word) for kind, word in pairs if word is not None)


def _unknown(kind: str, word: str, where: str, known: list[str], names: str) -> UsageError:
    place = f"{where}: {kind} {word}" if where else f"--{kind} {word}"
    near = nearest(word, known)
    guess = f"did you mean {near}? " if near else ""
    return UsageError(
        f"{place}: {names} {'know' if ' and ' in names else 'knows'} no such {kind}",
        hint=f"{guess}known: {', '.join(known)}",
    )
