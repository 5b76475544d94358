"""From the files of a rulebook to the rulebook: parsed, validated, laid over what it extends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

from imgrules.errors import RulebookError, RulebookNotFoundError
from imgrules.rulebook import yaml
from imgrules.rulebook.build import build
from imgrules.rulebook.choose import choose, home_of, label_of, parse_spec
from imgrules.rulebook.kept import Part
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.resolve import Data, Draft, resolve
from imgrules.rulebook.schema import validate_rulebook
from imgrules.rulebook.shelf import Edition, Root
from imgrules.rulebook.yaml import Document


@dataclass(frozen=True, slots=True)
class Reading:
    """A rulebook, and the files it was made from."""

    rulebook: Rulebook
    parts: tuple[Part, ...]


def read_rulebook(
    path: Path, *, as_of: date, name: str | None = None, edition: str | None = None
) -> Reading:
    """Read one file and all that it extends; it must be of that name and edition where given."""
    return _Reader(as_of).read(path, name, edition)


class _Reader:
    """Reads a file and those it extends, and notes each."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._parts: list[Part] = []

    def read(self, path: Path, name: str | None, edition: str | None) -> Reading:
        document = _read(path, name=name, edition=edition)
        draft = self._draft(document, path, (path.resolve(),))
        data = cast("Data", document.data)
        book = build(draft, data, label=document.label, path=path)
        return Reading(book, tuple(self._parts))

    def _draft(self, document: Document, path: Path, below: tuple[Path, ...]) -> Draft:
        parents = [*self._parents(document, path)]
        extends = tuple((spec, edition.path.resolve()) for _, spec, edition in parents)
        name = str(cast("Data", document.data)["rulebook"])
        self._parts.append(Part(path.resolve(), document.label, document.sha256, name, extends))
        return resolve(document, [self._parent(*each, below) for each in parents])

    def _parents(self, document: Document, path: Path) -> Iterator[tuple[str, str, Edition]]:
        """Yield the place that names it, the name and the edition of each that is extended."""
        data = cast("Data", document.data)
        near = home_of(path, str(data["rulebook"]))
        for index, spec in enumerate(cast("list[str]", data.get("extends", []))):
            place = document.where(("extends", index))
            yield place, spec, _choose(spec, self._as_of, near, place)

    def _parent(self, place: str, spec: str, edition: Edition, below: tuple[Path, ...]) -> Draft:
        if edition.path.resolve() in below:
            raise RulebookError(
                f"{spec} extends this file in turn", location=place, hint="remove one of the two"
            )
        parent = _read(edition.path, name=parse_spec(spec).name, edition=edition.id)
        return self._draft(parent, edition.path, (*below, edition.path.resolve()))


def _read(path: Path, *, name: str | None, edition: str | None) -> Document:
    if not path.is_file():
        raise RulebookNotFoundError(f"{path} does not exist", hint="imgrules rules list")
    document = yaml.read(path, label=label_of(path))
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


def _choose(spec: str, as_of: date, near: Sequence[Root], place: str) -> Edition:
    try:
        return choose(parse_spec(spec), as_of, near)
    except RulebookNotFoundError as problem:
        raise RulebookNotFoundError(
            f"extends {spec}: {problem.message}", location=place, hint=problem.hint
        ) from problem
