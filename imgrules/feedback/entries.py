"""What may be written in a mapping: which columns an export has, and what its reasons mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from imgrules.rulebook.spellings import BOOK, CHECK, DAY, SLUG

_Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Strict(False)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Layout(_Entry):
    """Where the layout of the export was read."""

    title: str = Field(min_length=1, description="What the place calls itself.")
    url: str = Field("", description="Where it was read.")
    retrieved: str = Field("", pattern=DAY, description="The day it was read, YYYY-MM-DD.")
    confidence: Literal["primary", "secondary"] = Field(
        description="primary: the marketplace's own words. secondary: someone else's account."
    )


class Column(_Entry):
    """A column of the export, by the names it goes by."""

    names: _Texts = Field(
        description="Names of the column; upper and lower case, spaces, hyphens and underscores "
        "count alike. Several: those that are there are read.",
        json_schema_extra={"minItems": 1},
    )
    optional: bool = Field(False, description="true: the export may lack it.")
    confirmed: bool = Field(
        False, description="true: seen in the marketplace's own words, not in others' accounts."
    )


class Columns(_Entry):
    """Columns that are read; an export may have more."""

    sku: Column | None = Field(None, description="The seller's own number of the product.")
    asin: Column | None = Field(None, description="The marketplace's number of the product.")
    image: Column | None = Field(None, description="The picture: a file name, path or address.")
    role: Column | None = Field(None, description="The slot of the picture, such as MAIN.")
    status: Column | None = Field(None, description="What became of the listing.")
    reason: Column = Field(description="Why it was refused, in the marketplace's words.")


class Role(_Entry):
    """What the marketplace calls a slot, and the role it is in a rulebook."""

    matches: _Texts = Field(
        description="Regular expressions looked for in the column role.",
        json_schema_extra={"minItems": 1},
    )
    role: str = Field(pattern=SLUG, description="The role in the rulebook, such as main.")


class Reason(_Entry):
    """What the marketplace says, and the rules that say the same."""

    matches: _Texts = Field(
        description="Regular expressions looked for in the reason, in upper or lower case.",
        json_schema_extra={"minItems": 1},
    )
    rules: Annotated[tuple[Annotated[str, Field(pattern=SLUG)], ...], Strict(False)] = Field(
        (), description="Ids of rules; any one of them that fails explains the refusal."
    )
    checks: Annotated[tuple[Annotated[str, Field(pattern=CHECK)], ...], Strict(False)] = Field(
        (), description="Checks, in place of rules, for exports of any marketplace."
    )
    role: str | None = Field(
        None, pattern=SLUG, description="The role of the picture meant, where the words say it."
    )
    elsewhere: str = Field(
        "", description="In place of rules: why this reason is not about what a picture shows."
    )
    confirmed: bool = Field(
        False, description="true: the words stand on a page of the marketplace."
    )


class MappingFile(_Entry):
    """A marketplace's export of refused listings, and how to read it."""

    version: Literal[1] = Field(alias="schema", description="Version of this format.")
    title: str = Field(min_length=1, description="Name of the export.")
    rulebook: str | None = Field(
        None, pattern=BOOK, description="The rulebook whose findings are compared."
    )
    layout: Annotated[tuple[Layout, ...], Strict(False)] = Field(
        (), description="Where the columns and reasons were read."
    )
    encoding: str | None = Field(
        None, description="Encoding of the file, such as cp932; found out where left out."
    )
    columns: Columns = Field(description="Columns that are read.")
    refused: _Texts = Field(
        (),
        description="Regular expressions looked for in the status: rows that match are refusals. "
        "Left out: every row is one.",
    )
    accepted: _Texts = Field(
        (),
        description="Regular expressions looked for in the status: rows that match say that the "
        "listing was accepted. Where neither matches, the row is listed and not counted.",
    )
    roles: Annotated[tuple[Role, ...], Strict(False)] = Field(
        (), description="What the marketplace calls slots."
    )
    reasons: Annotated[tuple[Reason, ...], Strict(False)] = Field(
        description="What its reasons mean. All that match count.",
        json_schema_extra={"minItems": 1},
    )
