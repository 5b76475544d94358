"""Which waivers and which baseline a run goes by: named, in the settings, or in this folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.errors import UsageError

if TYPE_CHECKING:
    from imgrules.config import Settings
    from imgrules.engine.baseline import Baseline
    from imgrules.rulebook.waivers import Waivers


WAIVERS = "imgrules-waivers.yaml"
BASELINE = "imgrules-baseline.json"
"""Files that a run goes by where they are there."""


@dataclass(frozen=True, kw_only=True)
class ExcuseOptions:
    """The options of ``common.excuses``, by their names."""

    waivers: Path | None = None
    baseline: Path | None = None
    no_waivers: bool = False
    no_baseline: bool = False

    def load_waivers(self, settings: Settings) -> Waivers | None:
        """Read the waivers; None where there are none to go by. Raises ImgrulesError."""
        _refuse_both(self.waivers, self.no_waivers, "waivers")
        file = None if self.no_waivers else existing(waivers_file(self.waivers, settings))
        if file is None:
            return None
        from imgrules.rulebook.waivers import load_waivers

        return load_waivers(file, max_days=most_days(settings))

    def load_baseline(self, settings: Settings) -> Baseline | None:
        """Read the baseline; None where there is none to go by. Raises ImgrulesError."""
        _refuse_both(self.baseline, self.no_baseline, "baseline")
        file = None if self.no_baseline else existing(baseline_file(self.baseline, settings))
        if file is None:
            return None
        from imgrules.engine.baseline_file import read_baseline

        return read_baseline(file)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and whether somebody named it: then it has to be there."""

    path: Path
    named: bool
    make: str
    """How to make it."""


def waivers_file(given: Path | None, settings: Settings) -> Place:
    """Return where the waivers are."""
    said = settings.check.waivers if settings.said else None
    return _place(given, said, settings, WAIVERS, "imgrules waivers add")


def baseline_file(given: Path | None, settings: Settings) -> Place:
    """Return where the baseline is."""
    said = settings.check.baseline if settings.said else None
    return _place(given, said, settings, BASELINE, "imgrules baseline create")


def most_days(settings: Settings) -> int:
    """Return how many days a waiver may last."""
    from imgrules.rulebook.waivers import MOST_DAYS

    return settings.check.max_waiver_days or MOST_DAYS


def existing(place: Place) -> Path | None:
    """Return the file; None where nobody named it and it is not there. Raises UsageError."""
    if place.path.is_file():
        return place.path
    if place.named or os.path.lexists(place.path):
        what = "is no file" if os.path.lexists(place.path) else "no such file"
        raise UsageError(f"{place.path}: {what}", hint=f"{place.make} makes it")
    return None


def _place(
    given: Path | None, setting: str | None, settings: Settings, usual: str, make: str
) -> Place:
    if given is not None:
        return Place(given, named=True, make=make)
    if setting is not None:
        return Place(_from_here(settings.folder / setting), named=True, make=make)
    return Place(Path(usual), named=False, make=make)


def _from_here(path: Path) -> Path:
    """Return a path as short as it can be told from the working directory."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _refuse_both(given: Path | None, refused: bool, name: str) -> None:
    if given is not None and refused:
        raise UsageError(f"--{name} and --no-{name} contradict each other")
