"""``imgrules baseline create``: what is found today is known from now on."""

from __future__ import annotations

from typing import Any

import click

from imgrules.cli.baseline.judged import FILES, judging
from imgrules.cli.options import SectionedCommand, option, today

_files = option(FILES)


@click.command(cls=SectionedCommand)
@judging
@_files("--force", is_flag=True, help="Replace a baseline that is there.")
def create(force: bool, **options: Any) -> None:  # noqa: ANN401
    """Know what is found today, so that only what is new fails.

    From a stored result, or from pictures judged now. What a waiver excuses stays with the waiver;
    what cannot be waived, and what could not be judged, is never known.

    \b
    imgrules baseline create result.json
    imgrules baseline create shots/ -r amazon
    """  # noqa: D301
    from imgrules.cli.baseline.judged import Request, judged
    from imgrules.cli.baseline.telling import tell_left_out, tell_written
    from imgrules.cli.excusing import baseline_file
    from imgrules.engine.baseline import Baseline
    from imgrules.engine.baseline_change import compare
    from imgrules.engine.baseline_file import write_baseline
    from imgrules.errors import UsageError

    request = Request(**options)
    path = baseline_file(request.baseline, request.config).path
    if path.exists() and not force:
        raise UsageError(
            f"{path} is there already", hint="imgrules baseline update, or --force to begin anew"
        )
    change = compare(Baseline(), judged(request), today())
    made = Baseline.of(change.new)
    write_baseline(made, path)
    tell_written(path, made)
    tell_left_out(change)
