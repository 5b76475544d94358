"""The stored result: one JSON document that every report can be rendered from again.

No clock, no host and no absolute path is in it: the same pictures give the same bytes. What a rule
says of itself stands once, under ``rules``; findings refer to it by ``rulebook/rule`` and carry
what is their own. A field that a finding leaves out holds what its rule says, or nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

from imgrules.model import (
    Finding,
    ImageResult,
    Outcome,
    Result,
    SetResult,
    Status,
    StoredMeasurement,
    Verdict,
)

SCHEMA = 1
"""Version of the document; ``rules/_schema/result.v1.json`` describes it."""

Data = dict[str, Any]


RULES = "rules"
"""The key of the table of rules."""

OF_RULE = (
    "rulebook", "rule", "edition", "title", "severity", "decides", "basis", "check", "required",
    "remedy", "source", "enforce_from", "fix", "waivable", "rule_sha256",
)  # fmt: skip
"""Fields of a finding that its rule says: written once a rule, not once a picture."""

_USUAL = {
    "status": Status.ACTIVE, "checklist": False, "measured": "", "message": "", "note": "",
    "regions": (), "suppression": None,
}  # fmt: skip
"""Fields of a finding that are left out where they hold this."""


class RuleTable:
    """The rules that findings refer to, each as the first finding of it says."""

    def __init__(self) -> None:
        self.rules: Data = {}
        self._first: dict[str, Finding] = {}

        self._texts: dict[int, tuple[object, str]] = {}

    def holder(self, holder: ImageResult | SetResult) -> Data:
        """Return a picture's or a set's result as data."""
        data: Data = json.loads(self.written(holder))
        return data

    def written(self, holder: ImageResult | SetResult, **more: str) -> str:
        """Return a picture's or a set's result as JSON in one line; ``more`` stands in it too.

        A rule seen for the first time enters the table.
        """
        texts = {name: _text(value) for name, value in more.items()}
        kind: type = type(holder)
        for name in _names(kind):
            value = getattr(holder, name)
            texts[name] = self._list(value) if name in _SHARED else _text(value)
        return "{" + ", ".join(f'"{name}": {texts[name]}' for name in sorted(texts)) + "}"

    def _list(self, items: Iterable[Finding | StoredMeasurement]) -> str:
        return "[" + ", ".join(map(self._item, items)) + "]"

    def _item(self, item: Finding | StoredMeasurement) -> str:
        # What many pictures share is one object; it is held here, so that its identity stays its.
        known = self._texts.get(id(item))
        if known is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            text = _text(self._finding(item) if isinstance(item, Finding) else _measured(item))
            known = self._texts[id(item)] = (item, text)
        return known[1]

    def _finding(self, finding: Finding) -> Data:
        """Return the finding as data that refers to its rule: what differs, and the rest."""
        name = finding.full_id
        first = self._first.get(name)
        if first is None:
            first = self._first[name] = finding
            self.rules[name] = {field: to_data(getattr(finding, field)) for field in OF_RULE}
        data = {"rule": name, "outcome": finding.outcome}
        if (said := _of_rule(finding)) != (usual := _of_rule(first)):
            data |= _differing(OF_RULE, said, usual)
        if (own := _own(finding)) != _USUALLY:
            data |= _differing(_USUAL, own, _USUALLY)
        return data


_SHARED = {"findings", "measurements"}
"""What many pictures have alike."""
_MOST_TEXTS = 20_000
_of_rule = attrgetter(*OF_RULE)
_own = attrgetter(*_USUAL)
_USUALLY = tuple(_USUAL.values())


def _differing(names: Iterable[str], values: Iterable[object], usual: Iterable[object]) -> Data:
    together = zip(names, values, usual, strict=True)
    return {name: value for name, value, other in together if value != other}


def _measured(made: StoredMeasurement) -> Data:
    data: Data = {"check": made.check, "version": made.version, "values": made.values}
    if made.options:
        data["options"] = made.options
    if made.regions:
        data["regions"] = made.regions
    return data


def _text(value: object) -> str:
    """Return the JSON text of a result's part in one line; what ``to_data`` would make of it."""
    try:
        text = _ENCODER.encode(value)
    except TypeError:  # keys of several types cannot be sorted before they are all text
        return dump(to_data(value), indent=None)
    return text if text.isascii() or _is_spoken(text) else dump(to_data(value), indent=None)


def _is_spoken(text: str) -> bool:
    """Whether UTF-8 can hold the text: file names may carry bytes that are none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if dataclasses.is_dataclass(value):
        kind: type = type(value)
        return {name: getattr(value, name) for name in _names(kind)}
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} is nothing that JSON holds")


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False, default=_plain)
"""Made once, and asked for whole parts: most of the time it stays in C."""


def result_data(result: Result) -> Data:
    """Return the whole result as plain JSON data."""
    table = RuleTable()
    images = [table.holder(image) for image in result.images]
    sets = [table.holder(group) for group in result.sets]
    return {**_rest(result), "images": images, "sets": sets, RULES: table.rules}


def finding_id(subject: ImageResult | SetResult, finding: Finding) -> str:
    """Return a short name for a finding: the same for the same rule on the same bytes, always."""
    if isinstance(subject, ImageResult):
        about = subject.sha256 or subject.path
    else:
        about = "\n".join((subject.sku, *subject.members))
    text = f"{finding.full_id}\n{about}"
    return f"F-{hashlib.sha256(_as_bytes(text)).hexdigest()[:12]}"


def summary_data(result: Result) -> Data:
    """Return the counts every report ends with."""
    return {
        "images": verdict_counts(result.heads()),
        "findings": finding_counts(result.each_finding()),
        "problems": len(result.problems),
    }


def verdict_counts(images: Iterable[ImageResult]) -> dict[str, int]:
    """Return how many pictures earned each verdict, all verdicts named, and the total."""
    counts = Counter(image.verdict for image in images)
    return {**{word.value: counts[word] for word in Verdict}, "total": counts.total()}


def finding_counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each kind; the kinds add up to the total."""
    counts = Counter(_kind(finding) for finding in findings)
    names = ("pass", "error", "warning", "info", "review", "unchecked", "checklist", *_SET_ASIDE)
    return {**{name: counts[name] for name in names}, "total": counts.total()}


_SET_ASIDE = tuple(status.value for status in Status if status is not Status.ACTIVE)


def _kind(finding: Finding) -> str:
    if finding.checklist:
        return "checklist"
    if finding.outcome is Outcome.PASS:
        return "pass"
    if finding.status is not Status.ACTIVE:
        return finding.status.value
    return finding.severity.value if finding.outcome is Outcome.FAIL else finding.outcome.value


_PLAIN = {int, float, bool, type(None)}


def to_data(value: object) -> Any:  # noqa: ANN401  (JSON: any of its types)
    """Turn a result, or any part of one, into plain JSON data; text stays valid Unicode."""
    if type(value) in _PLAIN:  # asked first: there is most of it
        return value
    if isinstance(value, str):
        text = value.value if isinstance(value, Enum) else value
        return text if text.isascii() else speakable(text)
    if isinstance(value, tuple | list):
        return [to_data(item) for item in value]
    if isinstance(value, dict | Mapping):
        return {str(key): to_data(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: to_data(getattr(value, name)) for name in _names(type(value))}
    return value.value if isinstance(value, Enum) else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def speakable(text: str) -> str:
    r"""Return the text with bytes that are no UTF-8 written as ``\xNN``.

    File names on Unix are bytes; Python carries the undecodable ones as lone surrogates, which
    no JSON reader accepts.
    """
    return _as_bytes(text).decode("utf-8", "backslashreplace")


_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters that stand for no byte of a file name: JSON can hold them, UTF-8 cannot."""


def _as_bytes(text: str) -> bytes:
    spelled = _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
    return spelled.encode("utf-8", "surrogateescape")


def dump(data: object, *, indent: int | None = 2) -> str:
    """Return the JSON text: keys sorted, no NaN, Unicode as it is."""
    return json.dumps(data, indent=indent, sort_keys=True, ensure_ascii=False, allow_nan=False)


def dump_result(data: Data) -> str:
    """Return the document with a line for each picture, set and rule, so that tools can compare."""
    return "".join(_written(data))


def written_result(result: Result) -> Iterator[str]:
    """Yield the document in parts, none of them larger than a picture's or a set's result."""
    table = RuleTable()

    def rules() -> Data:
        for group in result.sets:
            table.written(group)  # its rules enter the table, after those of the pictures
        return table.rules

    return _written({
        **_rest(result),
        "images": (table.written(image) for image in result.images),
        "sets": (table.written(group) for group in result.sets),
        RULES: rules,
    })  # fmt: skip


_HOLDERS = {"images", "sets"}


def _rest(result: Result) -> Data:
    names = (name for name in _names(Result) if name not in _HOLDERS)
    rest = {name: to_data(getattr(result, name)) for name in names}
    return {"schema": SCHEMA, **rest, "summary": summary_data(result)}


def _written(data: Data) -> Iterator[str]:
    opening = "{\n"
    for name in sorted(data):
        value = data[name]() if callable(data[name]) else data[name]
        yield f'{opening}"{name}": '
        if name in _HOLDERS:
            rows = (row if isinstance(row, str) else dump(row, indent=None) for row in value)
            yield from _rows("[", rows, "]")
        elif name == RULES:
            rules = (f"{dump(key)}: {dump(value[key], indent=None)}" for key in sorted(value))
            yield from _rows("{", rules, "}")
        else:
            yield dump(value, indent=None)
        opening = ",\n"
    yield "\n}\n"


def _rows(opening: str, rows: Iterable[str], closing: str) -> Iterator[str]:
    before = f"{opening}\n"
    for row in rows:
        yield f"{before}{row}"
        before = ",\n"
    yield opening + closing if before.startswith(opening) else f"\n{closing}"
