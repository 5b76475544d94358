"""What ``fix`` says at a terminal: the plan before anything is done, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from imgrules.fixes.model import FixResult, Plan
from imgrules.fixes.report_outcome import outcome_lines
from imgrules.fixes.report_plan import plan_lines
from imgrules.reporters.ink import Ink


def plan_text(plan: Plan, ink: Ink, *, verbose: bool = False) -> str:
    """Return the plan: each picture's steps, alike ones together, then totals and how to go on.

    ``verbose`` names every picture, those that pass as well.
    """
    return _text(plan_lines(plan, ink, verbose=verbose))


def result_text(result: FixResult, ink: Ink, *, verbose: bool = False) -> str:
    """Return what became of each picture, what it cost, and how to take it back."""
    return _text(outcome_lines(result, ink, verbose=verbose))


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in lines)
