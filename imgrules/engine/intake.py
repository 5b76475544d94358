"""Which files a run is about: paths, folders and patterns become a sorted list of pictures."""

from __future__ import annotations

import difflib
import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from imgrules.errors import NoImagesError, UsageError
from imgrules.images.magic import EXTENSIONS, sniff
from imgrules.model import Problem

_PICTURE_ENDINGS = {f".{ending}" for endings in EXTENSIONS.values() for ending in endings}
_LITTER = {"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "@eadir", "icon\r"}
_SNIFFED_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A file to check, and what reports call it: the path as given, with forward slashes."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found under the paths given, in natural order of their names."""

    files: tuple[Found, ...] = ()
    left_aside: tuple[str, ...] = ()
    """Files in folders that are no pictures, by name and by content."""
    problems: tuple[Problem, ...] = ()


def gather(
    paths: Iterable[str], *, exclude: Sequence[str] = (), apart: Path | None = None
) -> Gathered:
    """Collect the pictures.

    A file named outright is always taken, whatever it is; a folder gives its pictures, hidden
    files and litter left out. The folder ``apart`` is not entered. Raises UsageError for a path
    that does not exist.
    """
    walk = _Walk(tuple(exclude), apart)
    for given in paths:
        for path in _expand(given):
            walk.take(path)
    files = sorted(walk.found.values(), key=lambda found: natural_key(found.name))
    return Gathered(tuple(files), tuple(sorted(walk.left_aside)), tuple(walk.problems))


def natural_key(name: str) -> tuple[object, ...]:
    """Sort ``img2`` before ``img10`` and a folder's files together; case breaks ties only."""
    parts = (re.split("([0-9]+)", part.casefold()) for part in name.split("/"))
    return (
        tuple(tuple(int(bit) if at % 2 else bit for at, bit in enumerate(bits)) for bits in parts),
        name,
    )


def display_name(path: Path) -> str:
    """Return the path as reports show it: ``./`` dropped, forward slashes."""
    return path.as_posix()


def identity(path: Path) -> Path:
    """Return what two spellings of one path share; links are not followed."""
    return Path(os.path.normpath(path.absolute()))


def is_litter(name: str) -> bool:
    """Whether a file or folder is hidden, or left behind by a system."""
    return name.startswith(".") or name.lower() in _LITTER


def _expand(given: str) -> list[Path]:
    """Return what a path stands for; a file whose very name holds ``*`` or ``[`` is itself."""
    if not given:
        raise UsageError("an empty path was given", hint="a shell variable may be unset")
    if os.path.lexists(given):
        return [Path(given)]
    if not glob.has_magic(given):
        raise UsageError(f"{given}: no such file or folder", hint=_near(Path(given)))
    # Path.glob takes no absolute pattern.
    matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207
    if not matches:
        raise NoImagesError(f"nothing matches {given}", hint="check the folder and the pattern")
    return [Path(match) for match in matches]


def _near(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir()]
    except PermissionError:
        return f"the folder {path.parent} cannot be read; give yourself access to it"
    except OSError:
        return f"the folder {path.parent} is not there either"
    near = difflib.get_close_matches(path.name, names, n=1)
    return f"did you mean {path.parent / near[0]}?" if near else "check the spelling"


class _Walk:
    """Goes through folders once each, however links lead back."""

    def __init__(self, exclude: tuple[str, ...], apart: Path | None = None) -> None:
        self.exclude = exclude
        self.apart = None if apart is None else os.path.realpath(apart)
        self.found: dict[Path, Found] = {}
        self.left_aside: set[str] = set()
        self.problems: list[Problem] = []
        self._seen_folders: set[tuple[int, int]] = set()

    def take(self, path: Path) -> None:
        # A list of folders still to visit, not recursion: trees can be deeper than Python's stack.
        pending = [path]
        while pending:
            current = pending.pop()
            if current.is_dir():
                if self.apart is not None and os.path.realpath(current) == self.apart:
                    continue
                pending.extend(self._folder(current))
            elif current is not path:
                self._take_from_folder(current)
            elif not self._excluded(path):
                self._add(path)

    def _take_from_folder(self, path: Path) -> None:
        if _is_picture(path):
            self._add(path)
        else:
            self.left_aside.add(display_name(path))

    def _add(self, path: Path) -> None:
        # Two spellings of one path are one picture; two links to one file are two listings.
        self.found.setdefault(identity(path), Found(path, display_name(path)))

    def _folder(self, folder: Path) -> Iterator[Path]:
        try:
            facts = folder.stat()
            if (facts.st_dev, facts.st_ino) in self._seen_folders:
                return
            self._seen_folders.add((facts.st_dev, facts.st_ino))
            entries = sorted(folder.iterdir())
        except OSError as problem:
            self.problems.append(_unreadable(folder, problem))
            return
        for path in entries:
            if not is_litter(path.name) and not self._excluded(path):
                yield path

    def _excluded(self, path: Path) -> bool:
        """Hold patterns against the whole path and each of its parts, as people expect."""
        shown = display_name(path)
        return any(
            fnmatchcase(shown, pattern)
            or any(fnmatchcase(part, pattern.rstrip("/")) for part in path.parts)
            for pattern in self.exclude
        )


def _is_picture(path: Path) -> bool:
    if path.suffix.lower() in _PICTURE_ENDINGS:
        return True
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return sniff(file.read(_SNIFFED_BYTES)) is not None
    except OSError:
        return True  # what cannot be looked into is not passed over: reading it will say why


def _unreadable(folder: Path, problem: OSError) -> Problem:
    return Problem(
        kind="intake/unreadable-folder",
        message=f"{display_name(folder)}: cannot be read: {problem.strerror or problem}",
        hint="give yourself access to the folder, or leave it out with --exclude",
        path=display_name(folder),
    )
