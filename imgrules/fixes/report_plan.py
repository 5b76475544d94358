"""The plan at a terminal: each picture's steps, alike ones together, and how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from imgrules.fixes.model import Decision, ImagePlan, Plan
from imgrules.fixes.plan_groups import credits, line, same_plan
from imgrules.fixes.report_rows import mark, named, passing, said
from imgrules.fixes.report_steps import step_lines
from imgrules.processor import Safety
from imgrules.reporters.ink import Ink
from imgrules.reporters.rows import counts, row

_COUNTED = {
    Decision.KEEP: ("passes as it is", "pass as they are", "green"),
    Decision.FIX: ("would be fixed", "would be fixed", "yellow"),
    Decision.REVIEW: ("needs a person", "need a person", "cyan"),
}


def plan_lines(plan: Plan, ink: Ink, *, verbose: bool) -> list[str]:
    """Return the whole plan."""
    lines: list[str] = []
    for wanted in (Decision.FIX, Decision.REVIEW):
        chosen = [image for image in plan.images if image.decision is wanted]
        for group in same_plan(chosen):
            lines += [*_planned(group, ink, verbose=verbose), ""]
    if verbose:
        lines += passing([i.path for i in plan.images if i.decision is Decision.KEEP], ink)
    return lines + _totals(plan, ink)


def _planned(group: Sequence[ImagePlan], ink: Ink, *, verbose: bool) -> list[str]:
    first = group[0]
    review = first.decision is Decision.REVIEW
    sign = mark("?", "cyan", ink) if review else mark("→", "yellow", ink)
    lines = named([image.path for image in group], sign, ink, every=verbose)
    if first.failing:
        lines += said(f"fails {', '.join(first.failing)}", ink, "red")
    lines += step_lines(first.steps, ink)
    for reason in first.reasons:
        words = line(reason)
        lines += said(words, ink) if review else said(f"worth a look: {words}", ink, "dim")
    return lines


def _totals(plan: Plan, ink: Ink) -> list[str]:
    found = Counter(image.decision for image in plan.images)
    lines = counts(len(plan.images), [(found[key], *rest) for key, rest in _COUNTED.items()], ink)
    lines += row("by", ", ".join(plan.rulebooks) + f", as of {plan.as_of}", ink)
    lines += row("cost", _cost(plan), ink)
    for problem in plan.problems:
        lines += row("problem", line(problem), ink)
    return lines + row("next", _next(plan, found[Decision.FIX]), ink)


def _cost(plan: Plan) -> str:
    """Return credits by processor, and what it comes to if every first attempt fails."""
    planned: dict[str, float] = {}
    most = 0.0
    for step in (step for image in plan.images for step in image.steps):
        by = step.candidates[0].processor
        planned[by] = planned.get(by, 0.0) + step.credits
        most += sum(candidate.credits for candidate in step.candidates)
    paid = [f"{name} {credits(amount)}" for name, amount in planned.items() if amount]
    if not most:
        return "nothing: no paid service takes part"
    first = f"{credits(plan.credits)} ({', '.join(paid)})" if paid else "nothing at first"
    if most <= plan.credits:
        return first
    cap = _cap(plan)
    if cap is not None and cap < most:
        return f"{first}, at most {credits(cap)} (your budget) where attempts fail"
    return f"{first}, at most {credits(most)} where attempts fail"


def _cap(plan: Plan) -> float | None:
    """Return what the run may spend; None where nobody set a limit."""
    budget = plan.settings.get("budget")
    cap = budget.get("per_run") if isinstance(budget, Mapping) else None
    return float(cap) if isinstance(cap, int | float) else None


def _next(plan: Plan, to_fix: int) -> str:
    if not to_fix:
        return "there is nothing to apply"
    unsafe = sum(
        image.safety is not Safety.SAFE for image in plan.images if image.decision is Decision.FIX
    )
    many = "changes" if unsafe == 1 else "change"
    changed = f"; {unsafe} of them {many} the product within limits" if unsafe else ""
    price = f" for {credits(plan.credits)}" if plan.credits else ""
    pictures = f"{to_fix} picture{'' if to_fix == 1 else 's'}"
    return f"nothing was written; add --apply to fix {pictures}{price}{changed}"
