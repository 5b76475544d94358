"""From bounds on the result's pixels to half-planes over the frame's width and height.

The frame may be resized by a factor. Wherever a lower bound on that factor meets an upper one, the
frame itself is bound, so the factor need not be searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product as pairs
from math import exp, log

from imgrules.fixes.frame_scene import Limits, Reason, Scene, Strictness
from imgrules.fixes.model import Bound, FrameSpec
from imgrules.fixes.octagon import Half


@dataclass(frozen=True, slots=True)
class _Factor:
    """``log(factor)`` is at least, or at most, ``number - across * u - down * v``."""

    across: float
    down: float
    number: float
    reason: Reason


def bind_sizes(made: Limits, spec: FrameSpec, scene: Scene, strict: Strictness) -> None:
    """Add what bounds on the result's pixels ask of the frame before it is resized."""
    pixels = Reason("the picture has no more pixels", pixels=True)
    lowest = list(_at_least(spec, scene))
    highest = [*_at_most(spec, scene), _Factor(0, 0, log(strict.headroom), pixels)]
    for low, high in pairs(lowest, highest):
        made.fixed.append(_between(made, low, high))
    if spec.long_min is not None:
        reason = Reason(f"longer side at least {spec.long_min.value:g} px", spec.long_min, True)
        made.choices.append(_either(made, spec.long_min, reason, highest, lower=True))
    if spec.short_max is not None:
        reason = Reason(f"shorter side at most {spec.short_max.value:g} px", spec.short_max)
        made.choices.append(_either(made, spec.short_max, reason, lowest, lower=False))


def _either(
    made: Limits, bound: Bound, reason: Reason, others: list[_Factor], *, lower: bool
) -> list[list[Half]]:
    """Return the bound on the one side, or on the other, against every factor opposed to it."""
    groups = []
    for across, down in ((1.0, 0.0), (0.0, 1.0)):
        own = _Factor(across, down, log(bound.value), reason)
        groups.append(
            [_between(made, own, each) if lower else _between(made, each, own) for each in others]
        )
    return groups


def _between(made: Limits, low: _Factor, high: _Factor) -> Half:
    """Return what a lower and an upper bound on the factor together ask of the frame."""
    across, down = high.across - low.across, high.down - low.down
    limit = high.number - low.number
    # Halves come of areas: brought to whole factors with the limit.
    times = 2 if 0.5 in (abs(across), abs(down)) else 1
    why = made.because(low.reason, high.reason)
    gain = times if high.reason.pixels else 0
    return Half(round(across * times), round(down * times), limit * times, why, gain)


def _at_least(spec: FrameSpec, scene: Scene) -> Iterator[_Factor]:
    for across, down, bound, words in (
        (1, 0, spec.width_min, "width at least {:g} px"),
        (0, 1, spec.height_min, "height at least {:g} px"),
        (1, 0, spec.short_min, "shorter side at least {:g} px"),
        (0, 1, spec.short_min, "shorter side at least {:g} px"),
    ):
        if bound is not None:
            yield _Factor(across, down, log(bound.value), _reason(words, bound, smallest=True))
    if (bound := spec.megapixels_min) is not None and bound.value > 0:
        reason = _reason("at least {:g} megapixels", bound, smallest=True)
        yield _Factor(0.5, 0.5, log(bound.value * 1e6) / 2, reason)
    if (bound := spec.trimmed_min) is not None and scene.known:
        shorter = min(scene.product.width, scene.product.height)
        reason = _reason("product's shorter side at least {:g} px", bound, smallest=True)
        yield _Factor(0, 0, log(bound.value / shorter), reason)


def _at_most(spec: FrameSpec, scene: Scene) -> Iterator[_Factor]:
    for across, down, bound, words in (
        (1, 0, spec.width_max, "width at most {:g} px"),
        (0, 1, spec.height_max, "height at most {:g} px"),
        (1, 0, spec.long_max, "longer side at most {:g} px"),
        (0, 1, spec.long_max, "longer side at most {:g} px"),
    ):
        if bound is not None:
            yield _Factor(across, down, log(bound.value), _reason(words, bound))
    if (bound := spec.megapixels_max) is not None:
        yield _Factor(
            0.5, 0.5, log(bound.value * 1e6) / 2, _reason("at most {:g} megapixels", bound)
        )
    if (bound := spec.sum_max) is not None:
        # Exact at the shape aimed at; the frame that comes of it is measured exactly.
        shape = shape_aim(spec, scene) / 2
        number = log(bound.value / (exp(shape) + exp(-shape)))
        yield _Factor(0.5, 0.5, number, _reason("width and height at most {:g} px", bound))
    if (bound := spec.trimmed_max) is not None and scene.known:
        longer = max(scene.product.width, scene.product.height)
        reason = _reason("product's longer side at most {:g} px", bound)
        yield _Factor(0, 0, log(bound.value / longer), reason)


def _reason(words: str, bound: Bound, *, smallest: bool = False) -> Reason:
    return Reason(words.format(bound.value), bound, smallest)


def shape_aim(spec: FrameSpec, scene: Scene) -> float:
    """Return the logarithm of the allowed shape next to the present one."""
    shape = log(scene.width / scene.height)
    low = log(spec.ratio_min.value) if spec.ratio_min else shape
    high = log(spec.ratio_max.value) if spec.ratio_max else shape
    if low > high:
        return shape
    room = min(0.002, (high - low) / 2) if spec.ratio_min and spec.ratio_max else 0.0
    return min(max(shape, low + room), high - room)
