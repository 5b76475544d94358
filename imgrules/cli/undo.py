"""``imgrules undo``: take back what a run of ``imgrules fix --apply`` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imgrules.cli import common
from imgrules.cli.options import SectionedCommand, option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imgrules.fixes.undo import Undone

WHICH = "Which run"
_which = option(WHICH)
_how = option("How")


@click.command(cls=SectionedCommand)
@click.argument("run", required=False)
@common.state(WHICH, "Where imgrules fix keeps its runs.")
@_which("--list", "listed", is_flag=True, help="Show the runs; undo nothing.")
@_how(
    "--force",
    is_flag=True,
    help="Undo files changed since the run too; what they hold now is kept.",
)
def undo(run: str | None, state: Path, *, listed: bool, force: bool) -> int:
    """Restore what a run replaced and remove what it made.

    RUN is a run's name; without it, the latest run that wrote anything. Nothing is touched where a
    file has changed since. What services were paid stays paid: their results are kept, and fixing
    again costs nothing.

    Exit status: 0 everything is as before the run, 1 --force could not undo every file, 2 nothing
    was undone.
    """
    from imgrules.cli.boundary import FAILED, FINE, say_error
    from imgrules.cli.terminal import ink, show
    from imgrules.errors import UsageError
    from imgrules.fixes.undo import undo as take_back

    if not state.is_dir():
        raise UsageError(
            f"{state}: no such folder; nothing was ever applied here",
            hint="name the state folder of your runs with --state",
        )
    if listed:
        _list(state)
        return FINE
    undone = take_back(state, run, force=force)
    plain = ink().plain
    show("".join(f"{plain(line)}\n" for line in _lines(undone)))
    for problem in undone.problems:
        say_error(problem)
    return FAILED if undone.problems else FINE


def _lines(undone: Undone) -> Iterator[str]:
    yield from undone.notes
    if undone.already:
        yield f"run {undone.run} was undone already; imgrules undo --list shows the others"
        return
    counts = [
        _count(len(undone.restored), "restored"),
        _count(len(undone.removed), "removed"),
        _count(len(undone.unchanged), "as before already"),
    ]
    said = ", ".join(filter(None, counts)) or "it had written nothing"
    yield f"run {undone.run}: {said}"
    for path, kept in undone.kept:
        yield f"{path}: what it held is kept as {kept}"


def _count(files: int, what: str) -> str:
    return f"{files} {'file' if files == 1 else 'files'} {what}" if files else ""


def _list(state: Path) -> None:
    from imgrules.cli.table import table
    from imgrules.cli.terminal import ink, show
    from imgrules.fixes.undo import list_runs

    runs = list_runs(state)
    rows = [(run.id, str(run.files), run.state) for run in runs]
    show(table(rows, ink(), head=("run", "files", "state")) or "no runs\n")
