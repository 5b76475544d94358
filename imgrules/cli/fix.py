"""``imgrules fix``: plan what makes pictures pass; with ``--apply`` do it and prove it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from imgrules.cli import common, defaults
from imgrules.cli.completing import FILES
from imgrules.cli.options import AS_OF_HELP, Day, SectionedCommand, option

WHERE = "Where results go"
_by = option(common.JUDGE_BY)
_how = option("How far it may go")
_where = option(WHERE)
_out = option(common.OUTPUT)


@click.command(cls=SectionedCommand)
@click.argument("paths", type=FILES, nargs=-1, metavar="PATH...")
@common.rules(": one picture for all")
@_by("--as-of", type=Day(), help=AS_OF_HELP)
@common.scope
@common.selection("What to fix")
@_how("--apply", "applies", is_flag=True, help="Do it. Without this nothing is written or paid.")
@_how("--unsafe", is_flag=True, help="Allow steps that change the product within stated limits.")
@_how(
    "--allow",
    multiple=True,
    metavar="OPERATION",
    help="Allow an operation that is otherwise only suggested, such as size.enlarge. Repeatable.",
)
@_how(
    "--shadow",
    type=click.Choice(["none", "natural", "soft"]),
    help="Shadow of a product whose backdrop is replaced (default: none).",
)
@_how("--budget", type=click.FloatRange(0), metavar="CREDITS", help="Spend at most this much.")
@common.waivers
@_how("--offline", is_flag=True, help="Call no service.")
@_how("--resend", is_flag=True, help="Ask again for paid work whose outcome is unknown.")
@_where(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for results; the paths below PATH are kept.",
)
@_where("--in-place", is_flag=True, help="Replace the pictures; originals are kept for undo.")
@common.state(WHERE, "Where runs, kept originals and the ledger of paid work live.")
@defaults.settings_option(WHERE, defaults.stand_in)
@_out(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the plan as JSON; with --apply and no PATH, carry out exactly this plan.",
)
@_out(
    "--preview",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="A page of all pictures, before and after side by side.",
)
@common.text_or_json("form", "What is printed.")
@_out("-v", "--verbose", is_flag=True, help="Every picture, those that pass as well.")
@common.colour
@common.no_progress
@common.jobs("worked on")
@click.pass_context
def fix(context: click.Context, /, **options: Any) -> int:  # noqa: ANN401
    """Make pictures pass the rules, and prove that the product is the same.

    Prints what would be done, by whom and at what cost. With --apply it is done: every result is
    judged again by all rules and compared with the original; what does not hold is left to you.

    \b
    imgrules fix shots/ -r amazon --out ready/ --unsafe
    imgrules fix shots/ -r amazon --out ready/ --unsafe --apply --preview sheet.html

    Exit status: 0 all pass or are fixed, 1 pictures are left to you, 2 the run cannot be trusted.
    """  # noqa: D301
    from imgrules.cli.fixing import Request, run_fix

    request = Request(**options)
    if request.resumes:
        # The plan says which pictures and by what; the settings may have changed since.
        defaults.forget(context, options, defaults.JUDGED_BY)
        request = Request(**options)
    return run_fix(request)
