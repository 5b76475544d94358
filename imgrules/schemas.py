"""The published JSON Schemas: generated from the models, committed, and held against each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Schema = dict[str, Any]


def _rulebook() -> Schema:
    from imgrules.rulebook.schema import rulebook_schema

    return rulebook_schema()


def _cases() -> Schema:
    from imgrules.rulebook.cases import CasesFile
    from imgrules.rulebook.draft07 import DRAFT, from_model

    return {"$schema": DRAFT, **from_model(CasesFile)}


def _config() -> Schema:
    from imgrules.config import config_schema

    return config_schema()


def _feedback() -> Schema:
    from imgrules.feedback.mapping import feedback_schema

    return feedback_schema()


def _lock() -> Schema:
    from imgrules.rulebook.lock import lock_schema

    return lock_schema()


def _plan() -> Schema:
    from imgrules.fixes.plan_file import plan_schema

    return plan_schema()


def _result() -> Schema:
    from imgrules.engine.result_schema import result_schema

    return result_schema()


def _service() -> Schema:
    from imgrules.fixes.services import service_schema

    return service_schema()


def _waivers() -> Schema:
    from imgrules.rulebook.waivers import waivers_schema

    return waivers_schema()


def _baseline() -> Schema:
    from imgrules.engine.baseline_file import baseline_schema

    return baseline_schema()


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "baseline.v1.json": _baseline,
    "cases.v1.json": _cases,
    "feedback.v1.json": _feedback,
    "imgrules.v1.json": _config,
    "lock.v1.json": _lock,
    "plan.v1.json": _plan,
    "result.v1.json": _result,
    "rulebook.v1.json": _rulebook,
    "service.v1.json": _service,
    "waivers.v1.json": _waivers,
}
"""File name in ``rules/_schema`` to the function that generates it."""


def render(schema: Schema) -> str:
    """Return the exact text of the committed file."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def check_committed(folder: Path) -> tuple[str, ...]:
    """Say which committed schemas differ from the generated ones; nothing when none does."""
    messages = []
    for name, generate in SCHEMAS.items():
        path = folder / name
        if not path.is_file():
            messages.append(f"{path} does not exist")
        elif path.read_text(encoding="utf-8") != render(generate()):
            messages.append(f"{path} is not what the code generates")
    return tuple(messages)


def write_committed(folder: Path) -> tuple[Path, ...]:
    """Write every schema into ``folder`` and return the files that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, generate in SCHEMAS.items():
        path, text = folder / name, render(generate())
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return tuple(changed)
