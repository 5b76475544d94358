"""Saying why no frame satisfies all rules: which of them clash, or how many pixels are missing."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from imgrules.fixes.frame_faults import Contradiction, NeedsLarger, NoFrame
from imgrules.fixes.frame_limits import limits
from imgrules.fixes.frame_scene import Limits, Reason, Scene, Strictness
from imgrules.fixes.frame_search import ANY_FACTOR, least_factor, possible
from imgrules.fixes.model import Bound, FrameSpec
from imgrules.fixes.octagon import conflict


def why(spec: FrameSpec, scene: Scene, strict: Strictness) -> NoFrame:
    for taste in (True, False):
        loose = replace(strict, slack=0.0, headroom=ANY_FACTOR, taste=taste)
        if possible(spec, scene, loose):
            return _needs_larger(spec, scene, replace(loose, headroom=strict.headroom))
    return _contradiction(spec, scene)


def _needs_larger(spec: FrameSpec, scene: Scene, strict: Strictness) -> NoFrame:
    factor = least_factor(spec, scene, strict)
    if factor <= strict.headroom:
        return NoFrame("no frame of whole pixels satisfies all rules", _bounds(spec))
    shy = limits(spec, scene, replace(strict, headroom=max(factor * 0.999, strict.headroom)))
    reasons = _shortest(shy)
    smallest = [each for each in reasons if each.smallest and each.bound]
    bound = smallest[0].bound if smallest else None
    if bound is None:
        return _clash(scene, reasons)
    box = scene.product
    longer = max(box.width, box.height)
    needed = ceil(longer * factor - 0.01)
    what = "product" if scene.known else "picture"
    fills = [each for each in reasons if each.bound and each.words.startswith("fill at least")]
    filling = f" with {fills[0].bound.rule} ({fills[0].words})" if fills and fills[0].bound else ""
    message = (
        f"the {what} is {longer} px long; {bound.rule} ({smallest[0].words}){filling} "
        f"needs at least {needed} px"
    )
    rules = [each.bound for each in reasons if each.bound]
    return NeedsLarger(message, bound, rules, needed=needed, factor=needed / longer)


def _contradiction(spec: FrameSpec, scene: Scene) -> NoFrame:
    return _clash(scene, _shortest(limits(spec, scene, Strictness(0.0, ANY_FACTOR, taste=False))))


def _clash(scene: Scene, reasons: list[Reason]) -> NoFrame:
    named: dict[str, Reason] = {}
    for each in reasons:
        if each.bound is not None:
            named.setdefault(each.bound.rule, each)
    said = [f"{rule} ({each.words})" for rule, each in named.items()]
    others = sorted({each.words for each in reasons if each.bound is None and not each.pixels})
    rules = [each.bound for each in named.values() if each.bound]
    if len(said) > 1:
        return Contradiction(f"{' and '.join(said)} contradict", rules)
    why = "; ".join(others) or f"of a product of {scene.product.width} × {scene.product.height} px"
    return Contradiction(f"{''.join(said) or 'the rules'} cannot be met: {why}", rules)


def _shortest(made: Limits) -> list[Reason]:
    """Return the reasons of the conflict that names the fewest rules."""
    conflicts = [
        [made.reasons[at] for at in sorted({at for half in conflict(branch)
                                            for at in half.because})]
        for branch in made.branches()
    ]  # fmt: skip
    return min(conflicts, key=lambda reasons: len({each.bound for each in reasons}))


def _bounds(spec: FrameSpec) -> list[Bound]:
    fields = (getattr(spec, name) for name in spec.__dataclass_fields__)
    return [value for value in fields if isinstance(value, Bound)]
