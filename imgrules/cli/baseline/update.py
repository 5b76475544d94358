"""``imgrules baseline update`` and ``prune``: the debt gets smaller; it grows only when told to."""

from __future__ import annotations

from typing import Any

import click

from imgrules.cli.baseline.judged import FILES, judging
from imgrules.cli.options import SectionedCommand, option, today

_files = option(FILES)


@click.command(cls=SectionedCommand)
@judging
@_files("--accept-new", is_flag=True, help="Know what is new too; without this it only shrinks.")
@_files("--dry-run", is_flag=True, help="Only say what would change.")
def update(accept_new: bool, dry_run: bool, **options: Any) -> None:  # noqa: ANN401
    """Take out what is resolved: judged again and no longer found, or changed.

    What the run did not judge stays. New findings are never taken in unless --accept-new.

    \b
    imgrules baseline update result.json
    """  # noqa: D301
    _change(options, accept_new=accept_new, whole=False, dry_run=dry_run)


@click.command(cls=SectionedCommand)
@judging
@_files("--dry-run", is_flag=True, help="Only say what would change.")
def prune(dry_run: bool, **options: Any) -> None:  # noqa: ANN401
    """Take out all that a run of all your pictures no longer finds.

    Besides what is resolved, that is what is known of pictures that are gone and of rules that are
    no longer held against them. Give it all pictures: what the run leaves out is forgotten.

    \b
    imgrules baseline prune result.json
    """  # noqa: D301
    _change(options, accept_new=False, whole=True, dry_run=dry_run)


def _change(options: dict[str, Any], *, accept_new: bool, whole: bool, dry_run: bool) -> None:
    from imgrules.cli.baseline.files import read_known
    from imgrules.cli.baseline.judged import Request, judged
    from imgrules.cli.baseline.telling import findings, tell_left_out, tell_written
    from imgrules.cli.terminal import show
    from imgrules.engine.baseline_change import compare, pruned, updated
    from imgrules.engine.baseline_file import write_baseline

    request = Request(**options)
    path, baseline = read_known(request)
    change = compare(baseline, judged(request), today())
    after = pruned(change) if whole else updated(change, accept_new=accept_new)
    gone = set(baseline.entries) - set(after.entries)
    show(f"{'would take' if dry_run else 'took'} out {findings(len(gone))}\n")
    if accept_new:
        show(f"{'would take' if dry_run else 'took'} in {findings(len(change.new))}\n")
        tell_left_out(change)
    elif change.new:
        show(f"not known, so they count: {findings(len(change.new))}\n")
    if not dry_run:
        write_baseline(after, path)
        tell_written(path, after)
