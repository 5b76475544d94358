"""``imgrules.yaml``: what a project has decided once, so that commands need not be told.

Most folders have none. So what describes the file's blocks, which takes long to import, is imported
when somebody asks for it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imgrules.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imgrules.config.check import Check, Override, RuleOverride
    from imgrules.config.config import Config, config_schema
    from imgrules.config.fix import Background, Budget, Fix, settings_data
    from imgrules.rulebook.yaml import Document

__all__ = [
    "NAME", "Background", "Budget", "Check", "Config", "Fix", "Override", "RuleOverride",
    "Settings", "config_schema", "find_config", "load_config", "settings_data",
]  # fmt: skip

NAME = "imgrules.yaml"

_HOMES = {
    "Background": "fix", "Budget": "fix", "Check": "check", "Config": "config", "Fix": "fix",
    "Override": "check", "RuleOverride": "check", "config_schema": "config",
    "settings_data": "fix",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        raise AttributeError(f"module 'imgrules.config' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"imgrules.config.{_HOMES[name]}"), name)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was read, and where each value stands."""

    said: Config | None = None
    """None where nobody said anything."""
    path: Path | None = None
    """The file; None where there is none and everything is as it comes."""
    _document: Document | None = None

    @property
    def config(self) -> Config:
        """What stands: what was said, and the usual for all else."""
        if self.said is not None:
            return self.said
        from imgrules.config.config import Config

        return Config()

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
        return self.said is not None and self.check != type(self.check)()

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
        from imgrules.config.fix import ALLOWED
        from imgrules.rulebook.names import suggest

        for word in words:
            if word not in ALLOWED:
                raise UsageError(f"{word}: nothing of that name can be allowed",
                                 hint=suggest(word, ALLOWED))  # fmt: skip
        allow = tuple(dict.fromkeys((*self.fix.allow, *words)))
        fix = self.fix.model_copy(update={"allow": allow})
        return replace(self, said=self.config.model_copy(update={"fix": fix}))

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
    from imgrules.config.config import Config, config_schema
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
