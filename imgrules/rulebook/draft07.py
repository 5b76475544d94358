"""Turning pydantic's JSON Schema (2020-12) into draft-07, which editors' YAML support reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"

_MAPS = ("properties", "definitions", "patternProperties")
_LISTS = ("anyOf", "allOf", "oneOf")
_SINGLE = ("items", "additionalProperties", "not", "if", "then", "else")


def from_model(model: type[BaseModel]) -> Schema:
    """Return the draft-07 schema of a model, its definitions inside."""
    return convert(model.model_json_schema())


def convert(schema: Mapping[str, Any]) -> Schema:
    """Return the schema in draft-07, without generated titles."""
    out = dict(schema)
    if "$defs" in out:
        out["definitions"] = out.pop("$defs")
    out.pop("title", None)
    if "$ref" in out:
        return _reference(out)
    for key in _MAPS:
        if key in out:
            out[key] = {name: convert(part) for name, part in out[key].items()}
    if "patternProperties" in out:
        # Pydantic refuses keys of another pattern; its schema alone would let them by.
        out.setdefault("additionalProperties", False)
    for key in _LISTS:
        if key in out:
            out[key] = [convert(part) for part in out[key]]
    for key in _SINGLE:
        if isinstance(out.get(key), dict):
            out[key] = convert(out[key])
    if "prefixItems" in out:
        out["items"] = [convert(part) for part in out.pop("prefixItems")]
    return _nullable(_described(out))


def _reference(schema: Schema) -> Schema:
    """Draft-07 ignores what stands beside ``$ref``; wrap it so that the hover text survives."""
    target = {"$ref": schema["$ref"].replace("#/$defs/", "#/definitions/")}
    beside = {key: value for key, value in schema.items() if key not in ("$ref", "default")}
    return {**beside, "allOf": [target]} if beside else target


def _nullable(schema: Schema) -> Schema:
    """Write ``X or null`` as one schema where X has a plain type: one error, better hover text."""
    choices = schema.get("anyOf", [])
    named = [choice for choice in choices if choice != {"type": "null"}]
    if schema.get("default", ...) is None:
        schema.pop("default")
    if len(named) != 1 or len(choices) == 1 or not isinstance(named[0].get("type"), str):
        return schema
    merged = {**named[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
    merged["type"] = [named[0]["type"], "null"]
    if "enum" in merged:
        merged["enum"] = [*merged["enum"], None]
    return merged


def _described(schema: Schema) -> Schema:
    """Unfold the first paragraph of a docstring; editors show line breaks as they are."""
    if isinstance(text := schema.get("description"), str):
        schema["description"] = " ".join(text.split("\n\n")[0].split())
    return schema
