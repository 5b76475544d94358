"""One page a check, from its docstring and its parameters."""

from __future__ import annotations

import inspect
from typing import Any

from docs.generator.fields import fields_table
from docs.generator.markdown import NOTICE, bold, table
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
    return f"# {name}\n\n{NOTICE}\n{title}\n\n{facts}\n{bold(body.strip(), HEADINGS)}\n{parameters}"


def _parameters(schema: dict[str, Any]) -> str:
    known = fields_table("parameter", schema)
    return f"\n## Parameters in a rule\n\n{known}" if known else ""
