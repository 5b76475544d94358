"""Which file a name stands for: its folder, and the edition in force on a day."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from imgrules.errors import RulebookNotFoundError
from imgrules.rulebook import shelf
from imgrules.rulebook.shelf import Edition, Root, Shelved
from imgrules.rulebook.spellings import EDITION

_IN_FORCE = re.compile(r"(?P<name>.+)@(?P<edition>[^@/\\]+)")


@dataclass(frozen=True, slots=True)
class Spec:
    """What the user named: a rulebook or a path, and perhaps one edition."""

    name: str
    edition: str | None = None
    path: Path | None = None
    """A folder or a file; then ``name`` is only what was typed."""


def parse_spec(spec: str) -> Spec:
    """Read ``amazon``, ``amazon@2026-07-22``, ``./folder[@edition]`` or ``file.yaml``."""
    pinned = _IN_FORCE.fullmatch(spec)
    name, edition = (pinned["name"], pinned["edition"]) if pinned else (spec, None)
    if edition is not None and not re.match(EDITION, edition):
        raise RulebookNotFoundError(
            f"{edition} in {spec} is no edition", hint="write a day, as in amazon@2026-07-22"
        )
    return Spec(name, edition, Path(name).expanduser() if _is_path(name) else None)


def _is_path(name: str) -> bool:
    path = Path(name)
    marked = name.startswith((".", "~")) or name.endswith(("/", os.sep))
    return marked or path.is_absolute() or path.suffix in (".yaml", ".yml")


def list_rulebooks() -> tuple[Shelved, ...]:
    """Return every rulebook that can be named, by name."""
    return shelf.everything()


def list_editions(spec: str) -> tuple[Edition, ...]:
    """Return the editions of a named rulebook or folder, oldest first."""
    wanted = parse_spec(spec)
    if wanted.path is None:
        return shelf.find(wanted.name).editions
    folder = wanted.path.parent if wanted.path.is_file() else wanted.path
    if editions := shelf.editions_in(folder):
        return editions
    raise RulebookNotFoundError(
        f"{folder} holds no rulebook" if folder.exists() else f"{folder} does not exist",
        hint="a rulebook is a folder with files such as 2026-07-22.yaml",
    )


def in_force(editions: Sequence[Edition], as_of: date, *, name: str) -> Edition:
    """Return the newest edition that has begun by ``as_of``."""
    begun = [edition for edition in editions if edition.day <= as_of]
    if begun:
        return begun[-1]
    raise RulebookNotFoundError(
        f"{name} has no edition in force on {as_of}",
        hint=f"its first edition is {editions[0].id}; name it as {name}@{editions[0].id}",
    )


def choose(wanted: Spec, as_of: date, first: Sequence[Root] = ()) -> Edition:
    """Return the edition meant; ``first``: where to look before anywhere else."""
    if wanted.path is not None:
        editions = list_editions(wanted.name)
        if wanted.edition is None:
            return in_force(editions, as_of, name=wanted.name)
        for edition in editions:
            if edition.id == wanted.edition:
                return edition
        listed = ", ".join(edition.id for edition in editions)
        raise RulebookNotFoundError(
            f"{wanted.name} has no edition {wanted.edition}", hint=f"editions: {listed}"
        )
    if wanted.edition is not None:
        return shelf.find_edition(wanted.name, wanted.edition, first=first)
    return in_force(shelf.find(wanted.name, first=first).editions, as_of, name=wanted.name)


def home_of(path: Path, name: str) -> tuple[Root, ...]:
    """Return the tree a file stands in, where its folders bear its name: its kin are there too."""
    folder, parts = path.resolve().parent, tuple(name.split("/"))
    if folder.parts[-len(parts) :] != parts:
        return ()
    root = folder.parents[len(parts) - 1]
    return (Root(root, str(root)),)


def label_of(path: Path) -> str:
    """Return the path as short as it can be opened from here."""
    here, full = Path.cwd(), path.resolve()
    shown = full.relative_to(here) if full.is_relative_to(here) else path
    return shown.as_posix()
