"""``fix:`` in ``imgrules.yaml``: who fixes pictures, how far they may go, what it may cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue, Strict

from imgrules.colours import PATTERN
from imgrules.config.entry import Entry, Names
from imgrules.ext import OPERATIONS
from imgrules.model import Value
from imgrules.rulebook.names import suggest

UNSAFE = "unsafe"

_PROCESSORS: dict[str, tuple[str, ...]] = {
    "background.whiten": ("built-in",),
    "background.replace": ("local",),
    "overlay.erase": (),
}
"""Who performs an operation where the file names nobody; the built-in processor for the rest."""


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def check(word: str) -> str:
        if word not in words:
            raise ValueError(suggest(word, words))
        return word

    return check


ALLOWED = (UNSAFE, *OPERATIONS)
Operation = Annotated[str, AfterValidator(_one_of(OPERATIONS))]
Allowed = Annotated[
    str, AfterValidator(_one_of(ALLOWED)), Field(json_schema_extra={"enum": list(ALLOWED)})
]


def _per_operation(schema: dict[str, Any]) -> None:
    """Name the operations one by one, so that editors complete them and slips are found."""
    names = schema.pop("additionalProperties")
    schema.pop("propertyNames", None)
    schema["properties"] = dict.fromkeys(OPERATIONS, names)
    schema["additionalProperties"] = False


class Background(Entry):
    """What a replaced or whitened backdrop becomes."""

    color: str = Field("#ffffff", pattern=PATTERN, description='Its colour, as "#ffffff".')
    shadow: Literal["none", "natural", "soft", "service"] = Field(
        "none",
        description="none: no shadow. natural: the one photographed. soft: one drawn below. "
        "service: one made by a remote service that is named for background.replace.",
    )
    prompt: str = Field("", description="For services that paint a backdrop: what to paint.")


class Budget(Entry):
    """Most credits that may be spent on paid services."""

    per_image: Annotated[float, Field(ge=0), Strict(False)] | None = Field(
        None, description="Most credits for one picture; no limit where left out."
    )
    per_run: Annotated[float, Field(ge=0), Strict(False)] | None = Field(
        None, description="Most credits for one run; no limit where left out."
    )


class Fix(Entry):
    """How pictures are fixed."""

    allow: Annotated[tuple[Allowed, ...], Strict(False)] = Field(
        (),
        description="unsafe: steps that change the product's pixels within limits. An operation's "
        "name: that operation, even where a person should decide.",
    )
    processors: dict[Operation, Names] = Field(
        default_factory=dict,
        description="Operation to the processors that may perform it, the preferred one first.",
        json_schema_extra=_per_operation,
    )
    background: Background = Field(Background(), description="What the backdrop becomes.")
    budget: Budget = Field(Budget(), description="Most credits that may be spent.")
    options: dict[str, dict[str, JsonValue]] = Field(
        default_factory=dict, description="Processor to its own settings."
    )
    services: Names = Field(
        (), description="Files that describe further HTTP services, relative to this file."
    )

    def processors_for(self, operation: str) -> tuple[str, ...]:
        """Return who may perform an operation, the preferred one first."""
        return self.processors.get(operation, _PROCESSORS.get(operation, ("built-in",)))

    def allows(self, operation: str, safety: str) -> bool:
        """Say whether a step of that safety (``safe``, ``unsafe``, ``suggest``) may be done."""
        if safety == "safe" or operation in self.allow:
            return True
        return safety == UNSAFE and UNSAFE in self.allow


def settings_data(fix: Fix) -> Mapping[str, Value]:
    """Return the settings a plan was made with, as plain data."""
    data: Mapping[str, Value] = fix.model_dump(mode="json")
    return data
