"""The file of known findings: one line an entry, sorted, so that changes are lines changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from imgrules.engine.baseline import Baseline, Key, Known, order
from imgrules.errors import BaselineError
from imgrules.reportfile import write_report
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model

SCHEMA = 1
_AGAIN = "put back the version that was committed, or make it anew: imgrules baseline create"


class File(BaseModel):
    """Findings that were known when a gate was set up; they are told, and do not count."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    version: Literal[1] = Field(1, alias="schema", description="Version of this format.")
    known: Annotated[tuple[Known, ...], Strict(False)] = Field(description="Sorted, one a line.")


def baseline_schema() -> Schema:
    """Return the published draft-07 schema of the file."""
    return {"$schema": DRAFT, **from_model(File), "required": ["known", "schema"]}


def render(baseline: Baseline) -> str:
    """Return the text of the file: JSON, one entry a line."""
    lines = [_line(entry) for entry in sorted(baseline.entries.values(), key=order)]
    body = ",".join(f"\n  {line}" for line in lines)
    return f'{{"schema": {SCHEMA}, "known": [{body}\n]}}\n'


def _line(entry: Known) -> str:
    data = entry.model_dump(mode="json")
    return json.dumps({name: data[name] for name in data if data[name]}, ensure_ascii=False)


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write the file. Raises ImgrulesError where that cannot be done."""
    write_report(path, render(baseline))


def read_baseline(path: Path) -> Baseline:
    """Read the file. Raises BaselineError with the place of what is wrong."""
    data = _json(path)
    version = data.get("schema") if isinstance(data, dict) else None
    if isinstance(version, int) and version > SCHEMA:
        raise BaselineError(
            f"{path}: a newer imgrules wrote this (baseline {version}; this one reads {SCHEMA})",
            hint="use that version, or a newer one",
        )
    try:
        file = File.model_validate(data)
    except ValidationError as flaws:
        raise BaselineError(f"{path}: {_first(flaws)}", hint=_AGAIN) from flaws
    twice = _twice(file.known)
    if twice is not None:
        raise BaselineError(
            f"{path}: {twice.rule} is known twice for {twice.path or twice.sku}", hint=_AGAIN
        )
    return Baseline.of(file.known)


def _twice(entries: tuple[Known, ...]) -> Known | None:
    seen: set[Key] = set()
    for entry in entries:
        if entry.key in seen:
            return entry
        seen.add(entry.key)
    return None


def _first(flaws: ValidationError) -> str:
    first = flaws.errors()[0]
    steps = [f"entry {step + 1}" if isinstance(step, int) else str(step) for step in first["loc"]]
    where = " ".join(step for step in steps if step != "known") or " ".join(steps)
    return f"{where}: {first['msg']}".lstrip(": ")


def _json(path: Path) -> Any:  # noqa: ANN401  (JSON not yet validated)
    try:
        raw = path.read_bytes()
        return json.loads(raw.decode("utf-8-sig"))
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise BaselineError(f"{path}: cannot be read: {why}") from problem
    except UnicodeDecodeError as problem:
        raise BaselineError(f"{path}: is not UTF-8 text", hint=_AGAIN) from problem
    except json.JSONDecodeError as flaw:
        place = f"{path}:{flaw.lineno}:{flaw.colno}"
        raise BaselineError(f"{place}: not JSON: {flaw.msg}", hint=_AGAIN) from flaw
    except (ValueError, RecursionError) as flaw:  # numbers too long, nesting too deep
        raise BaselineError(f"{path}: cannot be read: {flaw}", hint=_AGAIN) from flaw
