"""Which files a run is about: paths, folders and patterns become a sorted list of pictures."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePath

from imgrules.errors import NoImagesError, UsageError
from imgrules.images.magic import EXTENSIONS, sniff
from imgrules.images.source import open_regular
from imgrules.model import Problem

_PICTURE_ENDINGS = {ending for endings in EXTENSIONS.values() for ending in endings}
_LITTER = {"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "@eadir", "icon\r"}
_SNIFFED_BYTES = 1024
_TOLD = 120
"""Characters told of the beginning and of the end of a very long path."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found under the paths given."""

    files: Sequence[str] = ()
    """Paths as given, in natural order. Text: path objects of 100,000 files take a second."""
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
    return Gathered(in_order(walk.files()), tuple(sorted(walk.left_aside)), tuple(walk.problems))


def in_order(paths: Iterable[str]) -> Sequence[str]:
    """Return paths in the natural order of what reports call them."""
    return sorted(paths, key=lambda path: natural_key(shown(path)))


def natural_key(name: str) -> str:
    """Sort ``img2`` before ``img10`` and a folder's files together; case breaks ties only."""
    folder, slash, file = name.rpartition("/")
    key = f"{_folder_key(folder)}\0{_part_key(file)}" if slash else _part_key(file)
    return f"{key}\0{name}"


def _part_key(part: str) -> str:
    return _NUMBER.sub(_by_size, part.casefold())


def _by_size(number: re.Match[str]) -> str:
    """Write a number so that texts sort as numbers do: how many digits, then which.

    It begins with a character lower than those of names, as the end of a name would sort.
    """
    digits = number[0].lstrip("0")
    return f"\1{chr(len(digits))}{digits}"


_NUMBER = re.compile("[0-9]+")


@lru_cache(maxsize=1024)
def _folder_key(folder: str) -> str:
    return "\0".join(map(_part_key, folder.split("/")))


def shown(path: str) -> str:
    """Return the path as reports show it: with forward slashes."""
    return path.replace(os.sep, "/") if os.sep != "/" else path


def identity(path: str | os.PathLike[str]) -> str:
    """Return what two spellings of one path share; links are not followed."""
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100  (far faster than Path)


def is_litter(name: str) -> bool:
    """Whether a file or folder is hidden, or left behind by a system."""
    return name.startswith(".") or name.lower() in _LITTER


def _expand(given: str) -> list[str]:
    """Return what a path stands for; a file whose very name holds ``*`` or ``[`` is itself."""
    if not given:
        raise UsageError("an empty path was given", hint="a shell variable may be unset")
    if os.path.lexists(given):
        return [str(Path(given))]  # without ./
    if not glob.has_magic(given):
        raise UsageError(f"{given}: no such file or folder", hint=_near(Path(given)))
    # Path.glob takes no absolute pattern.
    matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207
    if not matches:
        raise NoImagesError(f"nothing matches {given}", hint="check the folder and the pattern")
    return [str(Path(match)) for match in matches]


def _near(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.iterdir()]
    except PermissionError:
        return f"the folder {path.parent} cannot be read; give yourself access to it"
    except OSError:
        return f"the folder {path.parent} is not there either"
    import difflib

    near = difflib.get_close_matches(path.name, names, n=1)
    return f"did you mean {path.parent / near[0]}?" if near else "check the spelling"


class _Walk:
    """Goes through folders once each, however links lead back.

    Paths are text here: a folder may hold 100,000 files, and path objects cost as much as reading
    their names from the disk.
    """

    def __init__(self, exclude: tuple[str, ...], apart: Path | None = None) -> None:
        self.exclude = exclude
        self.apart = None if apart is None else os.path.realpath(apart)
        self._found: list[str] = []
        self._named = False
        """Whether files were named outright, which may stand in a folder as well."""
        self.left_aside: set[str] = set()
        self.problems: list[Problem] = []
        self._seen_folders: set[tuple[int, int]] = set()

    def files(self) -> Iterable[str]:
        """Return the files, each once: two spellings of one path are one picture.

        Two links to one file are two listings.
        """
        if not self._named:
            return self._found  # no folder was gone through twice
        return {identity(path): path for path in reversed(self._found)}.values()

    def take(self, path: str) -> None:
        # A list of folders still to visit, not recursion: trees can be deeper than Python's stack.
        if not os.path.isdir(path):  # noqa: PTH112  (a path too long is no folder, no crash)
            if not self._excluded(shown(path)):
                self._named = True
                self._found.append(path)
            return
        pending = [path]
        while pending:
            folder = pending.pop()
            if self.apart is None or os.path.realpath(folder) != self.apart:
                pending.extend(self._folder(folder))

    def _folder(self, folder: str) -> list[str]:
        """Take the files of a folder, and return the folders in it."""
        folders = []
        for entry in self._entries(folder):
            path = entry.name if folder == os.curdir else entry.path
            if is_litter(entry.name) or (self.exclude and self._excluded(shown(path))):
                continue
            if _is_folder(entry):
                folders.append(path)
            elif _has_picture_ending(entry.name) or _is_picture(path):
                self._found.append(path)
            else:
                self.left_aside.add(shown(path))
        return sorted(folders)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            facts = os.stat(folder)  # noqa: PTH116
            if (facts.st_dev, facts.st_ino) in self._seen_folders:
                return []
            self._seen_folders.add((facts.st_dev, facts.st_ino))
            with os.scandir(folder) as entries:
                return list(entries)
        except OSError as problem:
            self.problems.append(_unreadable(folder, problem))
            return []

    def _excluded(self, name: str) -> bool:
        """Hold patterns against the whole path and each of its parts, as people expect."""
        return any(
            fnmatchcase(name, pattern)
            or any(fnmatchcase(part, pattern.rstrip("/")) for part in PurePath(name).parts)
            for pattern in self.exclude
        )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link to itself: looked at as a file, it says why it cannot be


def _has_picture_ending(name: str) -> bool:
    _, dot, ending = name.rpartition(".")
    return bool(dot) and ending.lower() in _PICTURE_ENDINGS


def _is_picture(path: str) -> bool:
    """Say by its content whether a file is a picture."""
    if not os.path.isfile(path):  # noqa: PTH113
        return False
    try:
        with open_regular(Path(path)) as file:
            return sniff(file.read(_SNIFFED_BYTES)) is not None
    except OSError:
        return True  # what cannot be looked into is not passed over: reading it will say why


def _unreadable(folder: str, problem: OSError) -> Problem:
    name = shown(folder)
    if len(name) > 2 * _TOLD:
        name = f"{name[:_TOLD]}…{name[-_TOLD:]}"  # a tree may be deeper than any path can be
    return Problem(
        kind="intake/unreadable-folder",
        message=f"{name}: cannot be read: {problem.strerror or problem}",
        hint="give yourself access to the folder, or leave it out with --exclude",
        path=name,
    )
