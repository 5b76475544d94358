"""Tables of what may be set, from a model's JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docs.generator.markdown import code, table


def fields_table(first: str, schema: dict[str, Any]) -> str:
    """Return a row a field, its name under the heading ``first``; nothing where there are none."""
    fields: dict[str, dict[str, Any]] = schema.get("properties", {})
    if not fields:
        return ""
    required = schema.get("required", ())
    rows = [
        (code(name), _type(field), _default(name, field, required), field.get("description", ""))
        for name, field in fields.items()
    ]
    return table((first, "type", "default", "meaning"), rows)


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"] if option["type"] != "null")
    if "enum" in field:
        return ", ".join(code(str(value)) for value in field["enum"])
    if "const" in field:
        return code(str(field["const"]))
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    if field.get("type") == "object":
        return f"name to {_type(field.get('additionalProperties', {}))}"
    return str(field.get("type", "any"))


def _default(name: str, field: dict[str, Any], required: Sequence[str]) -> str:
    if name in required:
        return "required"
    default = field.get("default")
    if default in (None, {}):
        return "none"
    return code(str(default).lower() if isinstance(default, bool) else str(default))
