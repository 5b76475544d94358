"""One call of ``imgrules check``, from its options to its exit status."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from imgrules.cli.books import load_books, refuse_past
from imgrules.cli.boundary import BROKEN, FINE, say_error
from imgrules.cli.formats import Output, Target, opened, parse_targets, refuse_own_pictures
from imgrules.cli.listing import listing
from imgrules.cli.notes import run_notes
from imgrules.cli.options import today, usual_workers
from imgrules.cli.progress import progress
from imgrules.cli.status import exit_status
from imgrules.cli.terminal import Colour, ink, show
from imgrules.engine.assemble import Assembled
from imgrules.engine.job import Job
from imgrules.engine.prepare import prepare
from imgrules.engine.run import run
from imgrules.engine.vocabulary import Given
from imgrules.errors import UsageError
from imgrules.model import ImageResult, Result, Severity
from imgrules.reporters import View

_FEW = 8
"""Starting worker processes costs more than judging so few pictures."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of one call, by their names."""

    paths: tuple[str, ...]
    rules: tuple[str, ...]
    as_of: date | None
    allow_past: bool
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    role: str | None
    category: tuple[str, ...]
    region: str | None
    channel: str | None
    manifest: Path | None
    exclude: tuple[str, ...]
    list_files: bool
    fail_on: str
    fail_on_review: bool
    exit_zero: bool
    formats: tuple[str, ...]
    show: str
    quiet: bool
    verbose: bool
    colour: Colour
    no_progress: bool
    workers: int | None


def judge(request: Request) -> int:
    """Carry out one call of ``imgrules check`` and return its exit status."""
    started = time.monotonic()
    if not request.paths and request.manifest is None:
        raise UsageError("no path given", hint="name a folder or pictures, or a --manifest")
    if request.quiet and request.verbose:
        raise UsageError("-q and -v contradict each other")
    targets = parse_targets(request.formats)
    judging = _prepare(request)
    if request.list_files:
        return _list(judging, request)
    refuse_own_pictures(
        (target.file for target in targets),
        (picture.path for picture in judging.assembled.pictures),
    )
    return _judge(judging, targets, request, started)


@dataclass(frozen=True, slots=True)
class Judging:
    """A run that is ready to start."""

    job: Job
    assembled: Assembled
    notes: tuple[str, ...]


def _prepare(request: Request) -> Judging:
    now = today()
    day = request.as_of or now
    past = refuse_past(day, now, allowed=request.allow_past)
    asked = load_books(request.rules, day)
    prepared = prepare(
        request.paths,
        asked,
        as_of=day,
        not_a_gate=past,
        manifest=request.manifest,
        exclude=request.exclude,
        given=Given(request.role, request.category, request.region, request.channel),
        select=request.select,
        ignore=request.ignore,
    )
    job, assembled = prepared.job, prepared.assembled
    return Judging(job, assembled, run_notes(asked, job.rulebooks, assembled))


def _list(judging: Judging, request: Request) -> int:
    show(listing(judging.job.pictures, ink(request.colour)))
    for problem in judging.job.problems:
        say_error(problem.message, problem.hint)
    return BROKEN if judging.job.problems else FINE


def _judge(judging: Judging, targets: Sequence[Target], request: Request, started: float) -> int:
    with opened(targets) as output:
        result = _run(judging.job, output, targets, request)
        output.end(result, _view(judging.notes, time.monotonic() - started, request))
    return exit_status(
        result,
        fail_on=Severity(request.fail_on),
        fail_on_review=request.fail_on_review,
        exit_zero=request.exit_zero,
    )


def _run(job: Job, output: Output, targets: Sequence[Target], request: Request) -> Result:
    # Lines on stdout and a bar on stderr would write over each other on one terminal.
    streams = any(target.file is None and target.format != "text" for target in targets)
    wanted = not (request.no_progress or request.quiet or (streams and sys.stdout.isatty()))
    with progress(len(job.pictures), wanted=wanted) as done:

        def on_image(image: ImageResult) -> None:
            output.image(image)
            done()

        return run(job, workers=_workers(request, len(job.pictures)), on_image=on_image)


def _workers(request: Request, pictures: int) -> int:
    if request.workers is not None:
        return request.workers
    return 1 if pictures < _FEW else usual_workers()


def _view(notes: tuple[str, ...], seconds: float, request: Request) -> View:
    out = ink(request.colour)
    return View(
        width=out.width,
        colour=out.colour,
        unicode=out.unicode,
        show_all=request.show == "all",
        verbosity=request.verbose - request.quiet,
        notes=notes,
        seconds=seconds,
    )
