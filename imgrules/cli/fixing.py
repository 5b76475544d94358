"""One call of ``imgrules fix``, from its options to its exit status."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.cli.books import load_books
from imgrules.cli.boundary import BROKEN, FAILED, FINE, say_error
from imgrules.cli.options import today, usual_workers
from imgrules.cli.progress import progress
from imgrules.cli.terminal import Colour, ink, show
from imgrules.config import Settings, load_config
from imgrules.engine.vocabulary import Given
from imgrules.errors import UsageError
from imgrules.fixes.flow import Asked, Planned, apply_plan, plan_fixes, resume_plan
from imgrules.fixes.model import Decision, Ending, FixResult, Plan

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of one call, by their names."""

    paths: tuple[str, ...]
    rules: tuple[str, ...]
    as_of: date | None
    role: str | None
    category: tuple[str, ...]
    region: str | None
    channel: str | None
    manifest: Path | None
    exclude: tuple[str, ...]
    applies: bool
    unsafe: bool
    allow: tuple[str, ...]
    shadow: str | None
    budget: float | None
    offline: bool
    resend: bool
    out: Path | None
    in_place: bool
    state: Path
    config: Path | None
    plan_file: Path | None
    preview: Path | None
    form: str
    verbose: bool
    colour: Colour
    no_progress: bool
    workers: int | None


def run_fix(request: Request) -> int:
    """Carry out one call of ``imgrules fix`` and return its exit status."""
    _refuse_muddle(request)
    stored = _stored_plan(request)
    asked = _asked(request, stored)
    planned = _planned(asked, stored)
    if not request.applies:
        return _tell_plan(request, planned)
    return _tell_result(request, planned, _applied(request, asked, planned))


def _refuse_muddle(request: Request) -> None:
    if request.out is not None and request.in_place:
        raise UsageError("--out and --in-place contradict each other")
    if request.applies and request.out is None and not request.in_place:
        raise UsageError(
            "nowhere to write", hint="name a folder with --out, or replace the pictures: --in-place"
        )
    if not request.paths and request.manifest is None and not _resumes(request):
        raise UsageError("no path given", hint="name a folder or pictures, or a --manifest")


def _resumes(request: Request) -> bool:
    """Whether a plan made earlier is to be carried out."""
    return request.applies and request.plan_file is not None and not request.paths


def _stored_plan(request: Request) -> Plan | None:
    if not _resumes(request) or request.plan_file is None:
        return None
    from imgrules.fixes.plan_file import read_plan

    return read_plan(request.plan_file)


def _asked(request: Request, stored: Plan | None) -> Asked:
    given = Given(request.role, request.category, request.region, request.channel)
    paths, rules, day = request.paths, request.rules, request.as_of or today()
    if stored is not None:
        paths = tuple(image.source for image in stored.images)
        rules = rules or stored.rulebooks
        given = _given(stored)
    return Asked(
        paths=paths,
        rulebooks=load_books(rules, day),
        as_of=day,
        clock=lambda: datetime.now(UTC),
        given=given,
        manifest=request.manifest,
        exclude=request.exclude,
        out=request.out,
        settings=_settings(request),
        state=request.state,
        unknown="resend" if request.resend else "ask",
        network=not request.offline,
        environ=dict(os.environ),
        workers=request.workers or usual_workers(),
        say=say_note,
    )


def _given(plan: Plan) -> Given:
    """Return what was said of the pictures when the plan was made."""
    told = plan.given
    categories = told.get("categories") or []
    return Given(
        role=_text(told.get("role")),
        categories=tuple(map(str, categories)) if isinstance(categories, list) else (),
        region=_text(told.get("region")),
        channel=_text(told.get("channel")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def say_note(words: str) -> None:
    """Say something on stderr that is neither a report nor an error."""
    from imgrules.reporters.ink import safe

    print(f"note:  {safe(words)}", file=sys.stderr)  # noqa: T201


def _settings(request: Request) -> Settings:
    """Return the project's settings, with what this call says put over them."""
    settings = load_config(request.config, start=Path.cwd())
    settings = settings.allowing((*(("unsafe",) if request.unsafe else ()), *request.allow))
    fix = settings.fix
    changes: dict[str, object] = {}
    if request.shadow is not None:
        changes["background"] = fix.background.model_copy(update={"shadow": request.shadow})
    if request.budget is not None:
        changes["budget"] = fix.budget.model_copy(update={"per_run": request.budget})
    config = settings.config.model_copy(update={"fix": fix.model_copy(update=changes)})
    return replace(settings, config=config)


def _planned(asked: Asked, stored: Plan | None) -> Planned:
    return plan_fixes(asked) if stored is None else resume_plan(asked, stored)


def _applied(request: Request, asked: Asked, planned: Planned) -> FixResult:
    total = len(planned.plan.images)
    with progress(total, wanted=not request.no_progress, doing="fixing") as done:
        return apply_plan(asked, planned, on_image=lambda _: done())


# -- telling --------------------------------------------------------------------------------------


def _tell_plan(request: Request, planned: Planned) -> int:
    from imgrules.fixes.plan_file import write_plan
    from imgrules.fixes.report_text import plan_text

    if request.plan_file is not None:
        write_plan(planned.plan, request.plan_file)
    _preview(request, FixResult(planned.plan))
    if request.form == "json":
        _show_json(FixResult(planned.plan))
    else:
        show(plan_text(planned.plan, ink(request.colour), verbose=request.verbose))
    left = any(image.decision is Decision.REVIEW for image in planned.plan.images)
    return _status(planned, (), left=left)


def _tell_result(request: Request, planned: Planned, result: FixResult) -> int:
    from imgrules.fixes.report_text import result_text

    _preview(request, result)
    if request.form == "json":
        _show_json(result)
    else:
        show(result_text(result, ink(request.colour), verbose=request.verbose))
    left = any(image.ending is Ending.REVIEW for image in result.images)
    return _status(planned, result.problems, left=left)


def _status(planned: Planned, stopped: Sequence[str], *, left: bool) -> int:
    """Return 2 where the run is not whole, 1 where pictures are left to a person, else 0."""
    for problem in planned.job.problems:
        say_error(problem.message, problem.hint)
    for reason in stopped:
        say_error(f"the run was stopped: {reason}")
    if planned.job.problems or stopped:
        return BROKEN
    return FAILED if left else FINE


def _preview(request: Request, result: FixResult) -> None:
    if request.preview is None:
        return
    from imgrules.fixes.preview import write_preview

    write_preview(result, request.preview)


def _show_json(result: FixResult) -> None:
    from imgrules.document import dump, to_data

    show(dump(to_data(result)) + "\n", encoding="utf-8")
