"""``imgrules waivers prune``: take out what has run out, and what nothing needs any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from imgrules.cli.options import today
from imgrules.cli.waivers.common import File, file_option


@click.command()
@click.option(
    "--unused-in",
    "stored",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="RESULT",
    help="A stored result of all your pictures: what excuses nothing in it is taken out too.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be taken out.")
@file_option
def prune(stored: Path | None, dry_run: bool, file: Path | None) -> None:
    """Take out exceptions that have run out. All else in the file stays as it is."""
    from imgrules.cli.terminal import show
    from imgrules.cli.waivers.common import read_file
    from imgrules.reportfile import write_report
    from imgrules.rulebook.waivers_edit import without

    read, day = read_file(file), today()
    gone = _expired(read, day)
    if stored is not None:
        gone = {**_unused(read, stored, day), **gone}
    if gone and not dry_run:
        _forget(read, gone)
        write_report(read.path, without(read.text or "", set(gone), label=str(read.path)))
    lines = [f"{name}: {why}" for name, why in gone.items()]
    word = "would be taken out of" if dry_run else "taken out of"
    many = f"{len(gone)} waiver{'' if len(gone) == 1 else 's'}" if gone else "nothing"
    show("".join(f"{line}\n" for line in (*lines, f"{many} {word} {read.path}")))


def _forget(read: File, gone: Mapping[str, str]) -> None:
    """Take what the waivers were about out of the baseline too: pruning excuses nothing."""
    from imgrules.cli.excusing import baseline_file, existing
    from imgrules.cli.terminal import show
    from imgrules.engine.baseline_change import without_waived
    from imgrules.engine.baseline_file import read_baseline, write_baseline

    path = existing(baseline_file(None, read.settings))
    if path is None:
        return
    before = read_baseline(path)
    after = without_waived(before, (each for each in read.waivers.entries if each.id in gone))
    if lost := len(before.entries) - len(after.entries):
        write_baseline(after, path)
        show(f"{path}: {lost} known before the waiver taken out too; it counts again\n")


def _expired(read: File, day: date) -> dict[str, str]:
    return {
        each.id: f"ran out on {each.expires}" for each in read.waivers.entries if each.expires < day
    }


def _unused(read: File, stored: Path, day: date) -> Mapping[str, str]:
    from imgrules.engine.suppress import unsuppressed
    from imgrules.engine.waiver_use import uses
    from imgrules.errors import UsageError
    from imgrules.stored import read_result

    result = read_result(stored)
    if result.problems:
        raise UsageError(
            f"{stored}: that run cannot be trusted: {result.problems[0].message}",
            hint="put that right and run imgrules check again",
        )
    judged = {finding.full_id for finding in result.findings}
    return {
        use.waiver.id: "excuses nothing"
        for use in uses(unsuppressed(result), read.waivers, day)
        if use.is_idle or (use.is_elsewhere and use.waiver.rule in judged)
    }
