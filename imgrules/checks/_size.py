"""Holding width and height against four bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from imgrules.model import Judgement, Outcome


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """None does not bind."""

    min_width: int | None
    min_height: int | None
    max_width: int | None
    max_height: int | None


class HasLimits(Protocol):
    """Parameters with the four bounds."""

    @property
    def min_width(self) -> int | None: ...
    @property
    def min_height(self) -> int | None: ...
    @property
    def max_width(self) -> int | None: ...
    @property
    def max_height(self) -> int | None: ...


def limits_of(params: HasLimits) -> SizeLimits:
    """Return the bounds among a check's parameters."""
    return SizeLimits(params.min_width, params.min_height, params.max_width, params.max_height)


def judge_size(width: int, height: int, limits: SizeLimits) -> Judgement:
    """Pass when both sides lie within their bounds; the note names those that do not."""
    wrong = [
        words
        for words, fails in (
            ("too narrow", limits.min_width is not None and width < limits.min_width),
            ("too low", limits.min_height is not None and height < limits.min_height),
            ("too wide", limits.max_width is not None and width > limits.max_width),
            ("too high", limits.max_height is not None and height > limits.max_height),
        )
        if fails
    ]
    return Judgement(
        Outcome.FAIL if wrong else Outcome.PASS,
        measured=f"{width} × {height} px",
        required=_say(limits),
        note=" and ".join(wrong),
    )


def _say(limits: SizeLimits) -> str:
    parts = []
    for word, width, height in (
        ("at least", limits.min_width, limits.min_height),
        ("at most", limits.max_width, limits.max_height),
    ):
        if width is not None and height is not None:
            parts.append(f"{word} {width} × {height} px")
        elif width is not None:
            parts.append(f"{word} {width} px wide")
        elif height is not None:
            parts.append(f"{word} {height} px high")
    return ", ".join(parts)
