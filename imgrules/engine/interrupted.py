"""A run that was stopped before its end: what it may say, and what it must not."""

from __future__ import annotations

from dataclasses import replace

from imgrules.engine.weights import UNUSED
from imgrules.model import Problem, Result

INTERRUPTED = "run/interrupted"
_OF_ALL_PICTURES = {UNUSED, "waiver/no-picture"}
"""Notices that something is about none of the pictures: nobody knows before all are judged."""


def interruption(judged: int, of: int) -> Problem:
    """Return the problem of a run that judged only the first pictures."""
    pictures = f"{of:,} picture{'' if of == 1 else 's'}"
    left = "the other was" if of - judged == 1 else "the others were"
    return Problem(
        kind=INTERRUPTED,
        message=f"interrupted after {judged:,} of {pictures}; {left} not judged",
        hint="run it again: what the cache holds is not measured twice",
    )


def was_interrupted(result: Result) -> bool:
    """Whether the result is about a part of its pictures only."""
    return any(problem.kind == INTERRUPTED for problem in result.problems)


def told_in_part(result: Result) -> Result:
    """Return the result without what only a whole run can tell; a whole one as it is."""
    if not was_interrupted(result):
        return result
    kept = (each for each in result.notices if each.kind not in _OF_ALL_PICTURES)
    return replace(result, notices=tuple(kept))
