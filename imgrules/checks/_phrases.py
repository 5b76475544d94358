"""Finding words and phrases in what a text reader read, which is never quite what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LOOKALIKES = str.maketrans(
    {"0": "o", "1": "i", "l": "i", "|": "i", "!": "i", "5": "s", "$": "s", "8": "b", "’": "'"}
)
"""Letters and figures that readers take for one another, all brought to one of them."""
LONG_WORD = 7
"""Letters from which on a word may be read with one of them wrong."""


def find_phrases(phrases: Iterable[str], lines: Iterable[str]) -> list[tuple[str, int]]:
    """Return each phrase that is read, with the index of the line it (first) stands in."""
    read = list(lines)
    words = [(word, index) for index, line in enumerate(read) for word in _words(line)]
    found = []
    for phrase in phrases:
        at = _position(_words(phrase), words)
        if at is not None:
            found.append((phrase, words[at][1]))
    return found


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'").replace("'", "")
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word.translate(LOOKALIKES) for word in re.findall(r"[\w|!$%+]+", letters)]


def _position(wanted: list[str], words: list[tuple[str, int]]) -> int | None:
    """Where the phrase begins; words may run together or be split over lines below each other."""
    if not wanted:
        return None
    whole = "".join(wanted)
    for start in range(len(words)):
        joined = ""
        for word, _ in words[start : start + len(wanted) + 1]:
            joined += word
            if _alike(joined, whole):
                return start
            if len(joined) > len(whole) + 1:
                break
    return None


def _alike(read: str, wanted: str) -> bool:
    if read == wanted:
        return True
    if len(wanted) < LONG_WORD or abs(len(read) - len(wanted)) > 1:
        return False
    return _one_apart(read, wanted)


def _one_apart(one: str, two: str) -> bool:
    """Say whether one change, loss or addition of a letter makes one the other."""
    start = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), None)
    if start is None:
        return True
    return (
        one[start + 1 :] == two[start + 1 :]
        or one[start:] == two[start + 1 :]
        or one[start + 1 :] == two[start:]
    )
