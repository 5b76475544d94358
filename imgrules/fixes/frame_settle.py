"""Solving a frame anew once the product is known better, giving up what is no error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from imgrules.fixes.frame import Frame, NeedsLarger, NoFrame, solve
from imgrules.fixes.model import Bound, FrameSpec
from imgrules.model import Region

_RANKS = ("info", "warning", "error")


def settle(
    spec: FrameSpec,
    product: Region | None,
    size: tuple[int, int],
    *,
    mask_area: float | None = None,
    may_enlarge: bool = False,
) -> tuple[Frame, tuple[str, ...]]:
    """Return the frame, and the full ids of the rules it does not satisfy.

    A cut-out may show the product smaller or larger than it was when its frame was planned, so
    that a size merely recommended is out of reach after all. Raises NoFrame where errors stand
    in the way, or rules that weigh the same.
    """
    given_up: list[str] = []
    while True:
        try:
            frame = solve(spec, product, size, mask_area=mask_area, may_enlarge=may_enlarge)
        except NoFrame as problem:
            victim = _victim(problem)
            if victim is None:
                raise
            spec = without(spec, victim)
            given_up.append(victim.rule)
        else:
            return frame, tuple(dict.fromkeys(given_up))


def _victim(problem: NoFrame) -> Bound | None:
    """Choose what gives way: the least grave, or the pixels where all weigh the same."""
    lesser = [each for each in problem.rules if each.severity != "error"]
    if not lesser:
        return None
    least = min(lesser, key=lambda each: _RANKS.index(each.severity))
    if len({each.severity for each in problem.rules}) > 1:
        return least
    return problem.rule if isinstance(problem, NeedsLarger) else None


def without(spec: FrameSpec, bound: Bound) -> FrameSpec:
    """Return the spec without every limit that is this bound."""
    changes: dict[str, Any] = {}
    for each in fields(spec):
        value = getattr(spec, each.name)
        if value == bound:
            changes[each.name] = None
        elif isinstance(value, Mapping) and bound in value.values():
            changes[each.name] = {key: held for key, held in value.items() if held != bound}
    return replace(spec, **changes)
