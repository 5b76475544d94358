"""The run that a baseline is made from or held against: a stored result, or pictures judged now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imgrules.cli import common, defaults
from imgrules.cli.excusing import ExcuseOptions
from imgrules.cli.options import option, today, usual_workers
from imgrules.errors import UsageError

if TYPE_CHECKING:
    from imgrules.config import Settings
    from imgrules.model import Result

WHAT = "What to judge"
FILES = "Files"
_files = option(FILES)
_STORED = {".json", ".jsonl", ".ndjson"}
_FEW = 8


def judging(command: Any) -> Any:  # noqa: ANN401
    """Add the arguments and options of ``Request`` to a command."""
    decorators: list[Callable[[Any], Any]] = [
        click.argument("sources", nargs=-1, metavar="[RESULT | PATH...]"),
        common.rules(),
        common.scope,
        common.selection(WHAT),
        defaults.settings_option(WHAT, defaults.read_settings),
        _files("--baseline", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
               help="The baseline (default: imgrules-baseline.json in this folder)."),
        _files("--waivers", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
               help="The waivers: what they excuse is no part of a baseline (default: "
               "imgrules-waivers.yaml in this folder, where it is there)."),
        _files("--no-waivers", is_flag=True, help="As if nobody had waived anything."),
        common.no_progress,
        common.jobs("judged"),
    ]  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


@dataclass(frozen=True, kw_only=True)
class Request(ExcuseOptions):
    """The options of one call, by their names."""

    sources: tuple[str, ...]
    rules: tuple[str, ...]
    role: str | None
    category: tuple[str, ...]
    region: str | None
    channel: str | None
    manifest: Path | None
    exclude: tuple[str, ...]
    config: Settings
    no_progress: bool
    workers: int | None

    @property
    def stored(self) -> Path | None:
        """The stored result, where one is named."""
        named = [Path(each) for each in self.sources]
        results = [each for each in named if each.suffix.lower() in _STORED]
        if results and len(named) > 1:
            raise UsageError(
                f"{results[0]} is a stored result; it stands alone",
                hint="name one result, or pictures and rulebooks",
            )
        return results[0] if results else None


def judged(request: Request) -> Result:
    """Return the run with waivers, and nothing else, setting findings aside.

    Raises UsageError where it cannot be trusted: a baseline made of it would not be either.
    """
    from imgrules.engine.excuses import Excuses
    from imgrules.engine.suppress import suppress
    from imgrules.stored import read_result

    stored = request.stored
    if stored is not None:
        _refuse_scope(stored)
    result = read_result(stored) if stored is not None else _fresh(request)
    for problem in result.problems[:1]:
        raise UsageError(
            f"that run cannot be trusted: {problem.message}",
            hint=f"{problem.hint}; the baseline was not touched".lstrip("; "),
        )
    waivers = request.load_waivers(request.config)
    return suppress(result, Excuses(waivers), today())


_SCOPE = ("rules", "role", "category", "region", "channel", "manifest", "exclude")


def _refuse_scope(stored: Path) -> None:
    """Raise UsageError for scope given beside a result: it would quietly not be gone by."""
    context = click.get_current_context()
    for name in _SCOPE:
        if defaults.given(context, name):
            raise UsageError(
                f"{stored} is judged already; --{name} has no effect on it",
                hint="leave it out, or name the pictures instead of the result",
            )


def _fresh(request: Request) -> Result:
    from imgrules.cli.books import load_books
    from imgrules.cli.progress import progress
    from imgrules.engine.prepare import prepare
    from imgrules.engine.run import run
    from imgrules.engine.vocabulary import Given
    from imgrules.engine.weights import weights_of

    if not request.sources and request.manifest is None:
        raise UsageError("no result and no path given", hint="name a stored result, or a folder")
    day = today()
    books = load_books(request.rules, day)
    given = Given(request.role, request.category, request.region, request.channel)
    prepared = prepare(
        request.sources, books, as_of=day, manifest=request.manifest, exclude=request.exclude,
        given=given,
    )  # fmt: skip
    job = replace(prepared.job, weights=weights_of(request.config, books, strict=False))
    many = len(job.pictures)
    workers = request.workers or (1 if many < _FEW else usual_workers())
    with progress(many, wanted=not request.no_progress) as done:
        return run(job, workers=workers, on_image=lambda _: done())
