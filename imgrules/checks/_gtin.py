"""Check digits of trade item numbers."""

from __future__ import annotations

import re

_LENGTHS = (8, 12, 13, 14)


def begins_with_gtin(name: str) -> bool:
    """Say whether the name begins with a GTIN whose check digit is right.

    Of more than 14 digits in a row the first 14 count.
    """
    found = re.match(r"[0-9]+", name)
    digits = found.group()[:14] if found else ""
    return len(digits) in _LENGTHS and has_check_digit(digits)


def has_check_digit(digits: str) -> bool:
    """Hold the last digit against the others: weights 3 and 1 alternate from the right."""
    body = [int(digit) for digit in reversed(digits[:-1])]
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return -total % 10 == int(digits[-1])
