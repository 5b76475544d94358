"""The JSON Schema of a rulebook file, and holding a file against it.

The published schema and the one used here are made from the same models, so what an editor
underlines is what the loader refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from imgrules import plugins
from imgrules.checks import CHECKS, FAMILIES
from imgrules.errors import PluginError, RulebookError
from imgrules.model import Value
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model
from imgrules.rulebook.entries import RulebookEntry
from imgrules.rulebook.faults import describe, position
from imgrules.rulebook.names import nearest, suggest
from imgrules.rulebook.yaml import Document, Steps, raise_all

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["nearest", "rulebook_schema", "validate_rulebook"]


def rulebook_schema() -> Schema:
    """Return the published schema: every built-in check has a branch for its parameters."""
    schema = base_schema()
    rule = schema["definitions"]["RuleEntry"]
    rule["properties"]["check"] = _check_names(rule["properties"]["check"])
    rule["allOf"] = [_branch(name) for name in sorted(CHECKS)]
    for name in sorted(CHECKS):
        _add_definition(schema["definitions"], f"params.{name}", params_schema(name))
    return schema


def base_schema() -> Schema:
    """Return the schema without the checks' parameters; importing no check."""
    schema = from_model(RulebookEntry)
    rule = schema["definitions"]["RuleEntry"]
    required = rule["required"]
    rule["required"] = ["id"]
    # A rule that overrides an inherited one states only what differs.
    whole = {"properties": {"rules": {"items": {"required": required}}}}
    schema["if"], schema["then"] = {"not": {"required": ["extends"]}}, whole
    return {"$schema": DRAFT, **schema}


@cache
def params_schema(check: str) -> Schema:
    """Return the schema of a check's parameters.

    None is required here: an overriding rule may state one of them. The resolved rule is held
    against the check's own model, which does require them.
    """
    schema = from_model(plugins.load_check(check).Params)
    schema.pop("required", None)
    return schema


def _check_names(written: Schema) -> Schema:
    families = "|".join(FAMILIES)
    plain = {key: value for key, value in written.items() if key in ("description",)}
    vendor = {"type": "string", "pattern": rf"^(?!({families})\.)[a-z0-9_-]+\.[a-z0-9._-]+$"}
    return {**plain, "anyOf": [{"type": "string", "enum": sorted(CHECKS)}, vendor]}


def _branch(check: str) -> Schema:
    page = " ".join((plugins.load_check(check).__doc__ or check).split("\n\n")[0].split())
    return {
        "if": {"properties": {"check": {"const": check}}, "required": ["check"]},
        "then": {
            "properties": {
                "check": {"description": page},
                "params": {"$ref": f"#/definitions/params.{check}"},
            }
        },
    }


def _add_definition(definitions: Schema, name: str, schema: Schema) -> None:
    """Add a schema, lifting its own definitions to the top under names that cannot clash."""
    own = schema.get("definitions", {})
    text = {key: value for key, value in schema.items() if key != "definitions"}
    for inner in own:
        definitions[f"{name}.{inner}"] = _point_to(own[inner], name)
    definitions[name] = _point_to(text, name)


def _point_to(part: Any, owner: str) -> Any:  # noqa: ANN401  (any JSON value)
    if isinstance(part, list):
        return [_point_to(item, owner) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value.replace("#/definitions/", f"#/definitions/{owner}.")
        if key == "$ref"
        else _point_to(value, owner)
        for key, value in part.items()
    }


def validate_rulebook(document: Document) -> None:
    """Hold a file against the schema. Raises RulebookError or RulebookErrors."""
    faults = validate(document, _base())
    for index, rule in enumerate(_rules(document)):
        faults += _rule_faults(document, rule, ("rules", index))
    faults += _doubled(document)
    raise_all(sorted(faults, key=lambda fault: position(fault.location)))


def validate(
    document: Document, schema: Schema, *, part: Value = None, below: Steps = ()
) -> list[RulebookError]:
    """Return the faults of a document, or of the part of it that lies below some steps."""
    errors = _strict()(schema).iter_errors(part if below else document.data)
    return describe(document, errors, below=below)


@cache
def _strict() -> type[Validator]:
    """Return a validator that takes no more than the models do.

    JSON Schema's ``$`` lets a line break follow, and its integers may be written 2.0.
    """
    from jsonschema import Draft7Validator, validators

    checker = Draft7Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    )
    strict: type[Validator] = validators.extend(  # type: ignore[no-untyped-call]
        Draft7Validator, {"pattern": _pattern}, type_checker=checker
    )
    return strict


def _pattern(_: Validator, pattern: str, value: object, __: Schema) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


@cache
def _base() -> Schema:
    return base_schema()


def _rules(document: Document) -> list[Value]:
    data = document.data
    rules = data.get("rules") if isinstance(data, dict) else None
    return rules if isinstance(rules, list) else []


def _rule_faults(document: Document, rule: Value, path: Steps) -> list[RulebookError]:
    """Check name and parameters: the branches of the published schema, one at a time."""
    if not isinstance(rule, dict) or not isinstance(check := rule.get("check"), str):
        return []
    if check not in CHECKS:
        unknown = _unknown_check(check)
        place = document.where((*path, "check"))
        return [RulebookError(unknown[0], location=place, hint=unknown[1])] if unknown else []
    load_check_at(check, document.where((*path, "check")))
    params = rule.get("params")
    if not isinstance(params, dict):
        return []
    return validate(document, params_schema(check), part=params, below=(*path, "params"))


def _unknown_check(check: str) -> tuple[str, str] | None:
    """Say why nothing goes by that name; a plug-in's name is looked up when it is loaded."""
    names = plugins.check_names()
    if check in names:
        return None
    family = check.partition(".")[0]
    # Another vendor's name may look like ours by chance; only a slip of the pen is taken for one.
    if near := nearest(check, names, cutoff=0.6 if family in FAMILIES else 0.8):
        return f"unknown check {check}", f"did you mean {near}?"
    if family in FAMILIES:
        siblings = [name for name in names if name.startswith(f"{family}.")]
        return f"unknown check {check}", suggest(check, siblings, what=f"{family} has")
    if family != check and not plugins.permitted(check):
        return (
            f"{plugins.RESTRICT} does not permit the {family} checks, so {check} is not available",
            f"add {family} to {plugins.RESTRICT}, or unset it",
        )
    return (
        f"no installed plug-in provides the check {check}",
        f"install the package that provides the {family} checks; "
        "imgrules plugins lists what is installed",
    )


def _doubled(document: Document) -> list[RulebookError]:
    first: dict[str, str] = {}
    faults = []
    for index, rule in enumerate(_rules(document)):
        rule_id = rule.get("id") if isinstance(rule, dict) else None
        place = document.where(("rules", index, "id"))
        if isinstance(rule_id, str) and first.setdefault(rule_id, place) != place:
            line = position(first[rule_id])[1]
            faults.append(
                RulebookError(
                    f"the rule {rule_id} is already given in line {line}",
                    location=place,
                    hint="give each rule its own id",
                )
            )
    return faults


def load_check_at(name: str, location: str) -> Any:  # noqa: ANN401  (a check)
    """Load the check that a rule names. Raises PluginError with the place that names it."""
    try:
        return plugins.load_check(name)
    except PluginError as problem:
        raise PluginError(f"{location}: {problem.message}", hint=problem.hint) from problem
