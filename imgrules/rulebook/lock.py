"""``imgrules.lock``: what verdicts rest on, written down, so that none changes unnoticed.

Editions by their resolved rules, checks by their versions, plug-ins and imgrules by theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from imgrules import __version__, plugins
from imgrules.checks import CHECKS
from imgrules.errors import LockError, RulebookError
from imgrules.rulebook import yaml
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model
from imgrules.rulebook.entries import Entry
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.schema import validate
from imgrules.rulebook.spellings import BOOK, CHECK, EDITION

NAME = "imgrules.lock"
_HEAD = "# What verdicts rest on. Written by: imgrules rules lock. Held against: check --locked\n"
_AGAIN = "write it anew: imgrules rules lock -r RULEBOOK"


class LockedBook(Entry):
    """An edition, by its name and by its rules."""

    rulebook: str = Field(description="Name of the rulebook.", pattern=BOOK)
    edition: str = Field(description="The edition that judges.", pattern=EDITION)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="Of the edition's rules, all inheritance applied."
    )


class Lock(Entry):
    """What verdicts rest on."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this file format: 1.")
    imgrules: str = Field(description="Version of imgrules.", min_length=1)
    rulebooks: dict[str, LockedBook] = Field(
        description="Rulebook as -r names it, a path counting from this file, to its edition.",
        min_length=1,
    )
    checks: dict[Annotated[str, Field(pattern=CHECK)], int] = Field(
        {}, description="Check that the rules use to its version."
    )
    plugins: dict[str, str] = Field(
        {}, description="Distribution that the rules use to its version."
    )


@cache
def lock_schema() -> Schema:
    """Return the published draft-07 schema of the file."""
    return {"$schema": DRAFT, **from_model(Lock)}


def make_lock(books: Mapping[str, Rulebook]) -> Lock:
    """Return the lock of rulebooks as they are installed now, by the name each goes by."""
    names = sorted({rule.check for book in books.values() for rule in book.rules if rule.check})
    return Lock.model_validate({
        "schema": 1,
        "imgrules": __version__,
        "rulebooks": {
            name: {"rulebook": book.name, "edition": book.edition, "sha256": book.sha256}
            for name, book in sorted(books.items())
        },
        "checks": {name: plugins.load_check(name).version for name in names},
        "plugins": dict(sorted(_distributions(names, books))),
    })  # fmt: skip


def _distributions(checks: list[str], books: Mapping[str, Rulebook]) -> Iterator[tuple[str, str]]:
    points = [plugins.find("check", name) for name in checks if name not in CHECKS]
    vendors = {book.name.partition("/")[0] for name, book in books.items() if "/" in book.name
               and not name.startswith((".", "/", "~"))}  # fmt: skip
    points += [plugins.find("rulebook", name) for name in sorted(vendors)
               if name in plugins.names("rulebook")]  # fmt: skip
    for point in points:
        if point.dist is not None:
            yield point.dist.name, point.dist.version


def lock_text(lock: Lock) -> str:
    """Return the file: YAML, sorted, a line a value, so that changes read well."""
    lines = [_HEAD, "schema: 1\n", f"imgrules: {_quoted(lock.imgrules)}\n", "rulebooks:\n"]
    for name, book in sorted(lock.rulebooks.items()):
        lines.append(f"  {_quoted(name)}:\n")
        lines += [f"    {key}: {_quoted(value)}\n" for key, value in book.model_dump().items()]
    lines.append("checks:\n" if lock.checks else "checks: {}\n")
    lines += [f"  {name}: {version}\n" for name, version in sorted(lock.checks.items())]
    lines.append("plugins:\n" if lock.plugins else "plugins: {}\n")
    lines += [f"  {_quoted(name)}: {_quoted(release)}\n"
              for name, release in sorted(lock.plugins.items())]  # fmt: skip
    return "".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_lock(path: Path) -> Lock:
    """Read the file. Raises LockError where it is missing or is no lock."""
    if not path.is_file():
        what = "is no file" if path.exists() else "there is no lock file"
        raise LockError(f"{path}: {what}", hint=_AGAIN)
    try:
        document = yaml.read(path)
        yaml.raise_all(validate(document, lock_schema()))
    except RulebookError as fault:
        said = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
        raise LockError(said, hint=_AGAIN) from fault
    return Lock.model_validate(document.data)


def differences(locked: Lock, now: Lock) -> tuple[str, ...]:
    """Return in words what is not as it was locked; of rulebooks, those that both name."""
    return (
        *_imgrules(locked, now), *_books(locked, now), *_checks(locked, now),
        *_plugins(locked, now),
    )  # fmt: skip


def _imgrules(locked: Lock, now: Lock) -> Iterator[str]:
    if locked.imgrules != now.imgrules:
        yield f"imgrules is {now.imgrules}, locked is {locked.imgrules}"


def _books(locked: Lock, now: Lock) -> Iterator[str]:
    for name, book in now.rulebooks.items():
        held = locked.rulebooks[name]
        if (held.rulebook, held.edition) != (book.rulebook, book.edition):
            yield (
                f"{name} is {book.rulebook}@{book.edition}, "
                f"locked is {held.rulebook}@{held.edition}"
            )
        elif held.sha256 != book.sha256:
            yield f"the rules of {book.rulebook}@{book.edition} are not those that were locked"


def _checks(locked: Lock, now: Lock) -> Iterator[str]:
    for name, version in now.checks.items():
        held = locked.checks.get(name)
        if held is None:
            yield f"the check {name} is used and not locked"
        elif held != version:
            yield f"the check {name} is version {version}, locked is {held}"


def _plugins(locked: Lock, now: Lock) -> Iterator[str]:
    for name, release in now.plugins.items():
        held = locked.plugins.get(name)
        if held is None:
            yield f"the plug-in {name} {release} is used and not locked"
        elif held != release:
            yield f"the plug-in {name} is {release}, locked is {held}"
