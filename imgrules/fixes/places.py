"""Where a run reads and where it writes: its own results are no sources."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from imgrules.errors import UsageError


def results_among(paths: Iterable[str], out: Path | None) -> Path | None:
    """Return the folder for results where it lies in what is to be fixed, so as to leave it out.

    Raises UsageError where it is all that is to be fixed.
    """
    if out is None:
        return None
    real = _real(out)
    given = [_real(Path(path)) for path in paths]
    if given and all(path == real for path in given):
        raise UsageError(
            f"--out {out} is the folder of the pictures themselves",
            hint="name another folder, or replace the pictures, with their originals kept: "
            "--in-place",
        )
    return out if any(real.is_relative_to(path) for path in given) else None


def refuse_unwritable(folder: Path) -> None:
    """Raise UsageError where a folder cannot be written, or made, before any work goes into it."""
    there = _real(folder)
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise UsageError(f"{there} is no folder", hint="name another folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError(
            f"{folder}: cannot be written: no write access to {there}",
            hint="give yourself write access to the folder, or choose another",
        )


def _real(path: Path) -> Path:
    # Unlike Path.resolve, realpath takes links that lead in a circle.
    return Path(os.path.realpath(path))
