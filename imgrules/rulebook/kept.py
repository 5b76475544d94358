"""Rulebooks that were read before, kept as JSON: validated once, and no check is imported.

A kept rulebook is used while every file that it was made from, and imgrules itself, is as it was;
else it is read anew. Nothing in the folder is precious.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from imgrules.checks import CHECKS
from imgrules.errors import ImgrulesError
from imgrules.rulebook.choose import choose, home_of, label_of, parse_spec
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.unpack import unpacked

FOLDER = "rulebooks"
_MOST = 100
"""Rulebooks kept; the oldest go first."""
_JUDGED_BY = ("rulebook", "checks", ".")
"""Folders of imgrules whose code decides what a rulebook means."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that a rulebook was made from."""

    path: Path
    """Resolved."""
    label: str
    """What reports call it: it depends on the folder imgrules was called in."""
    sha256: str
    rulebook: str
    extends: tuple[tuple[str, Path], ...]
    """Each edition it names, and the file which that was."""


class Kept:
    """The rulebooks kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def get(self, path: Path, as_of: date) -> Rulebook | None:
        """Return the rulebook of a file, or None where it must be read."""
        try:
            checksum, _, text = self._file(path).read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return None
        if checksum != _sha256(text.encode()):
            return None
        data = json.loads(text)
        if not all(_unchanged(part, as_of) for part in data["parts"]):
            return None
        return unpacked(data["rulebook"], path)

    def keep(self, rulebook: Rulebook, parts: Sequence[Part]) -> None:
        """Remember a rulebook, where all that decides about it is known."""
        if any(rule.check and rule.check not in CHECKS for rule in rulebook.rules):
            return  # a plug-in may change and nothing here would
        data = {"parts": [asdict(part) for part in parts], "rulebook": _packed(rulebook)}
        text = json.dumps(data, ensure_ascii=False, default=str)
        # A cache that cannot be written costs time, never a verdict.
        with suppress(OSError, UnicodeEncodeError):
            self._write(self._file(rulebook.path), f"{_sha256(text.encode())}\n{text}")

    def clear(self) -> None:
        """Forget everything."""
        for file in self._files():
            file.unlink(missing_ok=True)

    def _file(self, path: Path) -> Path:
        name = "\n".join((imgrules_itself(), os.fspath(path.resolve()), label_of(path)))
        return self.folder / f"{_sha256(os.fsencode(name))[:32]}.json"

    def _files(self) -> list[Path]:
        return list(self.folder.glob("*.json")) if self.folder.is_dir() else []

    def _write(self, file: Path, text: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
        oldest = sorted(self._files(), key=lambda each: each.stat().st_mtime_ns)
        for old in oldest[:-_MOST]:
            old.unlink(missing_ok=True)


def _unchanged(part: dict[str, Any], as_of: date) -> bool:
    path = Path(part["path"])
    try:
        if _sha256(path.read_bytes()) != part["sha256"] or label_of(path) != part["label"]:
            return False
        near = home_of(path, part["rulebook"])
        return all(
            os.fspath(choose(parse_spec(spec), as_of, near).path.resolve()) == meant
            for spec, meant in part["extends"]
        )
    except (OSError, ImgrulesError):  # reading the rulebook says what is wrong
        return False


def _packed(rulebook: Rulebook) -> dict[str, Any]:
    data = asdict(rulebook)
    del data["path"]
    return data


@cache
def imgrules_itself() -> str:
    """Return what changes whenever the code does that decides what a rulebook means."""
    here = Path(__file__).parent.parent
    stamps = sorted(stamp for name in _JUDGED_BY for stamp in _stamps(here / name))
    return _sha256("\n".join(stamps).encode())


def _stamps(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                facts = entry.stat()
                yield f"{entry.path} {facts.st_size} {facts.st_mtime_ns}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
