"""Fixing from end to end: judge what there is, plan, and, when told to, carry the plan out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from imgrules.config import Settings
from imgrules.engine.job import Job
from imgrules.engine.prepare import prepare
from imgrules.engine.run import run
from imgrules.engine.vocabulary import Given
from imgrules.errors import ImgrulesError, UsageError
from imgrules.fixes.apply import Applying, OnFix, apply
from imgrules.fixes.budget import Budget, Caps
from imgrules.fixes.ledger import Ledger
from imgrules.fixes.model import FixResult, ImageFix, Plan
from imgrules.fixes.places import results_among
from imgrules.fixes.plan import make_plan
from imgrules.fixes.plan_file import plan_text
from imgrules.fixes.processors import make_processors
from imgrules.fixes.runs import Run, start_run
from imgrules.fixes.trouble import in_words
from imgrules.model import ImageResult, Result, Value
from imgrules.processor import Processor
from imgrules.rulebook.model import Rulebook
from imgrules.rulebook.waivers import Waivers

OnCheck = Callable[[ImageResult], None]
Watch = Callable[[int], OnCheck]
"""Told how many pictures will be judged; returns what to call after each."""
_FEW = 8
"""Starting worker processes costs more than judging so few pictures."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a run of ``fix`` is asked to do. ``out`` None: in place."""

    paths: tuple[str, ...]
    rulebooks: tuple[Rulebook, ...]
    as_of: date
    clock: Callable[[], datetime]
    given: Given = field(default_factory=Given)
    manifest: Path | None = None
    exclude: tuple[str, ...] = ()
    out: Path | None = None
    settings: Settings = field(default_factory=Settings)
    waivers: Waivers | None = None
    """What they excuse is left alone. Known findings are not: a fix is how that debt is paid."""
    state: Path = Path(".imgrules")
    unknown: Literal["ask", "resend"] = "ask"
    network: bool = True
    environ: Mapping[str, str] = field(default_factory=dict)
    workers: int = 1
    say: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and what it was made from."""

    plan: Plan
    job: Job
    before: Result
    processors: Mapping[str, Processor]


def plan_fixes(asked: Asked, *, watch: Watch | None = None) -> Planned:
    """Judge the pictures and plan their fixes; nothing is written, sent or paid.

    Pictures in ``out`` are results of earlier runs and are left alone. Raises ImgrulesError where
    the judging cannot be trusted.
    """
    processors = make_processors(asked.settings)
    apart = results_among(asked.paths, asked.out)
    if apart is not None and apart.is_dir():
        asked.say(f"pictures in {apart} are left alone: it is the folder for results")
    job, before = _judged(asked, watch, apart)
    plan = make_plan(
        before,
        job,
        asked.settings.fix,
        processors=processors,
        roots=[Path(path) for path in asked.paths if Path(path).is_dir()],
        given=_told(asked.given),
    )
    return Planned(plan, job, before, processors)


def _told(given: Given) -> dict[str, Value]:
    """Return what was said of the pictures, for the plan to keep."""
    return {
        "role": given.role,
        "categories": list(given.categories),
        "region": given.region,
        "channel": given.channel,
    }


def resume_plan(asked: Asked, plan: Plan, *, watch: Watch | None = None) -> Planned:
    """Return a plan made earlier, ready to be applied: its pictures are judged anew.

    Raises UsageError where none of them is there any more, and where the settings no longer name a
    processor of the plan.
    """
    processors = make_processors(asked.settings)
    _refuse_unnamed(plan, processors)
    there = tuple(path for path in asked.paths if os.path.lexists(path))
    if not there:
        raise UsageError(
            "none of the plan's pictures is there any more", hint="plan again for those that are"
        )
    job, before = _judged(replace(asked, paths=there), watch)
    return Planned(plan, job, before, processors)


def _refuse_unnamed(plan: Plan, processors: Mapping[str, Processor]) -> None:
    steps = (step for image in plan.images for step in image.steps)
    for name in (candidate.processor for step in steps for candidate in step.candidates):
        if name not in processors:
            raise UsageError(
                f"the plan names the processor {name}, which imgrules.yaml does not",
                hint="name it there as when the plan was made, or plan again",
            )


def _judged(asked: Asked, watch: Watch | None, apart: Path | None = None) -> tuple[Job, Result]:
    prepared = prepare(
        asked.paths,
        asked.rulebooks,
        as_of=asked.as_of,
        manifest=asked.manifest,
        exclude=asked.exclude,
        given=asked.given,
        apart=apart,
        waivers=asked.waivers,
    )
    many = len(prepared.job.pictures)
    workers = asked.workers if many >= _FEW else 1
    result = run(prepared.job, workers=workers, on_image=watch(many) if watch else None)
    broken = [problem for problem in result.problems if problem.kind == "check-crashed"]
    if broken:
        raise ImgrulesError(
            f"{broken[0].path}: {broken[0].message}",
            hint="nothing was planned: a check that crashed cannot tell whether a fix worked",
        )
    for notice in result.notices:
        asked.say(notice.message)
    return prepared.job, result


def apply_plan(asked: Asked, planned: Planned, *, on_image: OnFix | None = None) -> FixResult:
    """Carry the plan out: results are written only where they are proved."""
    if asked.out is not None and asked.out.exists() and not asked.out.is_dir():
        raise UsageError(f"{asked.out} is no folder", hint="name a folder with --out")
    begun = start_run(asked.state, plan_text(planned.plan), asked.clock(), out=asked.out)
    with begun as run_:
        for note in run_.notes:
            asked.say(note)
        images, problems = _applied(asked, planned, run_, on_image)
        problems = (*problems, *_finished(run_, images))
    return FixResult(planned.plan, images, run_.id, problems)


def _finished(run_: Run, images: tuple[ImageFix, ...]) -> tuple[str, ...]:
    """End the run; what hinders it is told with the outcome, which it must not hide.

    The next run puts in order what could not be.
    """
    try:
        run_.finish(_summary(images))
    except ImgrulesError as problem:
        return (in_words(problem),)
    return ()


def _applied(
    asked: Asked, planned: Planned, run_: Run, on_image: OnFix | None
) -> tuple[tuple[ImageFix, ...], tuple[str, ...]]:
    caps = asked.settings.fix.budget
    budget = Budget(Caps(per_image=caps.per_image, per_run=caps.per_run))
    with Ledger(
        asked.state, run=run_.id, clock=asked.clock, budget=budget, unknown=asked.unknown,
        say=asked.say,
    ) as ledger:  # fmt: skip
        work = Applying(
            plan=planned.plan,
            job=planned.job,
            before=planned.before,
            processors=planned.processors,
            workplace=run_,
            till=ledger.till,
            out=asked.out,
            environ=asked.environ,
            say=asked.say,
            network=asked.network,
        )
        return apply(work, workers=asked.workers, on_image=on_image)


def _summary(images: tuple[ImageFix, ...]) -> dict[str, Value]:
    """Count how pictures ended, for the journal."""
    endings = [image.ending.value for image in images]
    counts: dict[str, Value] = {ending: endings.count(ending) for ending in sorted(set(endings))}
    return {**counts, "credits": round(sum(image.credits for image in images), 6)}
