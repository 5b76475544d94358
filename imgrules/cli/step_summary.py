"""The summary that GitHub Actions shows under a step: Markdown in a file that it names."""

from __future__ import annotations

import os
from pathlib import Path

from imgrules.model import Result
from imgrules.reporters import View
from imgrules.reportfile import report_errors

VARIABLE = "GITHUB_STEP_SUMMARY"


def add_step_summary(result: Result, view: View) -> None:
    """Append the report to the step's summary where there is one; it never outgrows its limit."""
    named = os.environ.get(VARIABLE)
    if not named:
        return
    from imgrules.reporters.markdown import MOST_BYTES, markdown

    path = Path(named)
    with report_errors(path):
        taken = path.stat().st_size if path.exists() else 0
        text = markdown(result, view, max(MOST_BYTES - taken, 0))
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
