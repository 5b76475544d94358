"""``check:`` in ``imgrules.yaml``: what pictures are judged by, and what counts as failing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from imgrules.config.entry import Entry, Names


class RuleOverride(Entry):
    """What a rule weighs for some pictures."""

    severity: Literal["error", "warning", "info"] = Field(
        description="What a failure counts as. Raising it is free; lowering it is told in every "
        "report, and refused for rules that are final or cannot be waived."
    )


class Override(Entry):
    """Rules that weigh otherwise for the pictures of a folder."""

    files: str = Field(
        min_length=1,
        description='Pictures meant, as a pattern below this file\'s folder: "jewellery/**". '
        "* stays within a name, ** stands for any folders.",
    )
    rules: dict[str, RuleOverride] = Field(
        min_length=1, description="Rule (id, or rulebook/id) to what it weighs for them."
    )


class Check(Entry):
    """How pictures are judged."""

    rules: Names = Field(
        (),
        description="Rulebooks, pinned editions or paths to them. fix goes by the same ones.",
    )
    paths: Names = Field(
        (), description="Folders and pictures to judge where neither PATH nor --manifest is given."
    )
    exclude: Names = Field((), description="Patterns of files and folders to leave out.")
    manifest: str | None = Field(
        None, min_length=1, description="Table (CSV or JSONL) that says what each picture is."
    )
    category: Names = Field((), description="Product categories of all pictures.")
    region: str | None = Field(None, min_length=1, description="Marketplace region, such as us.")
    channel: str | None = Field(None, min_length=1, description="Sales channel.")
    fail_on: Literal["error", "warning", "info"] | None = Field(
        None, description="Least severity that makes the exit status 1 (error where left out)."
    )
    fail_on_review: bool | None = Field(
        None, description="Whether a picture to review makes the exit status 1 too."
    )
    formats: Names = Field(
        (), description='Reports to write, as in [text, "json=result.json"]; see -f.'
    )
    waivers: str | None = Field(None, min_length=1, description="File of dated exceptions.")
    max_waiver_days: Annotated[int, Field(ge=1)] | None = Field(
        None, description="Longest time for which an exception may be granted (365 days)."
    )
    baseline: str | None = Field(None, min_length=1, description="File of findings known before.")
    lock: str | None = Field(
        None, min_length=1, description="File written by rules lock, held against with --locked."
    )
    locked: bool | None = Field(
        None, description="Whether a mismatch with the lock file makes the exit status 2."
    )
    overrides: Annotated[tuple[Override, ...], Strict(False)] = Field(
        (), description="Rules that weigh otherwise for some pictures; a later one wins."
    )
