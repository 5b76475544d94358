"""``imgrules rules diff``: what differs between two editions, and what it does to pictures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgrules.cli.options import Day, SectionedCommand, option, today

if TYPE_CHECKING:
    from imgrules.engine.shift import Comparison
    from imgrules.rulebook.diff import Diff

_replay = option("What it does to pictures")
_out = option("Output")


@click.command(cls=SectionedCommand)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@_replay(
    "--replay",
    "result",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="RESULT",
    help="Judge a stored result (check -f json=FILE) by both; no picture is opened.",
)
@_replay(
    "--as-of",
    type=Day(),
    help="Judge the newer edition for this day (default: today in UTC, or the day it begins where "
    "that is later). The older one is judged for today, or for this day where it is earlier.",
)
@_out(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
def diff(old: str, new: str | None, result: Path | None, as_of: date | None, format_: str) -> int:
    """Say in words what differs between two editions.

    OLD and NEW are rulebooks, pinned editions or paths. OLD alone stands for the last two editions
    of that rulebook, or for a pinned edition and the one before it.

    \b
    imgrules rules diff amazon
    imgrules rules diff google@2026-04-14 google@2027-01-31 --replay result.json

    Exit status: 0, or 2 where something cannot be judged by the newer edition at all.
    """  # noqa: D301
    from imgrules.cli.boundary import BROKEN, FINE, say_error
    from imgrules.cli.rules.editions import begins, two_editions
    from imgrules.rulebook.diff import diff as differ

    now = today()
    found = differ(*two_editions(old, new, as_of or now))
    replayed = None
    if result is not None:
        day = as_of or max(now, begins(found.after))
        replayed = _replayed(found, result, min(now, day), day)
    _show(found, replayed, format_)
    problems = replayed.after.problems if replayed else ()
    for problem in problems:
        say_error(problem.message, problem.hint)
    return BROKEN if problems else FINE


def _replayed(found: Diff, file: Path, before: date, after: date) -> Comparison:
    from imgrules.collector import collector_paused
    from imgrules.engine.replay import Archive
    from imgrules.engine.shift import compare
    from imgrules.stored import read_result

    with collector_paused():
        archive = Archive(read_result(file))
        old = archive.judge([found.before], before)
        return compare(old, archive.judge([found.after], after))


def _show(found: Diff, replayed: Comparison | None, format_: str) -> None:
    from imgrules.cli.terminal import ink, show

    if format_ == "json":
        from imgrules.cli.rules.diff_data import diff_json

        show(diff_json(found, replayed), encoding="utf-8")
    elif format_ == "markdown":
        from imgrules.cli.rules.shift_markdown import shift_markdown
        from imgrules.rulebook.diff_markdown import diff_markdown

        more = f"\n{shift_markdown(found, replayed)}" if replayed else ""
        show(diff_markdown(found, level=1) + more, encoding="utf-8")
    else:
        from imgrules.cli.rules.diff_text import diff_text
        from imgrules.cli.rules.shift_text import shift_text

        out = ink()
        show(diff_text(found, out) + (shift_text(found, replayed, out) if replayed else ""))
