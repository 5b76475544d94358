"""The same words written over and over: a mark tiled over the picture."""

from __future__ import annotations

from difflib import SequenceMatcher

from imgrules.checks._lettering import Lettering

FEWEST = 3
SHORTEST = 3
ALIKE = 0.7
SLANT = 6.0
"""Degrees within which lines of one mark lie."""
SPREAD = 0.35
"""Share of the picture's width or height the lines must be spread over."""


def find_repeats(lines: list[Lettering], width: int, height: int) -> list[Lettering]:
    """Return the largest group of like lines, empty where fewer than three are spread out."""
    groups = [[two for two in lines if _is_like(one, two)] for one in lines]
    largest = max(groups, key=len, default=[])
    if len(largest) < FEWEST or not _is_spread(largest, width, height):
        return []
    return largest


def _is_like(one: Lettering, two: Lettering) -> bool:
    first, second = _letters(one.text), _letters(two.text)
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) < SHORTEST or abs(one.slant - two.slant) > SLANT:
        return False
    # At the frame and behind the product only a part of the mark is read.
    return shorter in longer or SequenceMatcher(None, first, second).ratio() >= ALIKE


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_spread(lines: list[Lettering], width: int, height: int) -> bool:
    across = [line.region.x + line.region.width / 2 for line in lines]
    down = [line.region.y + line.region.height / 2 for line in lines]
    return max(across) - min(across) >= SPREAD * width or max(down) - min(down) >= SPREAD * height
