"""Saying what is wrong with a cases file: the place, and the word that was meant."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from imgrules.errors import RulebookError
from imgrules.rulebook.names import suggest
from imgrules.rulebook.yaml import Document


def describe(
    problem: ValidationError, root: type[BaseModel], document: Document
) -> list[RulebookError]:
    """Return every fault of a file that is not what ``root`` says, each with its place."""
    return [_fault(error, root, document) for error in problem.errors()]


def _fault(error: ErrorDetails, root: type[BaseModel], document: Document) -> RulebookError:
    steps: tuple[str | int, ...] = error["loc"]
    if error["type"] == "extra_forbidden":
        known = _known_keys(root, steps[:-1])
        return RulebookError(
            f"unknown key {steps[-1]}",
            location=document.where(steps, key=True),
            hint=suggest(str(steps[-1]), known, what="keys here"),
        )
    if error["type"] == "missing":
        return RulebookError(f"{steps[-1]} is missing", location=document.where(steps[:-1]))
    message = str(error["msg"]).removeprefix("Value error, ")
    if steps and isinstance(steps[-1], str):
        message = f"{steps[-1]}: {message}"
    return RulebookError(message, location=document.where(steps), hint=_word_meant(error))


def _word_meant(error: ErrorDetails) -> str | None:
    if error["type"] != "literal_error":
        return None
    expected = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    return suggest(str(error["input"]), expected, what="one of")


def _known_keys(root: type[BaseModel], steps: tuple[str | int, ...]) -> list[str]:
    """Return the keys of the block at ``steps``, by walking the models."""
    model = root
    for step in steps:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        # A step that is no field is a rule's id: what follows belongs to the same block.
        model = (_block_of(field.annotation) if field else None) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _block_of(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _block_of(argument)) is not None:
            return found
    return None
