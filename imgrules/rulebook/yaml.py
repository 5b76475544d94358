"""Strict YAML: plain data, and the place of every value in the file.

Built from parser events rather than nodes, so that depth, aliases and tags are refused before
they cost anything: rulebooks come from strangers too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from imgrules.errors import RulebookError, RulebookErrors
from imgrules.model import Value
from imgrules.rulebook.scalars import AmbiguousScalarError, read_plain

Steps = tuple[str | int, ...]
"""Keys and indexes from the top of the file down to a value."""
_Valued = yaml.ScalarEvent | yaml.CollectionStartEvent

_MAX_BYTES = 2_000_000
_MAX_DEPTH = 40
_MAX_VALUES = 100_000
_MAX_ALIASES = 100
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(frozen=True, slots=True)
class Document:
    """One file's data with the line and column of every key and value."""

    data: Value
    label: str
    _values: Mapping[Steps, tuple[int, int]]
    _keys: Mapping[Steps, tuple[int, int]]
    sha256: str = ""
    """Of the file's bytes, where it was read from one."""

    def where(self, path: Sequence[str | int] = (), *, key: bool = False) -> str:
        """Return ``file:line:column`` of a value (or its key), or of its nearest parent."""
        steps = tuple(path)
        if key and steps in self._keys:
            return _place(self.label, self._keys[steps])
        while steps and steps not in self._values:
            steps = steps[:-1]
        return _place(self.label, self._values.get(steps, (1, 1)))


def _place(label: str, mark: tuple[int, int]) -> str:
    return f"{label}:{mark[0]}:{mark[1]}"


def read(path: Path, *, label: str | None = None) -> Document:
    """Read a file. Raises RulebookError, or RulebookErrors where it has several faults."""
    label = label or str(path)
    try:
        raw = path.read_bytes()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise RulebookError(f"cannot be read: {reason}", location=label) from problem
    if len(raw) > _MAX_BYTES:
        raise RulebookError(f"is larger than {_MAX_BYTES} bytes", location=label)
    try:
        document = parse(raw.decode("utf-8-sig"), label=label)
    except UnicodeDecodeError as problem:
        raise RulebookError(
            "is not UTF-8 text", location=label, hint="save the file as UTF-8"
        ) from problem
    return replace(document, sha256=hashlib.sha256(raw).hexdigest())


def parse(text: str, *, label: str) -> Document:
    """Read YAML text. Raises RulebookError, or RulebookErrors where it has several faults."""
    builder = _Builder(label)
    try:
        data = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        place = _place(label, (mark.line + 1, mark.column + 1)) if mark else label
        said = problem.problem or problem.context or "is not YAML"
        raise RulebookError(
            f"not valid YAML: {said}", location=place, hint=_syntax_hint(text, mark)
        ) from problem
    except yaml.YAMLError as problem:
        raise RulebookError(f"not valid YAML: {problem}", location=label) from problem
    raise_all(builder.faults)
    return Document(data, label, builder.values, builder.keys)


def _syntax_hint(text: str, mark: yaml.Mark | None) -> str | None:
    """Name the slip that the parser's own words hide."""
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    return "YAML is indented with spaces, never with tabs" if "\t" in indent else None


def raise_all(faults: list[RulebookError]) -> None:
    """Raise what was collected: nothing, the one fault, or all of them together."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RulebookErrors(faults)


class _Builder:
    """Turns events into data. Faults that leave the structure readable are collected."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.faults: list[RulebookError] = []
        self.values: dict[Steps, tuple[int, int]] = {}
        self.keys: dict[Steps, tuple[int, int]] = {}
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._aliases = 0
        self._count = 0

    def document(self, events: Iterator[yaml.Event]) -> Value:
        self._events = (event for event in events if not isinstance(event, yaml.StreamStartEvent))
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            raise RulebookError("is empty", location=self.label)
        if getattr(start, "version", None) or getattr(start, "tags", None):
            raise self._fault(start, "% directives are not used here", "remove the line")
        data = self._value(next(self._events), ())
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._fault(after, "a second document begins", "keep one document per file")
        return data

    def _value(self, event: yaml.Event, path: Steps) -> Value:
        self.values.setdefault(path, _mark(event))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        assert isinstance(event, _Valued)  # noqa: S101  (the grammar allows no other)
        if event.tag is not None:
            raise self._fault(event, f"the tag {event.tag} is refused", "remove the tag")
        if len(path) > _MAX_DEPTH:
            raise self._fault(event, f"nested deeper than {_MAX_DEPTH} levels")
        before = self._count
        self._grow(event, 1)
        value = self._content(event, path)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, self._count - before)
        return value

    def _content(self, event: _Valued, path: Steps) -> Value:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return [
                self._value(item, (*path, index))
                for index, item in enumerate(self._until(yaml.SequenceEndEvent))
            ]
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101  (no other event carries a value)
        return self._scalar(event)

    def _mapping(self, path: Steps) -> dict[str, Value]:
        data: dict[str, Value] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._key(event)
            if key in data:
                self._double(event, key, (*path, key))
            self.keys.setdefault((*path, key), _mark(event))
            data[key] = self._value(next(self._events), (*path, key))
        return data

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._fault(event, "a key must be a plain word")
        if event.tag is not None or event.anchor is not None:
            raise self._fault(event, "a key cannot carry a tag or an anchor", "remove it")
        if "\n" in event.value:
            raise self._fault(event, "a key cannot hold a line break")
        value = self._scalar(event)
        if not isinstance(value, str):
            self.faults.append(
                self._fault(event, f"the key {event.value or 'null'} is not text", "quote it")
            )
        return str(event.value)

    def _double(self, event: yaml.Event, key: str, path: Steps) -> None:
        line = self.keys[path][0]
        self.faults.append(
            self._fault(event, f"the key {key} is already given in line {line}", "keep one of them")
        )

    def _scalar(self, event: yaml.ScalarEvent) -> Value:
        if event.style:
            return str(event.value)
        try:
            return read_plain(event.value)
        except AmbiguousScalarError as problem:
            self.faults.append(self._fault(event, str(problem), problem.hint))
            return str(event.value)

    def _alias(self, event: yaml.AliasEvent) -> Value:
        self._aliases += 1
        if event.anchor not in self._anchors:
            raise self._fault(event, f"nothing above is anchored as &{event.anchor}")
        if self._aliases > _MAX_ALIASES:
            raise self._fault(event, f"more than {_MAX_ALIASES} aliases")
        value, size = self._anchors[event.anchor]
        self._grow(event, size)
        return value

    def _grow(self, event: yaml.Event, by: int) -> None:
        self._count += by
        if self._count > _MAX_VALUES:
            raise self._fault(event, f"more than {_MAX_VALUES} values")

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _fault(self, event: yaml.Event, message: str, hint: str | None = None) -> RulebookError:
        return RulebookError(message, location=_place(self.label, _mark(event)), hint=hint)


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
