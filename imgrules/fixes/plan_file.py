"""Plans as JSON: what ``fix --plan`` writes and ``fix --apply`` of a stored plan reads."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from imgrules.document import dump, to_data
from imgrules.errors import UsageError
from imgrules.fixes.model import Decision, ImagePlan, Plan
from imgrules.reportfile import write_report
from imgrules.rulebook.draft07 import convert

SCHEMA = 1
"""Version of the document; ``rules/_schema/plan.v1.json`` describes it."""
FILE = "plan.v1.json"
_HINT = "make it anew with imgrules fix --plan"

Data = dict[str, Any]


def plan_data(plan: Plan) -> Data:
    """Return the whole plan as plain JSON data."""
    return {"schema": SCHEMA, **to_data(plan)}


def plan_text(plan: Plan) -> str:
    """Return the document: the same plan gives the same text."""
    return dump(plan_data(plan)) + "\n"


def write_plan(plan: Plan, path: Path) -> None:
    """Write the document. Raises ImgrulesError where the file cannot be written."""
    write_report(path, plan_text(plan))


def read_plan(path: Path) -> Plan:
    """Read a document. Raises UsageError for one that is no plan of this version."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise UsageError(f"{path}: cannot be read: {reason}", hint=_HINT) from problem
    except UnicodeDecodeError as problem:
        raise UsageError(f"{path}: is not UTF-8 text", hint=_HINT) from problem
    try:
        return parse_plan(text)
    except UsageError as problem:
        raise UsageError(f"{path}: {problem.message}", hint=problem.hint) from problem


def parse_plan(text: str) -> Plan:
    """Return the plan a document describes. Raises UsageError naming the place at fault."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"is not JSON: {problem}", hint=_HINT) from problem
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise UsageError(f"is no plan of version {SCHEMA}", hint=_HINT)
    _hold_against_schema(data)
    try:
        plan = _adapter().validate_python({key: data[key] for key in data if key != "schema"})
    except ValidationError as problem:
        first = problem.errors()[0]
        place = "/".join(map(str, first["loc"]))
        raise UsageError(f"is no plan: {place}: {first['msg']}", hint=_HINT) from problem

    for at, image in enumerate(plan.images):
        if fault := _fault(image):
            raise UsageError(f"is no plan: images/{at}: {fault}", hint=_HINT)
    return plan


def _fault(image: ImagePlan) -> str:
    """Say what the schema cannot: an edited plan may ask for what nobody planned."""
    place = PurePath(image.output)
    if not place.name or place.is_absolute() or ".." in place.parts:
        return f"output: {image.output!r} is no name below a folder"
    if image.decision is Decision.FIX and not image.steps:
        return "steps: nothing is to be done"
    for number, step in enumerate(image.steps):
        if not step.candidates:
            return f"steps/{number}/candidates: nobody is to do it"
    return ""


def _hold_against_schema(data: Data) -> None:
    from jsonschema import Draft7Validator
    from jsonschema.exceptions import best_match

    worst = best_match(Draft7Validator(plan_schema()).iter_errors(data))
    if worst is not None:
        place = "/".join(map(str, worst.absolute_path)) or "the document"
        raise UsageError(f"is no plan: {place}: {worst.message}", hint=_HINT)


def digest(plan: ImagePlan) -> str:
    """Return a SHA-256 of all that decides what is done to the picture.

    Where the file lies and what is said about it are left out: a picture that was moved, and one
    planned again, give the same result.
    """
    data = to_data(plan)
    for name in ("path", "source", "reasons", "failing", "roles", "given_up"):
        del data[name]
    for step in data["steps"]:
        del step["reasons"], step["note"]
        for candidate in step["candidates"]:
            del candidate["note"]
    return sha256(dump(data, indent=None).encode()).hexdigest()


@cache
def _adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


@cache
def plan_schema() -> Data:
    """Return the draft-07 schema of the document."""
    schema = _closed(convert(_adapter().json_schema(mode="serialization")))
    schema["properties"]["schema"] = {"const": SCHEMA, "description": "Version of this document."}
    schema["required"] = sorted(schema["properties"])
    draft = "http://json-schema.org/draft-07/schema#"
    return {"$schema": draft, "title": "imgrules plan", **schema}


def _closed(schema: Data) -> Data:
    """Every field is always written, and no other: say so for each object of known fields."""
    for each in (schema, *schema.get("definitions", {}).values()):
        if "properties" in each:
            each["required"] = sorted(each["properties"])
            each["additionalProperties"] = False
    return schema
