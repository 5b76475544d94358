"""The Python API: what the command line does, as functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from imgrules.config import Settings, load_config
from imgrules.engine.baseline_file import read_baseline
from imgrules.engine.guard import called_by_script
from imgrules.engine.prepare import prepare
from imgrules.engine.run import run
from imgrules.engine.vocabulary import Given
from imgrules.errors import AsOfError, UsageError
from imgrules.fixes.model import FixResult, ImageFix
from imgrules.model import ImageResult, Result
from imgrules.rulebook.load import load_rulebook as _load
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.waivers import load_waivers

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
    rulebooks: str | Rulebook | Iterable[str | Rulebook],
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
    waivers: StrPath | None = None,
    baseline: StrPath | None = None,
    workers: int = 1,
    on_image: Callable[[ImageResult], None] | None = None,
) -> Result:
    """Judge pictures by one or several rulebooks; each picture is opened and decoded once.

    ``paths`` are files, folders or patterns. ``as_of`` is the date to judge for, today in UTC when
    left out; a past one needs ``allow_past`` and stamps the result as no gate. ``waivers`` and
    ``baseline`` are files that set findings aside; neither is searched for. ``on_image`` is
    called with each picture's result in path order. With ``workers`` over 1 call it from a module
    guarded by ``if __name__ == "__main__"``, since worker processes import that module anew.

    Raises ImgrulesError where the run cannot be trusted: no picture found, an invalid rulebook,
    a missing plug-in. What is wrong with a picture is a finding, never an exception; a check that
    crashed is in ``Result.problems``.
    """
    now = today()
    day = as_of or now
    if day < now and not allow_past:
        raise AsOfError(f"{day} is past", hint="allow_past=True judges it, but not as a gate")
    books = _books(rulebooks, day)
    prepared = prepare(
        _strings(paths),
        books,
        as_of=day,
        not_a_gate=day < now,
        manifest=Path(manifest) if manifest is not None else None,
        exclude=_words(exclude),
        given=Given(role=role, categories=_words(categories), region=region, channel=channel),
        select=_words(select),
        ignore=_words(ignore),
        waivers=None if waivers is None else load_waivers(Path(waivers)),
        baseline=None if baseline is None else read_baseline(Path(baseline)),
    )
    with called_by_script(workers):
        return run(prepared.job, workers=workers, on_image=on_image)


def fix(
    paths: StrPath | Iterable[StrPath],
    *,
    rulebooks: str | Rulebook | Iterable[str | Rulebook],
    out: StrPath | None = None,
    in_place: bool = False,
    apply: bool = False,
    allow: Sequence[str] = (),
    config: StrPath | Settings | None = None,
    role: str | None = None,
    categories: Sequence[str] = (),
    region: str | None = None,
    channel: str | None = None,
    manifest: StrPath | None = None,
    exclude: Sequence[str] = (),
    as_of: date | None = None,
    waivers: StrPath | None = None,
    state: StrPath = ".imgrules",
    network: bool = True,
    workers: int = 1,
    on_image: Callable[[ImageFix], None] | None = None,
) -> FixResult:
    """Plan what makes pictures pass; with ``apply`` do it, prove it, and write what is proved.

    Without ``apply`` nothing is written, sent or paid. With it, results go to the folder ``out``,
    or replace the pictures where ``in_place`` says so (originals are kept under ``state``).
    ``allow``: ``unsafe`` for all steps that change the product within limits, or the name of an
    operation. ``config``: an ``imgrules.yaml`` or settings already read; it is not searched for.
    What ``waivers``, a file, excuses is left as it is.

    Raises ImgrulesError where the run cannot be trusted. What cannot be fixed is in the result,
    with the reason, never an exception.
    """
    from imgrules.fixes.flow import Asked, apply_plan, plan_fixes

    if apply and (out is None) == (not in_place):
        raise UsageError("say where results go: either out=… or in_place=True")
    day = as_of or today()
    asked = Asked(
        paths=tuple(_strings(paths)),
        rulebooks=tuple(_books(rulebooks, day)),
        as_of=day,
        clock=lambda: datetime.now(UTC),
        given=Given(role=role, categories=_words(categories), region=region, channel=channel),
        manifest=Path(manifest) if manifest is not None else None,
        exclude=_words(exclude),
        out=Path(out) if out is not None else None,
        settings=_settings(config, allow),
        waivers=None if waivers is None else load_waivers(Path(waivers)),
        state=Path(state),
        network=network,
        environ=dict(os.environ),
        workers=workers,
    )
    with called_by_script(workers):
        planned = plan_fixes(asked)
        return apply_plan(asked, planned, on_image=on_image) if apply else FixResult(planned.plan)


def _settings(config: StrPath | Settings | None, allow: Sequence[str]) -> Settings:
    if not isinstance(config, Settings):
        config = load_config(None if config is None else Path(config))
    return config.allowing(_words(allow))


def _books(given: str | Rulebook | Iterable[str | Rulebook], day: date) -> list[Rulebook]:
    several = [given] if isinstance(given, str | Rulebook) else list(given)
    if not several:
        raise UsageError("no rulebook given", hint='for example rulebooks=["amazon"]')
    return [book if isinstance(book, Rulebook) else _load(book, as_of=day) for book in several]


def _words(given: Sequence[str]) -> tuple[str, ...]:
    """Take a lone word for what it is; it is a sequence too, of its letters."""
    return (given,) if isinstance(given, str) else tuple(given)


def _strings(paths: StrPath | Iterable[StrPath]) -> list[str]:
    if isinstance(paths, str | os.PathLike):
        return [os.fspath(paths)]
    return [os.fspath(path) for path in paths]
