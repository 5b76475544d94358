"""Loading a mapping: strict YAML, the published schema, then what a schema cannot say."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from imgrules import resources
from imgrules.errors import RulebookError, UsageError
from imgrules.feedback.entries import MappingFile
from imgrules.patterns import pattern_flaw
from imgrules.rulebook import yaml
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model
from imgrules.rulebook.faults import position
from imgrules.rulebook.names import suggest
from imgrules.rulebook.schema import validate

FOLDER = "_feedback"
GENERIC = "generic"
"""Tried last: it fits whatever has a reason and names a product or picture."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping and where each of its values stands."""

    name: str
    """A bundled one's name, or the path of the file."""
    file: MappingFile
    document: yaml.Document


def bundled() -> dict[str, Path]:
    """Return the mappings that imgrules brings, by name; the generic one last."""
    found = {path.stem: path for path in (resources.rules_dir() / FOLDER).glob("*.yaml")}
    return {name: found[name] for name in sorted(found, key=lambda name: (name == GENERIC, name))}


def load_mapping(spec: str) -> Mapping:
    """Load a bundled mapping by name, or one from a file.

    Raises UsageError where there is none, RulebookError or RulebookErrors with file:line:column
    for what is wrong with it.
    """
    known = bundled()
    path = known.get(spec) or Path(spec)
    if not path.is_file():
        raise UsageError(
            f"{spec}: no mapping is called that, and there is no such file",
            hint=suggest(spec, known, what="mappings"),
        )
    document = yaml.read(path, label=spec if path == Path(spec) else path.name)
    yaml.raise_all(validate(document, feedback_schema()))
    file = MappingFile.model_validate(document.data)
    yaml.raise_all(sorted(_flaws(file, document), key=lambda flaw: position(flaw.location)))
    return Mapping(spec, file, document)


@cache
def feedback_schema() -> Schema:
    """Return the published draft-07 schema of a mapping."""
    return {"$schema": DRAFT, **from_model(MappingFile)}


def _flaws(file: MappingFile, document: yaml.Document) -> Iterator[RulebookError]:
    yield from _bad_patterns(file, document)
    columns = file.columns
    if not (columns.sku or columns.asin or columns.image):
        yield _flaw(document, ("columns",), "nothing says which product or picture a row is about",
                    "add sku:, asin: or image:")  # fmt: skip
    for needed, key, column in (
        (file.refused, "refused", columns.status),
        (file.accepted, "accepted", columns.status),
        (file.roles, "roles", columns.role),
    ):
        if needed and column is None:
            name = "role" if key == "roles" else "status"
            yield _flaw(document, (key,), f"{key} needs a column {name}", f"add {name}: to columns")
    for at, reason in enumerate(file.reasons):
        said = bool(reason.rules or reason.checks) + bool(reason.elsewhere)
        if said != 1:
            fault = "means nothing" if not said else "cannot be both a rule's and elsewhere"
            yield _flaw(document, ("reasons", at), f"this reason {fault}",
                        "give rules: or checks:, or else elsewhere:")  # fmt: skip
    if file.encoding is not None and not _known_encoding(file.encoding):
        yield _flaw(document, ("encoding",), f"no encoding is called {file.encoding}",
                    "such as utf-8, cp1252 or cp932")  # fmt: skip


def _bad_patterns(file: MappingFile, document: yaml.Document) -> Iterator[RulebookError]:
    places: list[tuple[yaml.Steps, str]] = [
        ((key, at), pattern)
        for key, patterns in (("refused", file.refused), ("accepted", file.accepted))
        for at, pattern in enumerate(patterns)
    ]
    named = [("roles", at, role.matches) for at, role in enumerate(file.roles)]
    named += [("reasons", at, reason.matches) for at, reason in enumerate(file.reasons)]
    for name, index, patterns in named:
        places += [((name, index, "matches", at), each) for at, each in enumerate(patterns)]
    for steps, pattern in places:
        if flaw := pattern_flaw(pattern):
            yield _flaw(document, steps, f"{pattern!r} is no regular expression: {flaw}",
                        "put a backslash before a sign that is meant as it stands")  # fmt: skip


def _known_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _flaw(document: yaml.Document, steps: yaml.Steps, message: str, hint: str) -> RulebookError:
    return RulebookError(message, location=document.where(steps), hint=hint)
