"""One page a check, from its docstring and its parameters."""

from __future__ import annotations

import inspect
from typing import Any

from docs.generator.markdown import NOTICE, code, table
from imgrules import plugins
from imgrules.checks import CHECKS

HEADINGS = ("What it measures", "How", "Parameters", "Limits")


def pages() -> dict[str, str]:
    made = {f"checks/{name}.md": _page(name) for name in sorted(CHECKS)}
    return {"checks/index.md": _index(), **made}


def _index() -> str:
    rows = [
        (f"[{name}]({name}.md)", _title(plugins.load_check(name)), plugins.load_check(name).needs)
        for name in sorted(CHECKS)
    ]
    return f"# Checks\n\n{NOTICE}\n" + table(("check", "what it is about", "looks at"), rows)


def _title(check: object) -> str:
    return (inspect.getdoc(type(check)) or "").partition("\n")[0].rstrip(".")


def _page(name: str) -> str:
    check = plugins.load_check(name)
    title, _, body = (inspect.getdoc(type(check)) or "").partition("\n")
    facts = f"Version {check.version} · looks at the {check.needs} of a picture.\n"
    parameters = _parameters(check.Params.model_json_schema())
    return f"# {name}\n\n{NOTICE}\n{title}\n\n{facts}\n{_bold(body.strip())}\n{parameters}"


def _bold(body: str) -> str:
    for heading in HEADINGS:
        body = body.replace(f"{heading}:", f"**{heading}.**", 1)
    return body + "\n"


def _parameters(schema: dict[str, Any]) -> str:
    fields: dict[str, dict[str, Any]] = schema.get("properties", {})
    if not fields:
        return ""
    required = schema.get("required", ())
    rows = [
        (code(name), _type(field), _default(name, field, required), field.get("description", ""))
        for name, field in fields.items()
    ]
    head = ("parameter", "type", "default", "meaning")
    return "\n## Parameters in a rule\n\n" + table(head, rows)


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"] if option["type"] != "null")
    if "enum" in field:
        return ", ".join(code(str(value)) for value in field["enum"])
    if "const" in field:
        return code(str(field["const"]))
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    return str(field.get("type", "any"))


def _default(name: str, field: dict[str, Any], required: list[str] | tuple[()]) -> str:
    if name in required:
        return "required"
    default = field.get("default")
    return "none" if default is None else code(str(default))
