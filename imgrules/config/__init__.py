"""``imgrules.yaml``: what a project has decided once, so that commands need not be told."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from imgrules.config.check import Check, Override, RuleOverride
from imgrules.config.entry import Entry
from imgrules.config.fix import ALLOWED, Background, Budget, Fix, settings_data
from imgrules.errors import UsageError
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model
from imgrules.rulebook.names import suggest

if TYPE_CHECKING:
    from imgrules.rulebook.yaml import Document

NAME = "imgrules.yaml"


class Config(Entry):
    """Settings of a project, in a file imgrules.yaml in its folder or above."""

    version: Literal[1] = Field(1, alias="schema", description="Version of this format.")
    check: Check = Field(Check(), description="How pictures are judged.")
    fix: Fix = Field(Fix(), description="How pictures are fixed.")


@dataclass(frozen=True, slots=True)
class Settings:
    """What was read, and where each value stands."""

    config: Config = field(default_factory=Config)
    path: Path | None = None
    """The file; None where there is none and everything is as it comes."""
    _document: Document | None = None

    @property
    def fix(self) -> Fix:
        return self.config.fix

    @property
    def check(self) -> Check:
        return self.config.check

    @property
    def folder(self) -> Path:
        """Return the folder that paths in the file count from."""
        return self.path.parent if self.path else Path()

    @property
    def decides(self) -> bool:
        """Whether the file says anything of how pictures are judged."""
        return self.check != Check()

    @property
    def label(self) -> str:
        """Return what reports call the file; empty where nothing was read."""
        return self._document.label if self._document else ""

    @property
    def services(self) -> tuple[Path, ...]:
        """Return the service files named, relative to the file that names them."""
        return tuple(self.folder / name for name in self.fix.services)

    def allowing(self, words: Sequence[str]) -> Settings:
        """Return settings that allow more: ``unsafe`` or operations. Raises UsageError."""
        for word in words:
            if word not in ALLOWED:
                raise UsageError(f"{word}: nothing of that name can be allowed",
                                 hint=suggest(word, ALLOWED))  # fmt: skip
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
    found = path or (find_config(start) if start is not None else None)
    if found is None:
        return Settings()
    if not found.is_file():
        # Going on without would judge by less than the project has decided.
        what = "no such file" if path is not None and not path.exists() else "is no file"
        raise UsageError(f"{_label(found)}: {what}", hint=f"settings are read from a file {NAME}")
    from imgrules.rulebook import yaml
    from imgrules.rulebook.schema import validate

    document = yaml.read(found, label=_label(found))
    yaml.raise_all(validate(document, config_schema()))
    return Settings(Config.model_validate(document.data), found, document)


def find_config(start: Path) -> Path | None:
    """Return the nearest settings in a folder or one above it: what has that name, file or not."""
    folder = start.absolute()
    places = (each / NAME for each in (folder, *folder.parents))
    return next((each for each in places if os.path.lexists(each)), None)


def _label(path: Path) -> str:
    here, full = Path.cwd(), path.resolve()
    return (full.relative_to(here) if full.is_relative_to(here) else path).as_posix()


@cache
def config_schema() -> Schema:
    """Return the published draft-07 schema of the file."""
    return {"$schema": DRAFT, **from_model(Config), "required": ["schema"]}


__all__: Sequence[str] = (
    "Background", "Budget", "Check", "Config", "Fix", "Override", "RuleOverride", "Settings",
    "config_schema", "find_config", "load_config", "settings_data",
)  # fmt: skip
