"""``imgrules.yaml``: what a project has decided once, so that commands need not be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, Strict

from imgrules.colours import PATTERN
from imgrules.errors import UsageError
from imgrules.ext import OPERATIONS
from imgrules.model import Value
from imgrules.rulebook import yaml
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model
from imgrules.rulebook.names import suggest
from imgrules.rulebook.schema import validate

NAME = "imgrules.yaml"
UNSAFE = "unsafe"

_PROCESSORS: dict[str, tuple[str, ...]] = {
    "background.whiten": ("built-in",),
    "background.replace": ("local",),
    "overlay.erase": (),
}
"""Who performs an operation where the file names nobody; the built-in processor for the rest."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def check(word: str) -> str:
        if word not in words:
            raise ValueError(suggest(word, words))
        return word

    return check


_ALLOWED = (UNSAFE, *OPERATIONS)
Names = Annotated[tuple[str, ...], Strict(False)]
Operation = Annotated[str, AfterValidator(_one_of(OPERATIONS))]
Allowed = Annotated[
    str, AfterValidator(_one_of(_ALLOWED)), Field(json_schema_extra={"enum": list(_ALLOWED)})
]


def _per_operation(schema: dict[str, Any]) -> None:
    """Name the operations one by one, so that editors complete them and slips are found."""
    names = schema.pop("additionalProperties")
    schema.pop("propertyNames", None)
    schema["properties"] = dict.fromkeys(OPERATIONS, names)
    schema["additionalProperties"] = False


class Background(_Entry):
    """What a replaced or whitened backdrop becomes."""

    color: str = Field("#ffffff", pattern=PATTERN, description='Its colour, as "#ffffff".')
    shadow: Literal["none", "natural", "soft", "service"] = Field(
        "none",
        description="none: no shadow. natural: the one photographed. soft: one drawn below. "
        "service: one made by a remote service that is named for background.replace.",
    )
    prompt: str = Field("", description="For services that paint a backdrop: what to paint.")


class Budget(_Entry):
    """Most credits that may be spent on paid services."""

    per_image: Annotated[float, Field(ge=0), Strict(False)] | None = Field(
        None, description="Most credits for one picture; no limit where left out."
    )
    per_run: Annotated[float, Field(ge=0), Strict(False)] | None = Field(
        None, description="Most credits for one run; no limit where left out."
    )


class Fix(_Entry):
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


class Config(_Entry):
    """Settings of a project, in a file imgrules.yaml in its folder or above."""

    version: Literal[1] = Field(1, alias="schema", description="Version of this format.")
    fix: Fix = Field(Fix(), description="How pictures are fixed.")


@dataclass(frozen=True, slots=True)
class Settings:
    """What was read, and where each value stands."""

    config: Config = field(default_factory=Config)
    path: Path | None = None
    """The file; None where there is none and everything is as it comes."""
    _document: yaml.Document | None = None

    @property
    def fix(self) -> Fix:
        return self.config.fix

    @property
    def services(self) -> tuple[Path, ...]:
        """Return the service files named, relative to the file that names them."""
        folder = self.path.parent if self.path else Path()
        return tuple(folder / name for name in self.fix.services)

    def allowing(self, words: Sequence[str]) -> Settings:
        """Return settings that allow more: ``unsafe`` or operations. Raises UsageError."""
        for word in words:
            if word not in _ALLOWED:
                raise UsageError(f"{word}: nothing of that name can be allowed",
                                 hint=suggest(word, _ALLOWED))  # fmt: skip
        allow = tuple(dict.fromkeys((*self.fix.allow, *words)))
        fix = self.fix.model_copy(update={"allow": allow})
        return replace(self, config=self.config.model_copy(update={"fix": fix}))

    def where(self, *steps: str | int) -> str | None:
        """Return ``file:line:column`` of a value; None where nothing was read."""
        return self._document.where(steps, key=True) if self._document else None


def load_config(path: Path | None = None, *, start: Path | None = None) -> Settings:
    """Read a project's settings.

    ``path`` is read where given; else the nearest ``imgrules.yaml`` in ``start`` or a folder
    above it; where there is none, everything is as it comes. Raises UsageError for a ``path``
    that is no file, RulebookError or RulebookErrors with file:line:column for what is wrong.
    """
    if path is not None and not path.is_file():
        raise UsageError(f"{path}: no such file", hint=f"settings are read from a file {NAME}")
    found = path or (find_config(start) if start is not None else None)
    if found is None:
        return Settings()
    document = yaml.read(found, label=_label(found))
    yaml.raise_all(validate(document, config_schema()))
    return Settings(Config.model_validate(document.data), found, document)


def find_config(start: Path) -> Path | None:
    """Return the nearest settings file in a folder or one above it."""
    folder = start.absolute()
    return next(
        (each / NAME for each in (folder, *folder.parents) if (each / NAME).is_file()), None
    )


def _label(path: Path) -> str:
    here, full = Path.cwd(), path.resolve()
    return (full.relative_to(here) if full.is_relative_to(here) else path).as_posix()


@cache
def config_schema() -> Schema:
    """Return the published draft-07 schema of the file."""
    return {"$schema": DRAFT, **from_model(Config), "required": ["schema"]}


def settings_data(fix: Fix) -> Mapping[str, Value]:
    """Return the settings a plan was made with, as plain data."""
    data: Mapping[str, Value] = fix.model_dump(mode="json")
    return data


__all__: Sequence[str] = (
    "Background", "Budget", "Config", "Fix", "Settings", "config_schema", "find_config",
    "load_config", "settings_data",
)  # fmt: skip
