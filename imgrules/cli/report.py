"""``imgrules report``: render a stored result again, in any format, without measuring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from imgrules.cli import common, defaults
from imgrules.cli.options import SectionedCommand


@click.command(cls=SectionedCommand)
@click.argument("stored", metavar="RESULT", type=click.Path(path_type=Path, dir_okay=False))
@defaults.settings_option("What counts as failing", defaults.read_gate)
@common.gate
@common.reports
def report(stored: Path, config: Path | None, **options: Any) -> int:  # noqa: ANN401
    """Report a stored result again, in any format. Measures and judges nothing.

    RESULT is a file that 'imgrules check' wrote with -f json or -f jsonl.

    \b
    imgrules report result.json                          as on the day it was made
    imgrules report result.json -f html=report.html -f csv=findings.csv
    imgrules report result.json -f sarif=out.sarif -f junit=junit.xml

    What counts as failing is what imgrules.yaml says under check:, where no option does.

    Exit status as of 'imgrules check': 0 nothing fails, 1 a picture fails, 2 the run that made
    the result cannot be trusted, or the result cannot be read.
    """  # noqa: D301
    from imgrules.cli.rendering import render
    from imgrules.cli.viewing import ReportOptions

    return render(stored, ReportOptions(**options))
