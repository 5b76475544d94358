"""Reading a stored result: what ``check -f json`` or ``-f jsonl`` wrote, as a ``Result`` again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO, cast

from pydantic import TypeAdapter, ValidationError

from imgrules.collector import collector_paused
from imgrules.document import RULES, SCHEMA, Data
from imgrules.errors import ResultError
from imgrules.model import Finding, ImageResult, Result, SetResult

_AGAIN = "write it again: imgrules check … -f json=result.json"
_FINDINGS = "findings"
_MANY = 100_000
"""Findings kept for sharing; more would cost memory and save little."""

_finding = TypeAdapter(Finding)
_image = TypeAdapter(ImageResult)
_set = TypeAdapter(SetResult)
_result = TypeAdapter(Result)


def read_result(path: Path) -> Result:
    """Read a stored result, JSON or JSON Lines.

    Raises ResultError, which names the file, for what is no result, what a newer version wrote,
    and what was cut off.
    """
    try:
        with path.open(encoding="utf-8") as file, collector_paused():
            return _read(file, str(path))
    except UnicodeDecodeError as problem:
        raise ResultError(f"{path}: is not UTF-8 text; this is no result", hint=_AGAIN) from problem
    except OSError as problem:
        raise ResultError(f"{path}: {problem.strerror or problem}", hint=_AGAIN) from problem


def _read(file: TextIO, name: str) -> Result:
    first = file.readline()
    if first.startswith("{") and first.rstrip().endswith("}") and "kind" in _parse(first, name):
        return _Lines(name).read(chain([first], file))
    return _from_document(_parse(first + file.read(), name), name)


def _from_document(data: Data, name: str) -> Result:
    _refuse_other(data, name)
    with _placed(name):
        reader = _Reader(data[RULES])
        images = tuple(reader.image(item) for item in data["images"])
        return _whole(data, images, tuple(reader.group(item) for item in data["sets"]))


class _Lines:
    """Reads JSON Lines: rules before they are used, the summary last."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._reader = _Reader({})
        self._images: list[ImageResult] = []
        self._sets: list[SetResult] = []
        self._summary: Data | None = None

    def read(self, lines: Iterator[str]) -> Result:
        for number, line in enumerate(lines, start=1):
            where = f"{self._name}:{number}"
            data = _parse(line, where)
            with _placed(where):
                self._take(data.pop("kind", None), data)
        if self._summary is None:
            message = f"{self._name}: the last line, the summary, is missing: that run did not end"
            raise ResultError(message, hint=_AGAIN)
        _refuse_other(self._summary, self._name)
        with _placed(self._name):
            return _whole(self._summary, tuple(self._images), tuple(self._sets))

    def _take(self, kind: object, data: Data) -> None:
        if self._summary is not None:
            raise ValueError("a line after the summary")
        if kind == "rule":
            self._reader.rules[data["id"]] = data["says"]
        elif kind == "image":
            self._images.append(self._reader.image(data))
        elif kind == "set":
            self._sets.append(self._reader.group(data))
        elif kind == "summary":
            self._summary = data
        else:
            raise ValueError(f"no line of a result: its kind is {kind!r}")


class _Reader:
    """Joins findings with what their rules say; equal findings become one object."""

    def __init__(self, rules: Mapping[str, Data]) -> None:
        self.rules = dict(rules)
        self._known: dict[str, Finding] = {}

    def image(self, data: Data) -> ImageResult:
        """Return a picture's result. Raises ValidationError, KeyError or TypeError."""
        return _image.validate_python({**data, _FINDINGS: self._findings(data)})

    def group(self, data: Data) -> SetResult:
        """Return a set's result. Raises ValidationError, KeyError or TypeError."""
        return _set.validate_python({**data, _FINDINGS: self._findings(data)})

    def _findings(self, data: Data) -> list[Finding]:
        return [self._finding(each) for each in data[_FINDINGS]]

    def _finding(self, data: Data) -> Finding:
        key = repr(data)
        if (known := self._known.get(key)) is not None:
            return known
        rule = self.rules[data["rule"]]
        made = _finding.validate_python({**rule, **data, "rule": rule["rule"]})
        if len(self._known) < _MANY:
            self._known[key] = made
        return made


def _whole(data: Data, images: tuple[ImageResult, ...], sets: tuple[SetResult, ...]) -> Result:
    names = [name for name in Result.__slots__ if name in data]
    fields = {name: data[name] for name in names}
    return _result.validate_python({**fields, "images": images, "sets": sets})


def _parse(text: str, where: str) -> Data:
    try:
        data = json.loads(text)
        if "\\ud" in text or "\\uD" in text:  # what imgrules writes seldom spells characters
            json.dumps(data, ensure_ascii=False).encode()  # refuses halves of them
    except json.JSONDecodeError as flaw:
        place = f"line {flaw.lineno}, column {flaw.colno}"
        raise ResultError(
            f"{where}: no JSON at {place}: {flaw.msg}; this is no result, or was cut off",
            hint=_AGAIN,
        ) from flaw
    except (ValueError, RecursionError) as flaw:  # half characters, long numbers, deep nesting
        raise ResultError(f"{where}: no result: {flaw}", hint=_AGAIN) from flaw
    if not isinstance(data, dict):
        raise ResultError(f"{where}: no result of imgrules check", hint=_AGAIN)
    return cast("Data", data)


def _refuse_other(data: Data, name: str) -> None:
    version = data.get("schema")
    if isinstance(version, int) and version > SCHEMA:
        raise ResultError(
            f"{name}: a newer imgrules wrote this (document {version}; this one reads {SCHEMA})",
            hint="read it with that version, or a newer one",
        )
    if version != SCHEMA or not {"images", "as_of"} & data.keys():
        raise ResultError(f"{name}: no result of imgrules check", hint=_AGAIN)


@contextmanager
def _placed(where: str) -> Iterator[None]:
    """Turn whatever a part is not into an error that says where it stands."""
    try:
        yield
    except ValidationError as flaws:
        first = flaws.errors()[0]
        at = ".".join(str(step) for step in first["loc"])
        raise ResultError(f"{where}: {at}: {first['msg']}", hint=_AGAIN) from flaws
    except KeyError as missing:
        raise ResultError(f"{where}: {missing} is missing", hint=_AGAIN) from missing
    except (TypeError, ValueError, AttributeError) as flaw:
        raise ResultError(f"{where}: {flaw}", hint=_AGAIN) from flaw
