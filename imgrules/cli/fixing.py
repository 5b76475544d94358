"""One call of ``imgrules fix``, from its options to its exit status."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import ExitStack

from imgrules.cli.fix_asked import asked_for, say_note
from imgrules.cli.fix_request import Request, refuse_muddle
from imgrules.cli.fix_telling import tell_plan, tell_result
from imgrules.cli.formats import refuse_own_pictures
from imgrules.cli.progress import progress
from imgrules.cli.signals import TerminatedError
from imgrules.fixes.flow import Asked, Planned, apply_plan, plan_fixes, resume_plan
from imgrules.fixes.model import FixResult, Plan
from imgrules.model import ImageResult

__all__ = ["Request", "run_fix"]


def run_fix(request: Request) -> int:
    """Carry out one call of ``imgrules fix`` and return its exit status."""
    # The engine has its own limit; Pillow warns at a lower one, of pictures taken on purpose.
    warnings.filterwarnings("ignore", message=r"Image size \(\d+ pixels\) exceeds limit")
    refuse_muddle(request)
    stored = _stored_plan(request)
    asked = asked_for(request, stored)
    planned = _planned(request, asked, stored)
    pictures = (str(picture.path) for picture in planned.job.pictures)
    refuse_own_pictures((request.plan_file, request.preview), pictures)
    if stored is None:
        _write_plan(request, planned)
    if not request.applies:
        return tell_plan(request, planned)
    return tell_result(request, planned, _applied(request, asked, planned))


def _stored_plan(request: Request) -> Plan | None:
    if not request.resumes or request.plan_file is None:
        return None
    from imgrules.fixes.plan_file import read_plan

    return read_plan(request.plan_file)


def _planned(request: Request, asked: Asked, stored: Plan | None) -> Planned:
    with ExitStack() as bars:

        def watch(total: int) -> Callable[[ImageResult], None]:
            bar = progress(total, wanted=not request.no_progress, doing="judging")
            done = bars.enter_context(bar)
            return lambda _: done()

        if stored is None:
            return plan_fixes(asked, watch=watch)
        return resume_plan(asked, stored, watch=watch)


def _write_plan(request: Request, planned: Planned) -> None:
    if request.plan_file is None:
        return
    from imgrules.fixes.plan_file import write_plan

    write_plan(planned.plan, request.plan_file)


def _applied(request: Request, asked: Asked, planned: Planned) -> FixResult:
    total = len(planned.plan.images)
    try:
        with progress(total, wanted=not request.no_progress, doing="fixing") as done:
            return apply_plan(asked, planned, on_image=lambda _: done())
    except (KeyboardInterrupt, TerminatedError):
        say_note(
            "what is finished is kept, and nothing is half written; run the same again to go on, "
            "or imgrules undo takes it back"
        )
        raise
