"""The exit status a result earns."""

from __future__ import annotations

from imgrules.cli.boundary import BROKEN, FAILED, FINE
from imgrules.model import Result, Severity
from imgrules.reporters.gate import Gate


def exit_status(
    result: Result, *, fail_on: Severity, fail_on_review: bool = False, exit_zero: bool = False
) -> int:
    """Return 2 where the run cannot be trusted, 1 where something fails, else 0.

    ``exit_zero`` turns 1 into 0 but never 2.
    """
    if result.problems:
        return BROKEN
    if exit_zero:
        return FINE
    gate = Gate(fail_on, fail_on_review)
    return FAILED if any(gate.stops(finding) for finding in result.each_finding()) else FINE
