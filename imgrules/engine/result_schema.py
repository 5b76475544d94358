"""The published JSON Schema of the stored result, made from the result's own types."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from imgrules.document import OF_RULE, RULES, SCHEMA, finding_counts, verdict_counts
from imgrules.model import Result
from imgrules.rulebook.draft07 import convert

DRAFT = "http://json-schema.org/draft-07/schema#"
FILE = "result.v1.json"


def result_schema() -> dict[str, Any]:
    """Return the draft-07 schema of what ``check -f json`` prints."""
    schema = _closed(convert(TypeAdapter(Result).json_schema(mode="serialization")))
    parts = schema["definitions"]
    parts["Rule"] = _rule(parts["Finding"])
    parts["Finding"] = _finding(parts["Finding"])
    parts["StoredMeasurement"]["required"] = ["check", "values", "version"]
    counts = {
        "images": _counts(verdict_counts(()), "Pictures by verdict."),
        "findings": _counts(finding_counts(()), "Findings by kind; the kinds add up to the total."),
        "problems": {"type": "integer", "minimum": 0},
    }
    schema["properties"] |= {
        "schema": {"const": SCHEMA, "description": "Version of this document."},
        RULES: {
            "type": "object",
            "description": "What each rule says of itself, by rulebook/rule.",
            "additionalProperties": {"$ref": "#/definitions/Rule"},
        },
        "summary": _object(counts, "The counts every report ends with."),
    }
    schema["required"] = sorted(schema["properties"])
    return {"$schema": DRAFT, "title": "imgrules result", **schema}


def _rule(finding: dict[str, Any]) -> dict[str, Any]:
    properties = {name: finding["properties"][name] for name in OF_RULE}
    return _object(properties, "A rule, as the findings of it share it.")


def _finding(finding: dict[str, Any]) -> dict[str, Any]:
    """Describe a finding in the document: its rule by name, and what is its own."""
    named = {"type": "string", "description": "rulebook/rule, a key of the table of rules."}
    properties = {**finding["properties"], "rule": named}
    del properties["rulebook"]
    return {**finding, "properties": properties, "required": ["outcome", "rule"]}


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Every field is always written, and no other: say so for each object of known fields."""
    for each in (schema, *schema.get("definitions", {}).values()):
        if "properties" in each:
            each["required"] = sorted(each["properties"])
            each["additionalProperties"] = False
    return schema


def _counts(names: dict[str, int], description: str) -> dict[str, Any]:
    return _object({name: {"type": "integer", "minimum": 0} for name in names}, description)


def _object(properties: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }
