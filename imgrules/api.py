"""The Python API: what the command line does, as two functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from imgrules.engine.prepare import prepare
from imgrules.engine.run import run
from imgrules.engine.vocabulary import Given
from imgrules.errors import AsOfError, UsageError
from imgrules.model import ImageResult, Result
from imgrules.rulebook.load import load_rulebook as _load
from imgrules.rulebook.model import Rulebook

StrPath = str | os.PathLike[str]


def load_rulebook(spec: str, *, as_of: date | None = None) -> Rulebook:
    """Return the edition of a rulebook in force on a date (today in UTC when left out).

    ``spec`` is a name (``amazon``), a pinned edition (``amazon@2026-07-22``) or a path to a
    rulebook's folder or file. Raises RulebookError for one that cannot be used as written.
    """
    return _load(spec, as_of=as_of or today())


def today() -> date:
    """Return today's date in UTC, the zone in which editions begin."""
    return datetime.now(UTC).date()


def check(
    paths: StrPath | Iterable[StrPath],
    *,
    rulebooks: Sequence[str | Rulebook],
    role: str | None = None,
    categories: Sequence[str] = (),
    region: str | None = None,
    channel: str | None = None,
    manifest: StrPath | None = None,
    as_of: date | None = None,
    allow_past: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    exclude: Sequence[str] = (),
    workers: int = 1,
    on_image: Callable[[ImageResult], None] | None = None,
) -> Result:
    """Judge pictures by one or several rulebooks; each picture is opened and decoded once.

    ``paths`` are files, folders or patterns. ``as_of`` is the date to judge for, today in UTC when
    left out; a past one needs ``allow_past`` and stamps the result as no gate. ``on_image`` is
    called with each picture's result in path order. With ``workers`` over 1 call it from a module
    guarded by ``if __name__ == "__main__"``, since worker processes import that module anew.

    Raises ImgrulesError where the run cannot be trusted: no picture found, an invalid rulebook,
    a missing plug-in. What is wrong with a picture is a finding, never an exception; a check that
    crashed is in ``Result.problems``.
    """
    if not rulebooks:
        raise UsageError("no rulebook given", hint='for example rulebooks=["amazon"]')
    now = today()
    day = as_of or now
    if day < now and not allow_past:
        raise AsOfError(f"{day} is past", hint="allow_past=True judges it, but not as a gate")
    books = [book if isinstance(book, Rulebook) else _load(book, as_of=day) for book in rulebooks]
    prepared = prepare(
        _strings(paths),
        books,
        as_of=day,
        not_a_gate=day < now,
        manifest=Path(manifest) if manifest is not None else None,
        exclude=exclude,
        given=Given(role=role, categories=tuple(categories), region=region, channel=channel),
        select=select,
        ignore=ignore,
    )
    return run(prepared.job, workers=workers, on_image=on_image)


def _strings(paths: StrPath | Iterable[StrPath]) -> list[str]:
    if isinstance(paths, str | os.PathLike):
        return [os.fspath(paths)]
    return [os.fspath(path) for path in paths]
