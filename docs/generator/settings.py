"""The page of ``imgrules.yaml``, from the schema it is validated with."""

from __future__ import annotations

from typing import Any

from docs.generator.markdown import NOTICE, code, table
from imgrules.config import Fix, config_schema
from imgrules.ext import OPERATIONS

BLOCKS = (
    ("check", "Check"),
    ("check: overrides", "Override"),
    ("check: overrides: rules", "RuleOverride"),
    ("fix", "Fix"),
    ("fix: background", "Background"),
    ("fix: budget", "Budget"),
)


def pages() -> dict[str, str]:
    definitions: dict[str, Any] = config_schema()["definitions"]
    sections = "\n".join(_section(key, definitions[name]) for key, name in BLOCKS)
    return {
        "settings.md": f"# Settings: `imgrules.yaml`\n\n{NOTICE}\n{_start()}\n{sections}\n{_who()}"
    }


def _start() -> str:
    return (
        "Read from the folder a command is run in, or the nearest one above; `--config` names\n"
        "another; `imgrules init` writes one ([how to use it](../how-to/settings.md)).\n"
        "The file begins with `schema: 1`; everything else may be left out. Paths count from the\n"
        "file. What each processor takes under `options` is on [its page](processors/index.md).\n"
    )


def _section(key: str, schema: dict[str, Any]) -> str:
    rows = [
        (code(name), field.get("description", "")) for name, field in schema["properties"].items()
    ]
    return f"## Under `{key}:`\n\n{table(('key', 'meaning'), rows)}"


def _who() -> str:
    rows = [(code(name), ", ".join(map(code, Fix().processors_for(name))) or "nobody")
            for name in OPERATIONS]  # fmt: skip
    head = ("operation", "performed by, where `processors` does not say")
    return f"## Operations, in the order fixes run\n\n{table(head, rows)}"
