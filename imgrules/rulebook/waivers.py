"""The file of waivers: what a person may except from a rule, until when, and reading it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from imgrules.errors import RulebookError
from imgrules.rulebook import yaml
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model
from imgrules.rulebook.entries import Entry
from imgrules.rulebook.faults import position
from imgrules.rulebook.schema import validate
from imgrules.rulebook.spellings import BOOK, DAY, SLUG

MOST_DAYS = 365
"""Longest a waiver may last; ``check: max_waiver_days`` in imgrules.yaml says otherwise."""

ID = r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$"
RULE = rf"{BOOK[:-1]}/{SLUG[1:]}"
SHA256 = r"^[0-9a-f]{64}$"

Text = Annotated[str, Field(min_length=1)]
Day = Annotated[str, Field(pattern=DAY)]


class WaiverEntry(Entry):
    """A person's exception: this rule, these pictures, this reason, until this day."""

    id: str = Field(description="Name of the waiver, such as W-0031.", pattern=ID)
    rule: str = Field(description="The rule in full: rulebook/rule-id.", pattern=RULE)
    images: list[Text] = Field(
        [],
        description="Paths of pictures as reports show them, or patterns: * within a folder's "
        "name, ** for any folders, a slash at the end for all below a folder.",
    )
    skus: list[Text] = Field([], description="Products whose pictures are meant, all of them.")
    sha256: Annotated[str, Field(pattern=SHA256)] | None = Field(
        None, description="Holds only for a picture of exactly these bytes."
    )
    reason: str = Field(description="Why the picture is used all the same.", min_length=1)
    owner: str = Field(description="Who answers for it: a person or a team.", min_length=1)
    approved_by: str | None = Field(None, description="Who agreed to it.")
    granted: str = Field(description="The day it begins, YYYY-MM-DD.", pattern=DAY)
    expires: str = Field(description="The last day it holds, YYYY-MM-DD.", pattern=DAY)


class WaiversEntry(Entry):
    """Exceptions from image rules. They change the exit status and never hide a finding."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this file format: 1.")
    waivers: list[WaiverEntry] = Field(description="The exceptions.")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One exception. It holds from ``granted`` to ``expires``, both days included."""

    id: str
    rule: str
    images: tuple[str, ...]
    skus: tuple[str, ...]
    sha256: str | None
    reason: str
    owner: str
    approved_by: str
    granted: date
    expires: date
    where: str = ""
    """``file:line:column``."""

    @property
    def days(self) -> int:
        """Days from the day it was granted to its last day."""
        return (self.expires - self.granted).days


@dataclass(frozen=True, slots=True)
class Waivers:
    """A file of waivers, and the days that one of them may last at most."""

    entries: tuple[Waiver, ...] = ()
    max_days: int = MOST_DAYS


def load_waivers(path: Path, *, max_days: int = MOST_DAYS) -> Waivers:
    """Read the file. Raises RulebookError or RulebookErrors with file:line:column."""
    return Waivers(waivers_of(yaml.read(path)), max_days)


def waivers_of(document: yaml.Document) -> tuple[Waiver, ...]:
    """Return the waivers of a document. Raises RulebookError or RulebookErrors."""
    yaml.raise_all(validate(document, waivers_schema()))
    content = WaiversEntry.model_validate(document.data)
    faults = [*_beyond_shape(content, document)]
    yaml.raise_all(sorted(faults, key=lambda fault: position(fault.location)))
    return tuple(
        _waiver(entry, document.where(("waivers", index)))
        for index, entry in enumerate(content.waivers)
    )


@cache
def waivers_schema() -> Schema:
    """Return the published draft-07 schema of the file."""
    return {"$schema": DRAFT, **from_model(WaiversEntry)}


def _waiver(entry: WaiverEntry, where: str) -> Waiver:
    return Waiver(
        id=entry.id,
        rule=entry.rule,
        images=tuple(entry.images),
        skus=tuple(entry.skus),
        sha256=entry.sha256,
        reason=" ".join(entry.reason.split()),
        owner=entry.owner,
        approved_by=entry.approved_by or "",
        granted=date.fromisoformat(entry.granted),
        expires=date.fromisoformat(entry.expires),
        where=where,
    )


def _beyond_shape(content: WaiversEntry, document: yaml.Document) -> Iterator[RulebookError]:
    first: dict[str, str] = {}
    for index, entry in enumerate(content.waivers):
        place = document.where(("waivers", index, "id"))
        if first.setdefault(entry.id, place) != place:
            line = position(first[entry.id])[1]
            yield RulebookError(
                f"the waiver {entry.id} is already given in line {line}",
                location=place,
                hint="give each waiver its own id",
            )
        yield from _faults(entry, document, ("waivers", index))


def _faults(
    entry: WaiverEntry, document: yaml.Document, path: yaml.Steps
) -> Iterator[RulebookError]:
    for name in ("reason", "owner"):
        if not getattr(entry, name).strip():
            yield RulebookError(
                f"{name} of {entry.id} is blank", location=document.where((*path, name))
            )
    if not entry.images and not entry.skus:
        yield RulebookError(
            f"{entry.id} names no picture",
            location=document.where(path),
            hint="add images: with paths or patterns, or skus:",
        )
    days = {name: _day(getattr(entry, name)) for name in ("granted", "expires")}
    for name, day in days.items():
        if day is None:
            yield RulebookError(
                f"{getattr(entry, name)} is no day of the calendar",
                location=document.where((*path, name)),
            )
    if days["granted"] and days["expires"] and days["expires"] < days["granted"]:
        yield RulebookError(
            f"{entry.id} expires before it is granted",
            location=document.where((*path, "expires")),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
