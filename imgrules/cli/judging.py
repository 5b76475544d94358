"""One call of ``imgrules check``, from its options to its exit status."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from imgrules.cli.books import load_books, refuse_past
from imgrules.cli.boundary import BROKEN, FINE, say_error
from imgrules.cli.caching import cached, kept_rulebooks
from imgrules.cli.early import FEW
from imgrules.cli.excusing import ExcuseOptions
from imgrules.cli.formats import Output, Target, opened, parse_targets, refuse_own_pictures
from imgrules.cli.locking import Locked, default_lock, load_locked
from imgrules.cli.notes import run_notes
from imgrules.cli.options import today, usual_workers
from imgrules.cli.pictures import OnDisk
from imgrules.cli.progress import progress
from imgrules.cli.signals import Stopping, stoppable
from imgrules.cli.terminal import ink, show
from imgrules.cli.viewing import ReportOptions
from imgrules.config import Settings
from imgrules.engine.assemble import Assembled
from imgrules.engine.census import Census
from imgrules.engine.doubts import nothing_judged
from imgrules.engine.interrupted import was_interrupted
from imgrules.engine.job import Job
from imgrules.engine.limits import Limits
from imgrules.engine.prepare import prepare
from imgrules.engine.run import run
from imgrules.engine.spool import Spool
from imgrules.engine.stopping import Stop
from imgrules.engine.vocabulary import Given
from imgrules.engine.weights import weights_of
from imgrules.errors import UsageError
from imgrules.model import ImageResult, Notice, Result
from imgrules.reporters import View


@dataclass(frozen=True, kw_only=True)
class Request(ReportOptions, ExcuseOptions):
    """The options of one call, by their names."""

    paths: tuple[str, ...]
    rules: tuple[str, ...]
    as_of: date | None
    allow_past: bool
    locked: bool
    lock: Path | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    role: str | None
    category: tuple[str, ...]
    region: str | None
    channel: str | None
    manifest: Path | None
    exclude: tuple[str, ...]
    config: Settings
    rules_named: bool
    """Whether this call names rulebooks; else the settings do."""
    list_files: bool
    no_progress: bool
    workers: int | None
    cache_dir: Path | None
    no_cache: bool
    max_seconds: float
    max_memory: int


def judge(request: Request) -> int:
    """Carry out one call of ``imgrules check`` and return its exit status."""
    started = time.monotonic()
    if not request.paths and request.manifest is None:
        raise UsageError("no path given", hint="name a folder or pictures, or a --manifest")
    request.refuse_contradiction()
    targets = parse_targets(request.formats)
    judging = _prepare(request)
    if request.list_files:
        return _list(judging, request)
    refuse_own_pictures((target.file for target in targets), judging.assembled.files)
    return _judge(judging, targets, request, started)


@dataclass(frozen=True, slots=True)
class Judging:
    """A run that is ready to start."""

    job: Job
    assembled: Assembled
    notes: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


def _prepare(request: Request) -> Judging:
    now = today()
    day = request.as_of or now
    past = refuse_past(day, now, allowed=request.allow_past)
    held = _rulebooks(request, day)
    asked = held.books
    settings = request.config
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
        waivers=request.load_waivers(settings),
        baseline=request.load_baseline(settings),
    )
    weights = weights_of(settings, asked, strict=not request.rules_named)
    job, assembled = replace(prepared.job, weights=weights), prepared.assembled
    notes = run_notes(asked, job.rulebooks, assembled, settings)
    return Judging(job, assembled, notes, held.notices)


def _rulebooks(request: Request, day: date) -> Locked:
    if request.locked:
        return load_locked(request.rules, request.lock or default_lock(), day)
    return Locked(load_books(request.rules, day, kept_rulebooks(request.cache_dir)), ())


def _list(judging: Judging, request: Request) -> int:
    from imgrules.cli.listing import listing

    show(listing(judging.job.pictures, ink(request.colour)))
    job = judging.job
    doubts = nothing_judged(job, Census.of(job.pictures, job.rulebooks))
    for problem in (*job.problems, *doubts):
        say_error(problem.message, problem.hint)
    return BROKEN if job.problems or doubts else FINE


def _judge(judging: Judging, targets: Sequence[Target], request: Request, started: float) -> int:
    with Spool() as spool, ExitStack() as reports:
        with stoppable() as stop:  # from before there are drafts that somebody must remove
            output = reports.enter_context(opened(targets))
            result = _run(judging.job, output, targets, request, stop=stop, spool=spool)
        result = replace(result, notices=(*judging.notices, *result.notices))
        output.end(result, _view(judging, time.monotonic() - started, request))
    if was_interrupted(result):
        return _interrupted(stop, len(result.images))
    return request.status(result)


def _interrupted(stop: Stopping, judged: int) -> int:
    pictures = f"{judged:,} picture{'' if judged == 1 else 's'}"
    click.echo(f"{stop.word}: the reports tell of the {pictures} judged so far", err=True)
    return stop.status


def _run(
    job: Job,
    output: Output,
    targets: Sequence[Target],
    request: Request,
    *,
    stop: Stop,
    spool: Spool,
) -> Result:
    # Lines on stdout and a bar on stderr would write over each other on one terminal.
    streams = any(target.file is None and target.format != "text" for target in targets)
    wanted = not (request.no_progress or request.quiet or (streams and sys.stdout.isatty()))
    with progress(len(job.pictures), wanted=wanted) as done:

        def on_image(image: ImageResult) -> None:
            output.image(image)
            done()

        limits = Limits(seconds=request.max_seconds, megabytes=request.max_memory)
        many = _workers(request, len(job.pictures))
        with cached(job, request.cache_dir, wanted=not request.no_cache) as cache:
            return run(
                job,
                workers=many,
                limits=limits,
                cache=cache,
                on_image=on_image,
                stop=stop,
                spool=spool,
            )


def _workers(request: Request, pictures: int) -> int:
    if request.workers is not None:
        return request.workers
    return 1 if pictures < FEW else usual_workers()


def _view(judging: Judging, seconds: float, request: Request) -> View:
    return request.view(
        notes=judging.notes,
        seconds=seconds,
        pictures=OnDisk(),
    )
