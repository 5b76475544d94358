"""Keeping a plan within what may be spent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from imgrules.fixes.model import Decision, ImagePlan, Step


def within(plan: ImagePlan, limit: float) -> ImagePlan | None:
    """Return the plan with dear candidates left out until it fits; None where it cannot."""
    while plan.credits > limit + 1e-9:
        dear = [step for step in plan.steps if _cheaper(step)]
        if not dear:
            return None
        dearest = max(dear, key=lambda step: step.credits)
        steps = tuple(_without_first(step) if step is dearest else step for step in plan.steps)
        plan = replace(plan, steps=steps)
    return plan


def _cheaper(step: Step) -> bool:
    return any(each.credits < step.credits for each in step.candidates[1:])


def _without_first(step: Step) -> Step:
    return replace(step, candidates=step.candidates[1:])


def within_image(plan: ImagePlan, limit: float | None) -> ImagePlan:
    """Hold one picture's plan against its limit; over it the picture is left to a person."""
    if limit is None or plan.decision is not Decision.FIX:
        return plan
    kept = within(plan, limit)
    if kept is not None:
        return kept
    return over(plan, f"costs {plan.credits:g} credits, {limit:g} allowed for one picture")


def within_run(plans: Iterable[ImagePlan], limit: float | None) -> Iterator[ImagePlan]:
    """Yield the plans in order until the run's limit is reached; what costs more goes to review."""
    left = limit
    for plan in plans:
        kept = plan if left is None or not plan.credits else within(plan, left)
        if kept is None:
            yield over(
                plan,
                f"costs {plan.credits:g} credits, {left:g} left of {limit:g} for this run",
            )
            continue
        left = None if left is None else left - kept.credits
        yield kept


def over(plan: ImagePlan, why: str) -> ImagePlan:
    return replace(plan, decision=Decision.REVIEW, steps=(), reasons=(why, *plan.reasons))
