"""What every block of ``imgrules.yaml`` is: frozen, and free of keys that nobody reads."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Strict


class Entry(BaseModel):
    """A block of keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Names = Annotated[tuple[str, ...], Strict(False)]
