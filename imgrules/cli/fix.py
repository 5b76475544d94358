"""``imgrules fix``: plan what makes pictures pass; with ``--apply`` do it and prove it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from imgrules.cli.options import AS_OF_HELP, Day, SectionedCommand, option

_by = option("What to judge by")
_what = option("What to fix")
_how = option("How far it may go")
_where = option("Where results go")
_out = option("Output")


@click.command(cls=SectionedCommand)
@click.argument("paths", nargs=-1, metavar="PATH...")
@_by(
    "-r",
    "--rules",
    multiple=True,
    metavar="RULEBOOK[@EDITION]",
    help="A rulebook, a pinned edition, or a path to one. Repeatable: one picture for all.",
)
@_by("--as-of", type=Day(), help=AS_OF_HELP)
@_by("--role", help="Role of all pictures, whatever their names say.")
@_by("--category", multiple=True, help="Product category. Repeatable.")
@_by("--region", help="Marketplace region, such as us.")
@_by("--channel", help="Sales channel, where a rulebook tells them apart.")
@_what(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="CSV|JSONL",
    help="What each picture is: path, role, sku, category, region and your own columns.",
)
@_what("--exclude", multiple=True, metavar="GLOB", help="Leave out files or folders. Repeatable.")
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
@_how("--offline", is_flag=True, help="Call no service.")
@_how("--resend", is_flag=True, help="Ask again for paid work whose outcome is unknown.")
@_where(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for results; the paths below PATH are kept.",
)
@_where("--in-place", is_flag=True, help="Replace the pictures; originals are kept for undo.")
@_where(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".imgrules"),
    show_default=True,
    metavar="DIR",
    help="Where runs, kept originals and the ledger of paid work live.",
)
@_where(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Configuration (default: imgrules.yaml here or in a folder above).",
)
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
@_out(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What is printed.",
)
@_out("-v", "--verbose", is_flag=True, help="Every picture, those that pass as well.")
@_out(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="auto obeys NO_COLOR and whether this is a terminal.",
)
@_out("--no-progress", is_flag=True, help="No progress bar.")
@option("Speed")(
    "-j",
    "--jobs",
    "workers",
    type=click.IntRange(1),
    metavar="N",
    help="Pictures worked on at once (default: one a processor).",
)
def fix(**options: Any) -> int:  # noqa: ANN401
    """Make pictures pass the rules, and prove that the product is the same.

    Prints what would be done, by whom and at what cost. With --apply it is done: every result is
    judged again by all rules and compared with the original; what does not hold is left to you.

    \b
    imgrules fix shots/ -r amazon --out ready/ --unsafe
    imgrules fix shots/ -r amazon --out ready/ --unsafe --apply --preview sheet.html

    Exit status: 0 all pass or are fixed, 1 pictures are left to you, 2 the run cannot be trusted.
    """  # noqa: D301
    from imgrules.cli.fixing import Request, run_fix

    return run_fix(Request(**options))
