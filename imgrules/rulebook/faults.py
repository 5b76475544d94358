"""Saying what is wrong with a file: one fault each, its place, and the word that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from imgrules.errors import RulebookError
from imgrules.rulebook import spellings
from imgrules.rulebook.names import suggest
from imgrules.rulebook.yaml import Document, Steps

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_TYPES = {
    "string": "text", "integer": "a whole number", "number": "a number", "array": "a list",
    "object": "a block of keys", "boolean": "true or false", "null": "nothing",
}  # fmt: skip
_SPELLINGS = {
    spellings.SLUG: "use small letters, digits and single hyphens, as in white-background",
    spellings.BOOK: "use small letters, digits and single hyphens, as in amazon or base/web-photo",
    spellings.DAY: 'write a day as "2026-07-22"',
    spellings.EDITION: 'write the edition as "2026-07-22", equal to the file\'s name',
    spellings.CHECK: "write a check as family.name, or vendor.name for a plug-in",
    spellings.SPEC: "name an edition, as in base/web-photo@2026-11-01",
}


def describe(
    document: Document, errors: Iterable[ValidationError], *, below: Steps = ()
) -> list[RulebookError]:
    """Turn jsonschema's errors into faults in file order, each told once.

    ``below`` is where the validated part lies in the document.
    """
    found = {
        str(fault): fault
        for error in errors
        for meant in _meant(error)
        for fault in _faults(document, meant, below)
    }
    return sorted(found.values(), key=lambda fault: position(fault.location))


def position(location: str | None) -> tuple[str, int, int]:
    """Return a sort key for ``file:line:column``."""
    label, line, column = (location or "").rsplit(":", 2)
    return label, int(line), int(column)


def _meant(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the error, or where alternatives failed, those of the one most likely meant."""
    from jsonschema.exceptions import best_match

    context = error.context or []
    alternatives = {each.schema_path[0] for each in context if each.schema != {"type": "null"}}
    if len(alternatives) != 1:
        yield best_match([error]) if context else error
        return
    for each in context:
        if each.schema_path[0] in alternatives:
            yield from _meant(each)


def _faults(document: Document, error: ValidationError, below: Steps) -> Iterator[RulebookError]:
    path: Steps = (*below, *error.absolute_path)
    special = _SPECIAL.get(str(error.validator))
    if special:
        yield from special(document, error, path)
    else:
        message, hint = _explain(error)
        yield RulebookError(
            f"{_name(path)} {message}", location=document.where(path), hint=hint or None
        )


def _unknown_keys(
    document: Document, error: ValidationError, path: Steps
) -> Iterator[RulebookError]:
    assert isinstance(error.instance, dict)  # noqa: S101  (only mappings have properties)
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in error.instance:
        place = document.where((*path, key), key=True)
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        if patterns:
            said, hint = _malformed(key, next(iter(patterns)))
            yield RulebookError(f"the key {said}", location=place, hint=hint)
        else:
            yield unknown_key(place, key, known)


def unknown_key(location: str, key: str, known: Iterable[str]) -> RulebookError:
    """Make the fault for a key that nobody reads."""
    return RulebookError(
        f"unknown key {key}", location=location, hint=suggest(key, known, what="keys here")
    )


def _missing_keys(
    document: Document, error: ValidationError, path: Steps
) -> Iterator[RulebookError]:
    for key in cast("list[str]", error.validator_value):
        if key not in cast("dict[str, object]", error.instance):
            yield missing_key(document.where(path), _name(path, error.instance), key)


def missing_key(location: str, owner: str, key: str) -> RulebookError:
    """Make the fault for a key that has to be there."""
    return RulebookError(f"{owner} lacks {key}", location=location, hint=f"add {key}:")


_Special = Callable[[Document, "ValidationError", Steps], Iterator[RulebookError]]
_SPECIAL: dict[str, _Special] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
}


def _explain(error: ValidationError) -> tuple[str, str]:
    """Return what is wrong with a value, and a hint."""
    explain = _EXPLAIN.get(str(error.validator))
    if explain is None:
        return f"is refused: {error.message}", ""
    return explain(error.instance, error.validator_value)


def _not_listed(value: object, words: list[str | None]) -> tuple[str, str]:
    listed = [str(word) for word in words if word is not None]
    return f"cannot be {_said(value)}", suggest(str(value), listed, what="one of")


def _malformed(value: object, pattern: str) -> tuple[str, str]:
    return f"{value!r} is not well formed", _SPELLINGS.get(pattern, f"it must match {pattern}")


def _too_short(value: list[object] | str, least: int) -> tuple[str, str]:
    return "is too short" if value else "is empty", f"give at least {least}"


def _wrong_type(value: object, wanted: str | list[str]) -> tuple[str, str]:
    kinds = [wanted] if isinstance(wanted, str) else [kind for kind in wanted if kind != "null"]
    message = f"must be {' or '.join(_TYPES[kind] for kind in kinds)}, not {_said(value)}"
    if "string" in kinds and isinstance(value, int | float):
        return message, f'quote it: "{value}"'
    if "array" in kinds and value is not None and not isinstance(value, dict | list):
        return message, f"write it in brackets: [{value}]"
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return message, f"remove the quotes: {value}"
    return message, ""


def _said(value: object) -> str:
    if isinstance(value, dict):
        return _TYPES["object"]
    if isinstance(value, list):
        return _TYPES["array"]
    if value is None:
        return _TYPES["null"]
    return str(value).lower() if isinstance(value, bool) else repr(value)


_Explain = Callable[[Any, Any], tuple[str, str]]
_EXPLAIN: dict[str, _Explain] = {
    "type": _wrong_type,
    "enum": _not_listed,
    "const": lambda value, wanted: (f"is {_said(value)}", f"it must be {wanted}"),
    "pattern": _malformed,
    "minItems": _too_short,
    "minLength": _too_short,
    "minProperties": _too_short,
    "minimum": lambda value, limit: (f"is {value}", f"it must be at least {limit}"),
    "maximum": lambda value, limit: (f"is {value}", f"it must be at most {limit}"),
    "exclusiveMinimum": lambda value, limit: (f"is {value}", f"it must be more than {limit}"),
    "exclusiveMaximum": lambda value, limit: (f"is {value}", f"it must be less than {limit}"),
}


def _name(path: Steps, instance: Any = None) -> str:  # noqa: ANN401  (any YAML value)
    """Name a place for a sentence: its key, or the rule it is."""
    if isinstance(instance, dict) and isinstance(rule := instance.get("id"), str):
        return rule
    named = [step for step in path if isinstance(step, str)]
    if not named:
        return "the file"
    if path[-1] == named[-1]:
        return str(named[-1])
    return f"item {int(path[-1]) + 1} of {named[-1]}"
