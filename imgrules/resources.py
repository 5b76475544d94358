"""Where rulebooks and schemas lie: inside the wheel, in a checkout, in the user's folders."""

from __future__ import annotations

import os
from pathlib import Path

from imgrules.errors import UsageError

SEARCH_PATH = "IMGRULES_RULES_PATH"
"""Folders searched before the bundled rulebooks, separated as in PATH."""


def rules_dir() -> Path:
    """Return the folder of bundled rulebooks; a wheel carries it, a checkout has it alongside."""
    package = Path(__file__).parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent / "rules"


def schema_dir() -> Path:
    """Return the folder of published JSON Schemas."""
    return rules_dir() / "_schema"


def user_rules_dirs() -> tuple[Path, ...]:
    """Return the folders of IMGRULES_RULES_PATH; one that is no folder is an error, not a skip."""
    named = [Path(part) for part in os.environ.get(SEARCH_PATH, "").split(os.pathsep) if part]
    for folder in named:
        if not folder.is_dir():
            raise UsageError(
                f"{SEARCH_PATH} names {folder}, which is not a folder",
                hint=f"correct {SEARCH_PATH} or create the folder",
            )
    return tuple(named)
