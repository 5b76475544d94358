"""Colours as text, ``#rrggbb``, and as levels of red, green and blue (0-255)."""

from __future__ import annotations

import re

Rgb = tuple[int, int, int]

PATTERN = r"^#[0-9a-fA-F]{6}$"


def parse_colour(text: str) -> Rgb:
    """Return red, green and blue of ``#rrggbb``. Raises ValueError."""
    if not re.fullmatch(PATTERN[1:-1], text):
        raise ValueError(f'{text!r} is no colour; write it as "#ffffff"')
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def colour_text(colour: Rgb) -> str:
    """Return ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
