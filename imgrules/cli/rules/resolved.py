"""A rulebook as YAML with all inheritance applied; each value may name its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from imgrules.model import Value
from imgrules.rulebook.model import Rule, Rulebook, When

_COLUMN = 60
"""Where the comments begin, so that they can be read down."""

Line = tuple[str, str]
"""A line of YAML, and the name of the value under which its origin is known."""


def resolved_text(book: Rulebook, *, origin: bool) -> str:
    """Return the rulebook as YAML."""
    lines = [
        f"rulebook: {book.name}",
        f"edition: {_inline(book.edition)}",
        f"title: {_inline(book.title)}",
        f"unmatched: {book.unmatched}",
        *(f"{name}: {_inline(list(words))}" for name, words in _vocabulary(book) if words),
        *_roles(book),
        "rules:",
    ]
    for rule in book.rules:
        lines += [_commented(text, rule, name, origin=origin) for text, name in _rule(rule)]
    return "".join(f"{line}\n" for line in lines)


def _vocabulary(book: Rulebook) -> Sequence[tuple[str, Sequence[str]]]:
    return (
        ("categories", book.categories),
        ("regions", book.regions),
        ("channels", book.channels),
    )


def _roles(book: Rulebook) -> Iterator[str]:
    if book.roles:
        yield "roles:"
    for entry in book.roles:
        yield f"  - {_inline({'role': entry.role, 'pattern': entry.pattern})}"


def _rule(rule: Rule) -> Iterator[Line]:
    yield f"  - id: {rule.id}", ""
    yield f"    title: {_inline(rule.title)}", "title"
    yield f"    applies_to: {_inline(list(rule.applies_to) or ['all'])}", "applies_to"
    yield from _mapping("when", _when(rule.when))
    if rule.check:
        yield f"    check: {rule.check}", "check"
    yield from _mapping("params", _params(rule))
    for name in ("severity", "decides", "basis", "scope"):
        yield f"    {name}: {getattr(rule, name)}", name
    yield from _mapping("source", _source(rule))
    if rule.enforce_from:
        yield f"    enforce_from: {_inline(rule.enforce_from.isoformat())}", "enforce_from"
    for name in ("message", "remedy"):
        if text := getattr(rule, name):
            yield f"    {name}: {_inline(text)}", name
    if rule.fix:
        fix: Value = {"operation": rule.fix.operation, "params": dict(rule.fix.params)}
        yield f"    fix: {_inline(fix)}", "fix"
    yield f"    waivable: {_inline(rule.waivable)}", "waivable"
    yield f"    final: {_inline(rule.final)}", "final"


def _mapping(name: str, values: Mapping[str, Value]) -> Iterator[Line]:
    if values:
        yield f"    {name}:", name
    for key, value in values.items():
        yield f"      {key}: {_inline(value)}", f"{name}.{key}"


def _params(rule: Rule) -> dict[str, Value]:
    """Return all parameters: the check's own defaults decide as much as what is written."""
    if rule.params is None:
        return {}
    values: dict[str, Value] = rule.params.model_dump(mode="json")
    return {key: value for key, value in values.items() if value is not None}


def _when(when: When) -> dict[str, Value]:
    wanted = {"category": when.category, "region": when.region, "channel": when.channel}
    barred = {
        "category": when.not_category, "region": when.not_region, "channel": when.not_channel,
    }  # fmt: skip
    said: dict[str, Value] = {key: list(words) for key, words in wanted.items() if words}
    exclude: dict[str, Value] = {key: list(words) for key, words in barred.items() if words}
    return said | ({"exclude": exclude} if exclude else {})


def _source(rule: Rule) -> dict[str, Value]:
    said = {"ref": rule.source.ref, "clause": rule.source.clause, "quote": rule.source.quote}
    return {key: text for key, text in said.items() if text}


def _inline(value: Value) -> str:
    """Write a value in one line; JSON is YAML too."""
    return json.dumps(value, ensure_ascii=False)


def _commented(text: str, rule: Rule, name: str, *, origin: bool) -> str:
    if not origin:
        return text
    outer = name.partition(".")[0]
    place = rule.origin.get(name) or rule.origin.get(outer) or "default"
    if outer == "params" and "." in name and name.partition(".")[2] not in rule.params_given:
        place = "default of the check"
    return f"{text:<{_COLUMN}}  # {place}"
