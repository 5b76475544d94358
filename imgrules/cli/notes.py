"""What a run says beside its result: what would wake more rules, what was left aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imgrules.config import Settings
from imgrules.engine.assemble import Assembled
from imgrules.engine.job import Picture
from imgrules.rulebook.model import Rule, Rulebook

_NAMED = 6
_CHOICES = 12
"""Words to choose from that are named: a seller should find their category among them."""


def run_notes(
    asked: Sequence[Rulebook],
    judged: Sequence[Rulebook],
    assembled: Assembled,
    settings: Settings | None = None,
) -> tuple[str, ...]:
    """Return the notes; ``asked`` are the whole rulebooks, ``judged`` what was selected of them."""
    notes = [*_narrowed(asked, judged), *_sleeping(judged, assembled.samples)]
    if settings is not None and settings.decides:
        notes.insert(0, f"settings from {settings.label}")
    if assembled.left_aside:
        count = len(assembled.left_aside)
        files = (
            "1 file is no picture and was"
            if count == 1
            else f"{count} files are no pictures and were"
        )
        notes.append(f"{files} left aside: {_some(assembled.left_aside)}")
    return tuple(notes)


def _narrowed(asked: Sequence[Rulebook], judged: Sequence[Rulebook]) -> Iterator[str]:
    for whole, part in zip(asked, judged, strict=True):
        if len(part.rules) < len(whole.rules):
            yield (
                f"{whole.name}: only {len(part.rules)} of {len(whole.rules)} rules were asked for"
            )


def _sleeping(books: Sequence[Rulebook], pictures: Sequence[Picture]) -> Iterator[str]:
    stated = {
        "category": any(picture.categories for picture in pictures),
        "region": any(picture.region for picture in pictures),
        "channel": any(picture.channel for picture in pictures),
    }
    for book in books:
        known = {"category": book.categories, "region": book.regions, "channel": book.channels}
        for kind, words in known.items():
            count = sum(bool(_limits(rule, kind)) for rule in book.rules)
            if count and not stated[kind]:
                rules = "1 rule depends" if count == 1 else f"{count} rules depend"
                choices = _some(words, _CHOICES)
                yield f"{book.name}: {rules} on the {kind}; name it with --{kind} ({choices})"


def _limits(rule: Rule, kind: str) -> tuple[str, ...]:
    limits: tuple[str, ...] = getattr(rule.when, kind)
    return limits


def _some(words: Sequence[str], most: int = _NAMED) -> str:
    shown = ", ".join(words[:most])
    return f"{shown}, …" if len(words) > most else shown
