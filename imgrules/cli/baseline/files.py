"""Reading the baseline that a command is about."""

from __future__ import annotations

from pathlib import Path

from imgrules.cli.baseline.judged import Request
from imgrules.cli.excusing import baseline_file, existing
from imgrules.engine.baseline import Baseline
from imgrules.engine.baseline_file import read_baseline
from imgrules.errors import UsageError


def read_known(request: Request) -> tuple[Path, Baseline]:
    """Return the file and what it holds. Raises ImgrulesError where there is none."""
    place = baseline_file(request.baseline, request.config)
    path = existing(place)
    if path is None:
        raise UsageError(f"{place.path}: no such file", hint=f"{place.make} makes it")
    return path, read_baseline(path)
