"""Reading what a service answers, whatever shape it chose."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_WORDS = ("message", "detail", "title", "error", "msg", "code")
_LONGEST = 300


def field(data: object, names: Iterable[str]) -> Any:  # noqa: ANN401  (any JSON value)
    """Return the first of the named fields that holds something; dots lead into blocks."""
    for name in names:
        found = data
        for step in name.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
        if found not in (None, "", [], {}):
            return found
    return None


def parse(body: bytes) -> Any:  # noqa: ANN401  (any JSON value)
    """Return the body as JSON; None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def reason(body: bytes, names: Iterable[str], secrets: Iterable[str] = ()) -> str:
    """Return why the service said no, in its own words, on one short line without the key."""
    data = parse(body)
    told = field(data, names)
    text = _said(told if told is not None else data)
    if not text and data is None and not body.lstrip().startswith(b"<"):
        text = body[:2000].decode("utf-8", "replace")
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    text = masked(text, secrets)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def masked(text: str, secrets: Iterable[str]) -> str:
    """Return the text without any of the secrets; one that holds another comes first."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "(key)")
    return text


def _said(told: object) -> str:
    if isinstance(told, str):
        return told
    if isinstance(told, list):
        return "; ".join(filter(None, map(_said, told[:3])))
    if isinstance(told, Mapping):
        return next((text for word in _WORDS if (text := _said(told.get(word)))), "")
    return ""


def codes(data: object) -> Iterator[str]:
    """Yield every ``code`` anywhere in a reply."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in ("code", "type") and isinstance(value, str):
                yield value
            yield from codes(value)
    elif isinstance(data, list):
        for each in data:
            yield from codes(each)


def number(told: object) -> float | None:
    """Return a finite number of zero or more, also from text; None for anything else."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        value = float(told)
    except ValueError:
        return None
    return value if 0 <= value < 1e9 else None
