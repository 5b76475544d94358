"""What ``imgrules fix`` shows of a plan or an outcome, and the exit status."""

from __future__ import annotations

from collections.abc import Sequence

from imgrules.cli.boundary import BROKEN, FAILED, FINE, say_error
from imgrules.cli.fix_request import Request
from imgrules.cli.terminal import ink, show
from imgrules.fixes.flow import Planned
from imgrules.fixes.model import Decision, Ending, FixResult


def tell_plan(request: Request, planned: Planned) -> int:
    """Show what would be done and return the exit status."""
    from imgrules.fixes.report_text import plan_text

    if request.form == "json":
        _show_json(FixResult(planned.plan))
    else:
        show(plan_text(planned.plan, ink(request.colour), verbose=request.verbose))
        if request.plan_file is not None:
            into = "--in-place" if request.in_place else f"--out {request.out or 'DIR'}"
            again = f"imgrules fix --apply --plan {request.plan_file} {into}"
            _row(request, "plan", f"{request.plan_file}; {again} carries it out")
    _preview(request, FixResult(planned.plan))
    left = any(image.decision is Decision.REVIEW for image in planned.plan.images)
    return _status(planned, (), left=left)


def tell_result(request: Request, planned: Planned, result: FixResult) -> int:
    """Show what became of the pictures and return the exit status."""
    from imgrules.fixes.report_text import result_text

    # First of all: nothing that goes wrong later may hide what was done.
    if request.form == "json":
        _show_json(result)
    else:
        show(result_text(result, ink(request.colour), verbose=request.verbose))
    _preview(request, result)
    left = any(image.ending is Ending.REVIEW for image in result.images)
    return _status(planned, result.problems, left=left)


def _status(planned: Planned, stopped: Sequence[str], *, left: bool) -> int:
    """Return 2 where the run is not whole, 1 where pictures are left to a person, else 0."""
    for problem in planned.job.problems:
        say_error(problem.message, problem.hint)
    for reason in stopped:
        say_error(
            f"not everything could be tried: {reason}",
            "what is finished is kept; put that right and run the same again to go on",
        )
    if planned.job.problems or stopped:
        return BROKEN
    return FAILED if left else FINE


def _preview(request: Request, result: FixResult) -> None:
    if request.preview is None:
        return
    from imgrules.fixes.preview import write_preview

    write_preview(result, request.preview)
    if request.form != "json":
        _row(request, "preview", f"{request.preview}; open it in a browser")


def _row(request: Request, name: str, words: str) -> None:
    from imgrules.reporters.rows import row

    show("".join(f"{line}\n" for line in row(name, words, ink(request.colour))))


def _show_json(result: FixResult) -> None:
    from imgrules.document import dump, to_data

    show(dump(to_data(result)) + "\n", encoding="utf-8")
