"""The nearest valid word to one that is not."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the choice that looks most like ``word``, or None where none comes close."""
    by_lower = {choice.lower(): choice for choice in choices}
    from difflib import get_close_matches

    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else None


def suggest(word: str, choices: Iterable[str], *, what: str = "known") -> str:
    """Return a hint: the nearest word, or else the words there are."""
    listed = sorted(choices)
    if near := nearest(word, listed):
        return f"did you mean {near}?"
    return f"{what}: {', '.join(listed)}" if listed else f"{what}: none"
