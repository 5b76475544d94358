"""From the options of ``imgrules fix``, and a plan made earlier, to what is asked for."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from imgrules.cli.books import load_books
from imgrules.cli.fix_request import Request
from imgrules.cli.options import today, usual_workers
from imgrules.config import Budget, Settings, load_config
from imgrules.engine.vocabulary import Given
from imgrules.errors import RulebookNotFoundError, UsageError
from imgrules.fixes.flow import Asked
from imgrules.fixes.model import Plan

if TYPE_CHECKING:
    from imgrules.rulebook.model import Rulebook


def asked_for(request: Request, stored: Plan | None) -> Asked:
    """Return what is asked for; a plan made earlier says which pictures and what of them."""
    day = request.as_of or today()
    given = Given(request.role, request.category, request.region, request.channel)
    settings = _settings(request, stored)
    return Asked(
        paths=request.paths if stored is None else tuple(map(_from_here, _sources(stored))),
        rulebooks=_books(request, stored, day),
        as_of=day,
        clock=lambda: datetime.now(UTC),
        given=given if stored is None else _given(stored),
        manifest=request.manifest,
        exclude=request.exclude,
        out=request.out,
        settings=settings,
        waivers=request.load_waivers(settings),
        state=request.state,
        unknown="resend" if request.resend else "ask",
        network=not request.offline,
        environ=dict(os.environ),
        workers=request.workers or usual_workers(),
        say=say_note,
    )


def _sources(plan: Plan) -> tuple[str, ...]:
    return tuple(image.source for image in plan.images)


def _from_here(path: str) -> str:
    """Return a path as somebody here would name it, for waivers to know the picture by."""
    here, full = Path.cwd(), Path(path)
    return str(full.relative_to(here)) if full.is_relative_to(here) else path


def _books(request: Request, stored: Plan | None, day: date) -> tuple[Rulebook, ...]:
    if stored is None:
        return load_books(request.rules, day)
    try:
        books = load_books(request.rules or stored.rulebooks, day)
    except RulebookNotFoundError as problem:
        if request.rules:
            raise
        raise UsageError(
            f"{request.plan_file}: {problem.message}",
            hint="where the plan was made with a rulebook of your own, name it again: -r PATH",
        ) from problem
    found = {f"{book.name}@{book.edition}" for book in books}
    if found != set(stored.rulebooks):
        raise UsageError(
            f"{request.plan_file} was made by {', '.join(stored.rulebooks)}, "
            f"not by {', '.join(sorted(found))}",
            hint="name the same editions with -r, or plan again",
        )
    return books


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


def _settings(request: Request, stored: Plan | None) -> Settings:
    """Return the project's settings, with what this call says put over them."""
    settings = load_config(request.config, start=Path.cwd())
    settings = settings.allowing((*(("unsafe",) if request.unsafe else ()), *request.allow))
    fix = settings.fix
    changes: dict[str, object] = {}
    if request.shadow is not None:
        changes["background"] = fix.background.model_copy(update={"shadow": request.shadow})
    budget = fix.budget if stored is None else _tighter(fix.budget, stored)
    if request.budget is not None:
        budget = budget.model_copy(update={"per_run": request.budget})
    changes["budget"] = budget
    config = settings.config.model_copy(update={"fix": fix.model_copy(update=changes)})
    return replace(settings, said=config)


def _tighter(budget: Budget, plan: Plan) -> Budget:
    """Hold a plan to the budget it was made with: that is what its reader agreed to."""
    try:
        planned = Budget.model_validate(plan.settings.get("budget", {}))
    except ValidationError as problem:
        raise UsageError(
            "is no plan: settings/budget is no budget", hint="make it anew with imgrules fix --plan"
        ) from problem
    pairs = {
        name: [cap for cap in (getattr(budget, name), getattr(planned, name)) if cap is not None]
        for name in ("per_image", "per_run")
    }
    return budget.model_copy(update={name: min(caps, default=None) for name, caps in pairs.items()})
