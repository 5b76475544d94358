"""What profiles are made of: strict, frozen, and described for editors' hover texts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Strict

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ADDRESS = r"^https?://[^\s/?#]+(/[^\s?#]*)?$"

Day = Annotated[str, Field(pattern=DAY)]
Slug = Annotated[str, Field(pattern=SLUG)]
Words = Annotated[tuple[str, ...], Strict(False)]
Codes = Annotated[tuple[int, ...], Strict(False)]


class Part(BaseModel):
    """A block of a profile."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)
