"""What a waiver needs, and asking for it where somebody sits at a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import click

from imgrules.cli.options import Day, today
from imgrules.errors import UsageError


@dataclass(frozen=True, kw_only=True)
class Wish:
    """The options of one call, by their names."""

    rule: str | None
    images: tuple[str, ...]
    skus: tuple[str, ...]
    reason: str | None
    owner: str | None
    expires: date | None
    days: int | None
    approved_by: str | None
    pin: bool
    rules: tuple[str, ...]


_ASKED = (
    ("rule", "RULE", "Rule (rulebook/rule-id)"),
    ("images", "PICTURE or --sku", "Picture, folder or pattern"),
    ("reason", "--reason", "Why is the picture used all the same"),
    ("owner", "--owner", "Who answers for it"),
    ("expires", "--expires or --days", "Last day it holds (YYYY-MM-DD, or a number of days)"),
)
"""What a waiver needs: name, how to give it, how to ask for it."""


def completed(wish: Wish, most: int) -> Wish:
    """Ask for what is missing on a terminal; elsewhere say what is. Raises UsageError."""
    missing = [each for each in _ASKED if _lacks(wish, each[0])]
    if missing and not is_terminal():
        options = ", ".join(option for _, option, _ in missing)
        raise UsageError(f"missing: {options}", hint="imgrules waivers add --help shows an example")
    for name, _, question in missing:
        words = f"{question}, at most {most} days" if name == "expires" else question
        answer = click.prompt(words, err=True, value_proc=_READ.get(name, _not_blank))
        wish = replace(wish, **{name: answer})
    return wish


def is_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _lacks(wish: Wish, name: str) -> bool:
    if name == "images":
        return not wish.images and not wish.skus
    given = getattr(wish, name)
    return given is None or (isinstance(given, str) and not given.strip())


def _not_blank(text: str) -> str:
    if not text.strip():
        raise click.BadParameter("it cannot be blank")
    return text.strip()


def _day(answer: str) -> date:
    if re.fullmatch(r"[0-9]{1,5}", answer):
        return today() + timedelta(days=int(answer))
    return Day().convert(answer, None, None)


_READ: dict[str, Callable[[str], Any]] = {
    "images": lambda answer: (_not_blank(answer),),
    "expires": _day,
}
