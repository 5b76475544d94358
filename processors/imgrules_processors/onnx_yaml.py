"""Reading the YAML next to a model: plain values, no key twice, every fault with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from imgrules.ext import PluginError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)
Steps = tuple[str | int, ...]

_MOST = 65_536
"""Bytes; such a file has some twenty lines."""
_PLAIN = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null")}


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data, and the line (from 1) of every value or, for a mapping's, of its key."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[Steps, int]

    def fault(self, steps: Steps, message: str, hint: str | None = None) -> PluginError:
        """Make the error for a value, or for the nearest one around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return PluginError(f"{self.path}:{self.lines.get(steps, 1)}: {message}", hint=hint)


def read(path: Path) -> Document:
    """Read a file that holds one mapping. Raises PluginError."""
    try:
        raw = path.read_bytes()
        if len(raw) > _MOST:
            raise PluginError(f"{path} is larger than {_MOST} bytes", hint="name its YAML file")
        node = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as problem:
        raise PluginError(f"{path} cannot be read: {problem.strerror}") from problem
    except (UnicodeDecodeError, yaml.YAMLError) as problem:
        said = " ".join(str(problem).split())
        raise PluginError(f"{path} is not YAML: {said}", hint="name its YAML file") from problem
    if not isinstance(node, yaml.MappingNode):
        raise PluginError(f"{path}: must be a block of keys", hint="begin with schema: 1")
    walker = _Walker(path)
    return Document(path, walker.mapping(node, ()), walker.lines)


class _Walker:
    """Turns nodes into plain data and writes down where each stood."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Steps, int] = {}
        self._scalars = yaml.SafeLoader("")
        self._seen: set[int] = set()

    def mapping(self, node: yaml.MappingNode, steps: Steps) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._fault(key_node, "keys are words")
            key = str(key_node.value)
            if key in made:
                raise self._fault(key_node, f"{key} is there twice")
            made[key] = self._value(value_node, (*steps, key))
            self.lines[(*steps, key)] = _line(key_node)
        return made

    def _value(self, node: yaml.Node, steps: Steps) -> Any:  # noqa: ANN401  (YAML: any value)
        self.lines[steps] = _line(node)
        if id(node) in self._seen:
            raise self._fault(node, "anchors and aliases are not used here")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, steps)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, (*steps, at)) for at, each in enumerate(node.value)]
        if node.tag not in _PLAIN:
            raise self._fault(node, f"{node.value!r} must be put in quotes")
        return self._scalars.construct_object(node)

    def _fault(self, node: yaml.Node, message: str) -> PluginError:
        return PluginError(f"{self.path}:{_line(node)}: {message}")


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def validate(model: type[M], document: Document, data: Mapping[str, Any]) -> M:
    """Make the model of ``data``, which came from ``document``. Raises PluginError: all faults."""
    try:
        # By way of JSON: strict validation then takes a list for a tuple, as YAML has no tuples.
        return model.model_validate_json(json.dumps(data))
    except ValidationError as problem:
        faults = [_explained(document, model, each) for each in problem.errors()]
    if len(faults) == 1:
        raise faults[0]
    lines = (f"{each.message} ({each.hint})" if each.hint else each.message for each in faults)
    raise PluginError("\n".join(lines))


def _explained(document: Document, model: type[BaseModel], error: ErrorDetails) -> PluginError:
    steps: Steps = tuple(step for step in error["loc"] if not _is_branch(step))
    field = ".".join(str(step) for step in steps) or "the file"
    if error["type"] == "extra_forbidden":
        known = _fields(model, steps[:-1])
        return document.fault(steps, f"unknown key {field}", nearest(str(steps[-1]), known))
    if error["type"] == "missing":
        return document.fault(steps[:-1], f"{field} is missing", f"add {steps[-1]}:")
    if error["type"] == "literal_error":
        words = error.get("ctx", {})["expected"]
        return document.fault(steps, f"{field} cannot be {error['input']!r}", f"one of {words}")
    return document.fault(steps, f"{field}: {error['msg']}, not {error['input']!r}")


def _is_branch(step: str | int) -> bool:
    """Whether a step names an alternative of a union rather than a key."""
    return step in ("float", "int") or (isinstance(step, str) and "[" in step)


def _fields(model: type[BaseModel], steps: Steps) -> list[str]:
    for step in steps:
        annotation = model.model_fields[str(step)].annotation
        inner = (annotation, *get_args(annotation))
        model = next(one for one in inner if isinstance(one, type) and issubclass(one, BaseModel))
    return list(model.model_fields)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint: the word that was meant, or else those there are."""
    listed = sorted(known)
    found = get_close_matches(word.lower(), listed, n=1)
    return f"did you mean {found[0]}?" if found else f"known: {', '.join(listed)}"
