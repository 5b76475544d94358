"""Finding rulebooks: the user's folders, the bundled ones, those of installed packages.

The first folder that holds a name owns it. A pinned edition is also looked for in the folders
after it, so that own editions may extend shipped ones. Nothing is parsed and no plug-in imported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from imgrules import plugins, resources
from imgrules.errors import PluginError, RulebookError, RulebookNotFoundError
from imgrules.rulebook.names import suggest
from imgrules.rulebook.spellings import EDITION

BUNDLED = "bundled"
_NOT_RULEBOOKS = {"_schema", "tests"}


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """One dated file of a rulebook."""

    day: date
    repeat: int
    """Counts corrections made on the same day: 0, then 1 for ``2026-07-22.1``."""
    id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Shelved:
    """A rulebook that is there to be used."""

    name: str
    origin: str
    """``bundled``, the folder it was found in, or the distribution that ships it."""
    folder: Path
    editions: tuple[Edition, ...]
    """Oldest first."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder of rulebooks. A package's own begin with its entry point's name."""

    folder: Path
    origin: str
    prefix: str = ""

    def folder_of(self, name: str) -> Path | None:
        """Return where the rulebook of that name would be."""
        if not self.prefix:
            return self.folder / name
        first, _, rest = name.partition("/")
        return self.folder / rest if first == self.prefix else None

    def name_of(self, folder: Path) -> str:
        """Return the rulebook name that belongs to a folder below the root."""
        return "/".join((*filter(None, [self.prefix]), *folder.relative_to(self.folder).parts))


def editions_in(folder: Path) -> tuple[Edition, ...]:
    """Return the dated files of a folder, oldest first; none where it is no folder."""
    if not folder.is_dir():
        return ()
    found = (path for path in folder.glob("*.yaml") if re.match(EDITION, path.stem))
    return tuple(sorted(_edition(path) for path in found))


def _edition(path: Path) -> Edition:
    day, _, repeat = path.stem.partition(".")
    try:
        return Edition(date.fromisoformat(day), int(repeat or 0), path.stem, path)
    except ValueError as problem:
        raise RulebookError(
            f"{path.stem} is no day of the calendar", location=str(path), hint="rename the file"
        ) from problem


def find(name: str, *, first: Sequence[Root] = ()) -> Shelved:
    """Return the rulebook of that name. Raises RulebookNotFoundError with the nearest name."""
    for shelved in _holders(name, first):
        return shelved
    known = [shelved.name for shelved in everything()]
    hint = suggest(name, known, what="rulebooks")
    if Path(name).exists():
        hint = f"for the folder or file of that name write {Path()}{os.sep}{name}"
    raise RulebookNotFoundError(f"no rulebook is called {name}", hint=hint)


def find_edition(name: str, edition: str, *, first: Sequence[Root] = ()) -> Edition:
    """Return one edition. Raises RulebookNotFoundError with the editions there are."""
    known = []
    for shelved in _holders(name, first):
        for each in shelved.editions:
            if each.id == edition:
                return each
        known += [each.id for each in shelved.editions]
    if not known:
        find(name, first=first)
    listed = ", ".join(sorted(set(known)))
    raise RulebookNotFoundError(f"{name} has no edition {edition}", hint=f"editions: {listed}")


def everything() -> tuple[Shelved, ...]:
    """Return every rulebook that can be named, by name; what is shadowed is left out."""
    found: dict[str, Shelved] = {}
    for root in (*_own_roots(), *_package_roots()):
        for shelved in walk(root):
            found.setdefault(shelved.name, shelved)
    return tuple(found[name] for name in sorted(found))


def _holders(name: str, first: Sequence[Root]) -> Iterator[Shelved]:
    for root in (*first, *_own_roots()):
        if shelved := _shelved(root, name):
            yield shelved
    vendor = name.partition("/")[0]
    if vendor in plugins.names("rulebook"):
        shelved = _shelved(_package_root(vendor), name)
        if shelved:
            yield shelved


def _shelved(root: Root, name: str) -> Shelved | None:
    folder = root.folder_of(name)
    editions = editions_in(folder) if folder else ()
    return Shelved(name, root.origin, folder, editions) if folder and editions else None


def walk(root: Root) -> Iterator[Shelved]:
    """Yield every rulebook below a root, in the order of its folders."""
    for folder, inner, _ in os.walk(root.folder):
        inner[:] = sorted(set(inner) - _NOT_RULEBOOKS)
        if editions := editions_in(Path(folder)):
            name = root.name_of(Path(folder))
            yield Shelved(name, root.origin, Path(folder), editions)


def _own_roots() -> tuple[Root, ...]:
    named = (Root(folder, str(folder)) for folder in resources.user_rules_dirs())
    return (*named, Root(resources.rules_dir(), BUNDLED))


def _package_roots() -> Iterator[Root]:
    for vendor in plugins.names("rulebook"):
        # One broken package must not hide all other rulebooks; it is refused by name when used,
        # and imgrules plugins says what is wrong with it.
        with suppress(PluginError):
            yield _package_root(vendor)


def _package_root(vendor: str) -> Root:
    point = plugins.find("rulebook", vendor)
    origin = point.dist.name if point.dist else point.value
    return Root(plugins.rulebook_folder(vendor), origin, vendor)
