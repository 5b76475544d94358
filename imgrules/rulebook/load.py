"""From what the user names to a rulebook ready to judge by."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from imgrules.errors import RulebookError, RulebookNotFoundError
from imgrules.rulebook import shelf, yaml
from imgrules.rulebook.build import build
from imgrules.rulebook.entries import EDITION
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.resolve import Data, Draft, resolve
from imgrules.rulebook.schema import validate_rulebook
from imgrules.rulebook.shelf import Edition, Root, Shelved
from imgrules.rulebook.yaml import Document

__all__ = [
    "Edition", "Shelved", "Spec", "list_editions", "list_rulebooks", "load_file", "load_rulebook",
    "parse_spec",
]  # fmt: skip

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


def load_rulebook(spec: str, *, as_of: date) -> Rulebook:
    """Return the edition in force on ``as_of``; a pinned one or a file whatever the date.

    Raises RulebookNotFoundError, RulebookError or RulebookErrors with file:line:column, and
    PluginError where a check is missing or broken.
    """
    wanted = parse_spec(spec)
    if wanted.path is not None and wanted.path.suffix in (".yaml", ".yml"):
        return load_file(wanted.path, as_of=as_of)
    edition = _choose(wanted, as_of)
    return load_file(
        edition.path,
        as_of=as_of,
        name=None if wanted.path else wanted.name,
        edition=edition.id,
    )


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


def _choose(wanted: Spec, as_of: date, first: Sequence[Root] = ()) -> Edition:
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


def load_file(
    path: Path, *, as_of: date, name: str | None = None, edition: str | None = None
) -> Rulebook:
    """Return the rulebook of one file, which must be of that name and edition where given.

    Without them the file may be called anything: a copy somebody edits is a rulebook too.
    """
    document = _read(path, name=name, edition=edition)
    draft = _draft(document, path, as_of, (path.resolve(),))
    return build(draft, cast("Data", document.data), label=document.label, path=path)


def _read(path: Path, *, name: str | None, edition: str | None) -> Document:
    if not path.is_file():
        raise RulebookNotFoundError(f"{path} does not exist", hint="imgrules rules list")
    document = yaml.read(path, label=_label(path))
    validate_rulebook(document)
    _require_day(document)
    for key, wanted, place in (("rulebook", name, "folder"), ("edition", edition, "file")):
        stated = cast("Data", document.data)[key]
        if wanted is not None and stated != wanted:
            raise RulebookError(
                f"{key} is {stated}, but the {place} is named {wanted}",
                location=document.where((key,)),
                hint=f'write {key}: "{wanted}", or rename the {place}',
            )
    return document


def _require_day(document: Document) -> None:
    edition = str(cast("Data", document.data)["edition"])
    try:
        date.fromisoformat(edition.partition(".")[0])
    except ValueError as problem:
        raise RulebookError(
            f"edition {edition} is no day of the calendar",
            location=document.where(("edition",)),
            hint="write the day from which it is in force",
        ) from problem


def _label(path: Path) -> str:
    """Return the path as short as it can be opened from here."""
    here, full = Path.cwd(), path.resolve()
    shown = full.relative_to(here) if full.is_relative_to(here) else path
    return shown.as_posix()


def _draft(document: Document, path: Path, as_of: date, below: tuple[Path, ...]) -> Draft:
    data = cast("Data", document.data)
    near = _home(path, str(data["rulebook"]))
    parents = []
    for index, spec in enumerate(cast("list[str]", data.get("extends", []))):
        place = document.where(("extends", index))
        edition = _parent(spec, as_of, near, place)
        if edition.path.resolve() in below:
            raise RulebookError(
                f"{spec} extends this file in turn", location=place, hint="remove one of the two"
            )
        parent = _read(edition.path, name=parse_spec(spec).name, edition=edition.id)
        parents.append(_draft(parent, edition.path, as_of, (*below, edition.path.resolve())))
    return resolve(document, parents)


def _parent(spec: str, as_of: date, near: Sequence[Root], place: str) -> Edition:
    try:
        return _choose(parse_spec(spec), as_of, near)
    except RulebookNotFoundError as problem:
        raise RulebookNotFoundError(
            f"extends {spec}: {problem.message}", location=place, hint=problem.hint
        ) from problem


def _home(path: Path, name: str) -> tuple[Root, ...]:
    """Return the tree a file stands in, where its folders bear its name: its kin are there too."""
    folder, parts = path.resolve().parent, tuple(name.split("/"))
    if folder.parts[-len(parts) :] != parts:
        return ()
    root = folder.parents[len(parts) - 1]
    return (Root(root, str(root)),)
