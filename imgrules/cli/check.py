"""``imgrules check``: hold pictures against rulebooks."""

from __future__ import annotations

from typing import Any

import click

from imgrules.cli import common
from imgrules.cli.options import AS_OF_HELP, Day, SectionedCommand, option

WHAT = "What to check"
_by = option(common.JUDGE_BY)
_what = option(WHAT)
_fail = option("What counts as failing")
_out = option(common.OUTPUT)


@click.command(cls=SectionedCommand)
@click.argument("paths", nargs=-1, metavar="PATH...")
@common.rules()
@_by("--as-of", type=Day(), help=AS_OF_HELP)
@_by("--allow-past", is_flag=True, help="Accept a day that has passed; the result is no gate.")
@_by(
    "--select",
    multiple=True,
    metavar="RULE",
    help="Only these rules: id, rulebook/id, check or pattern. Repeatable.",
)
@_by("--ignore", multiple=True, metavar="RULE", help="All but these rules. Repeatable.")
@common.scope
@common.selection(WHAT)
@_what("--list-files", is_flag=True, help="Show the role of each file and why; judge nothing.")
@_fail(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="Least severity that makes the exit status 1.",
)
@_fail("--fail-on-review", is_flag=True, help="A picture to review makes the exit status 1 too.")
@_fail("--exit-zero", is_flag=True, help="Exit with 0 although pictures fail; never hides a 2.")
@_out(
    "-f",
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help="text, json or jsonl, to stdout or a file. Repeatable.",
)
@_out(
    "--show",
    type=click.Choice(["failing", "all"]),
    default="failing",
    show_default=True,
    help="Findings to list in text.",
)
@_out("-q", "--quiet", is_flag=True, help="Findings only: no checklist, summary or progress.")
@_out("-v", "--verbose", is_flag=True, help="Passing pictures, quotes and links as well.")
@common.colour
@common.no_progress
@common.jobs("judged")
def check(**options: Any) -> int:  # noqa: ANN401
    """Judge pictures by the rules of marketplaces. Never writes to them.

    PATH is a picture, a folder or a quoted pattern such as 'shots/*_main.jpg'.

    \b
    imgrules check shots/ -r amazon
    imgrules check shots/ -r amazon -r ebay --category shoes -f json=result.json

    Exit status: 0 nothing fails, 1 a picture fails, 2 the run cannot be trusted.
    """  # noqa: D301
    from imgrules.cli.judging import Request, judge

    return judge(Request(**options))
