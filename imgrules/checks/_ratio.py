"""Ratios as rulebooks write them: "1:1", "3:4", "1:1.44"."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_RATIO = re.compile(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")


def parse_ratio(text: str) -> float:
    """Return the first number divided by the second. Raises ValueError."""
    found = _RATIO.fullmatch(text.strip())
    if found is None or not float(found[1]) or not float(found[2]):
        raise ValueError(f'{text!r} is no ratio; write two numbers such as "3:4"')
    return float(found[1]) / float(found[2])


def _check(text: str) -> str:
    parse_ratio(text)
    return text


Ratio = Annotated[str, AfterValidator(_check)]


def long_by_short(width: float, height: float) -> float:
    """Return the longer side divided by the shorter."""
    return max(width, height) / min(width, height)


def say_shape(width: float, height: float) -> str:
    """Say the size and, next to it, the shape with the shorter side as 1."""
    ratio = f"{width / height:.3g}:1" if width >= height else f"1:{height / width:.3g}"
    return f"{width:.0f} × {height:.0f} px ({ratio})"
