"""The whole of ``imgrules.yaml``."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from imgrules.config.check import Check
from imgrules.config.entry import Entry
from imgrules.config.fix import Fix
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model


class Config(Entry):
    """Settings of a project, in a file imgrules.yaml in its folder or above."""

    version: Literal[1] = Field(1, alias="schema", description="Version of this format.")
    check: Check = Field(Check(), description="How pictures are judged.")
    fix: Fix = Field(Fix(), description="How pictures are fixed.")


@cache
def config_schema() -> Schema:
    """Return the published draft-07 schema of the file."""
    return {"$schema": DRAFT, **from_model(Config), "required": ["schema"]}
