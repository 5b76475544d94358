"""``imgrules check``: hold pictures against rulebooks."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import click

from imgrules.cli import caching, common, defaults
from imgrules.cli.completing import FILES, RULE
from imgrules.cli.early import JUDGES_NOTHING
from imgrules.cli.options import AS_OF_HELP, Day, SectionedCommand, option
from imgrules.errors import UsageError

WHAT = "What to check"
_OBJECTS = 100_000
"""Made before the garbage collector looks for cycles. A run makes many objects and hardly a cycle,
and none that holds a picture: those are in the workers."""
_by = option(common.JUDGE_BY)
_what = option(WHAT)


class _Check(SectionedCommand):
    """Starts what workers are forked from before anything else: its imports take the longest."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and not ctx.resilient_parsing and not JUDGES_NOTHING & set(args):
            _start_workers()
        gc.set_threshold(_OBJECTS)
        return super().parse_args(ctx, args)


def _start_workers() -> None:
    from imgrules.engine import lone

    if not lone.is_waiting():
        from imgrules.engine.server import prestart

        prestart()


@click.command(cls=_Check, context_settings={"auto_envvar_prefix": defaults.CHECK_PREFIX})
@click.argument("paths", type=FILES, nargs=-1, metavar="PATH...")
@common.rules()
@_by("--as-of", type=Day(), help=AS_OF_HELP)
@_by("--allow-past", is_flag=True, help="Accept a day that has passed; the result is no gate.")
@_by("--locked/--no-locked", default=False, help="Judge by the locked editions; 2 where "
     "anything differs.")  # fmt: skip
@_by(
    "--lock",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What rules lock wrote (default: imgrules.lock).",
)
@_by(
    "--select",
    type=RULE,
    multiple=True,
    metavar="RULE",
    help="Only these rules: id, rulebook/id, check or pattern. Repeatable.",
)
@_by("--ignore", type=RULE, multiple=True, metavar="RULE", help="All but these rules. Repeatable.")
@common.scope
@common.selection(WHAT)
@defaults.settings_option(WHAT, defaults.read_settings)
@_what("--list-files", is_flag=True, help="Show the role of each file and why; judge nothing.")
@common.gate
@common.excuses
@common.reports
@common.no_progress
@common.jobs("judged")
@common.limits
@caching.directory
@caching.off
@click.pass_context
def check(context: click.Context, /, **options: Any) -> int:  # noqa: ANN401
    """Judge pictures by the rules of marketplaces. Never writes to them.

    PATH is a picture, a folder or a quoted pattern such as 'shots/*_main.jpg'.

    \b
    imgrules check shots/ -r amazon
    imgrules check shots/ -r amazon -r ebay --category shoes -f json=result.json

    What imgrules.yaml says under check: stands where no option does.

    Exit status: 0 nothing fails, 1 a picture fails, 2 the run cannot be trusted. Ctrl-C: 130, and
    the reports tell of the pictures judged until then.
    """  # noqa: D301
    from imgrules.cli.judging import Request, judge

    if defaults.given(context, "manifest"):
        defaults.forget(context, options, ["paths"])
    if defaults.given(context, "lock") and not options["locked"]:
        raise UsageError("--lock has no effect alone", hint="add --locked")
    named = defaults.given(context, "rules")
    return judge(Request(rules_named=named, **options))
