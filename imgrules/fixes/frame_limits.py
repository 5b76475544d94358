"""From what rules ask of a frame to half-planes over the logarithms of its width and height.

The frame is cut from the picture (or padded) at its present scale and then perhaps resized by a
factor. What bounds the result's pixels bounds the frame wherever a lower bound on that factor
meets an upper one, so the factor itself need not be searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product as pairs
from math import exp, inf, log

from imgrules.fixes.model import Bound, FrameSpec
from imgrules.fixes.octagon import Half, condensed
from imgrules.model import Region

Sides = tuple[bool, bool, bool, bool]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for a half-plane, in words that follow the rule's name."""

    words: str
    bound: Bound | None = None
    smallest: bool = False
    """A least number of pixels."""
    pixels: bool = False
    """That the picture has no more pixels than it has."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The picture as it is. Sizes in pixels of the upright picture."""

    width: int
    height: int
    product: Region
    area: float | None = None
    """Of the product's outline, in pixels."""
    known: bool = True
    """False where the whole picture stands in for a product that nobody found."""

    @property
    def touching(self) -> Sides:
        """The frame's sides at which the product ends, perhaps cut off."""
        if not self.known:
            return False, False, False, False
        box = self.product
        return (
            box.x <= 0,
            box.y <= 0,
            box.x + box.width >= self.width,
            box.y + box.height >= self.height,
        )

    @property
    def fill(self) -> float:
        """Share of the frame's fuller side that the product takes."""
        return max(self.product.width / self.width, self.product.height / self.height)


@dataclass(frozen=True, slots=True)
class Strictness:
    """``slack``: 1 keeps all safety margins, 0 none. ``headroom``: largest factor of enlarging.

    ``taste`` keeps to shapes and fills near the present ones, unless rules ask for others.
    """

    slack: float = 1.0
    headroom: float = 1.0
    taste: bool = True
    room: tuple[int, int] | None = None
    """Largest width and height: padding a picture adds no pixels worth having."""


@dataclass(slots=True)
class Limits:
    """Half-planes that all hold, and groups of which one alternative each must."""

    reasons: list[Reason] = field(default_factory=list)
    fixed: list[Half] = field(default_factory=list)
    choices: list[list[list[Half]]] = field(default_factory=list)

    def because(self, *reasons: Reason) -> frozenset[int]:
        start = len(self.reasons)
        self.reasons.extend(reasons)
        return frozenset(range(start, len(self.reasons)))

    def branches(self) -> Iterator[list[Half]]:
        """Yield each way of choosing among the alternatives."""
        fixed = condensed(self.fixed)
        for chosen in pairs(*self.choices):
            yield [*fixed, *(half for group in chosen for half in group)]


def limits(spec: FrameSpec, scene: Scene, strict: Strictness) -> Limits:
    """Return all that binds the frame."""
    made = Limits()
    _whole(made, scene, _margin(spec, scene) * strict.slack)
    _fill(made, spec, scene, strict)
    _shape(made, spec, scene, strict)
    _room(made, strict)
    _crop_safe(made, spec, scene)
    _sizes(made, spec, scene, strict)
    return made


def _margin(spec: FrameSpec, scene: Scene) -> float:
    """Room left between the product and a side it does not touch, in pixels.

    As wide as the narrowest room today, but no wider than looks meant.
    """
    if not scene.known:
        return 0.0
    box = scene.product
    rooms = (box.x, box.y, scene.width - box.x - box.width, scene.height - box.y - box.height)
    free = [room for room, touches in zip(rooms, scene.touching, strict=True) if not touches]
    wanted = (0.01 if spec.fill_min else 0.04) * max(box.width, box.height)
    return max(2.0, min([wanted, *free]))


def _whole(made: Limits, scene: Scene, margin: float) -> None:
    left, top, right, bottom = scene.touching
    for axis, length, touched in (
        ((1, 0), scene.product.width, left + right),
        ((0, 1), scene.product.height, top + bottom),
    ):
        least = log(length + margin * (2 - touched))
        where = "left and right" if axis == (1, 0) else "top and bottom"
        why = made.because(Reason("the product must stay whole"))
        made.fixed.append(Half(-axis[0], -axis[1], -least, why))
        if touched == 2:
            why = made.because(Reason(f"the product reaches the frame's {where}"))
            made.fixed.append(Half(*axis, least, why))


# -- the product's share --------------------------------------------------------------------------


def _fill(made: Limits, spec: FrameSpec, scene: Scene, strict: Strictness) -> None:
    wide, high = log(scene.product.width), log(scene.product.height)
    ease = strict.slack * max(0.004, 2 / max(scene.product.width, scene.product.height))
    for measure, bound in spec.fill_max.items():
        why = made.because(Reason(fill_words("at most", measure, bound.value), bound))
        most = log(max(bound.value, 1e-6)) - ease
        if measure == "longest_side":
            made.fixed += [Half(-1, 0, most - wide, why), Half(0, -1, most - high, why)]
        else:
            made.fixed.append(Half(-1, -1, most - ease - _area(scene, measure), why))
    along: list[tuple[float, frozenset[int]]] = []
    for measure, bound in spec.fill_min.items():
        if bound.value <= 0:
            continue
        why = made.because(Reason(fill_words("at least", measure, bound.value), bound))
        least = log(bound.value) + ease
        if measure == "longest_side":
            along.append((min(least, 0.0), why))
        else:
            made.fixed.append(Half(1, 1, _area(scene, measure) - min(least + ease, 0.0), why))
    if strict.taste:
        why = made.because(Reason("the product would look lost"))
        along.append((log(min(scene.fill, 0.75)), why))
    if along:
        made.choices.append(
            [
                [Half(*axis, length - least, why) for least, why in along]
                for axis, length in (((1, 0), wide), ((0, 1), high))
            ]
        )


def _area(scene: Scene, measure: str) -> float:
    box = scene.product
    area = scene.area if measure == "mask_area" and scene.area else box.width * box.height
    return log(max(area, 1.0))


def fill_words(word: str, measure: str, share: float) -> str:
    """Say a bound on the fill, as in ``fill at least 85 %``."""
    of = {"bbox_area": " of the area", "mask_area": " of the area (outline)"}.get(measure, "")
    return f"fill {word} {100 * share:g} %{of}"


# -- shape ----------------------------------------------------------------------------------------


def _shape(made: Limits, spec: FrameSpec, scene: Scene, strict: Strictness) -> None:
    for bound, sign, word in ((spec.ratio_max, 1, "at most"), (spec.ratio_min, -1, "at least")):
        if bound is not None:
            why = made.because(Reason(shape_words(spec, bound, word), bound))
            made.fixed.append(Half(sign, -sign, sign * log(bound.value), why))
    if strict.taste:
        low, high = _allowed_shapes(spec)
        shapes = (scene.width / scene.height, scene.product.width / scene.product.height, 1.0)
        near = [min(max(log(shape), low), high) for shape in shapes] if low <= high else [0.0]
        why = made.because(Reason("the shape would be odd"))
        made.fixed += [Half(1, -1, max(near), why), Half(-1, 1, -min(near), why)]


def _room(made: Limits, strict: Strictness) -> None:
    if strict.taste and strict.room is not None:
        why = made.because(Reason("padding adds no detail"))
        wide, high = (log(side + 0.5) for side in strict.room)
        made.fixed += [Half(1, 0, wide, why), Half(0, 1, high, why)]


def _allowed_shapes(spec: FrameSpec) -> tuple[float, float]:
    low, high = spec.ratio_min, spec.ratio_max
    return log(low.value) if low else -inf, log(high.value) if high else inf


def shape_words(spec: FrameSpec, bound: Bound, word: str) -> str:
    """Say a bound on the shape, as in ``shape 1:1.44``."""
    low, high = spec.ratio_min, spec.ratio_max
    if low and high and low.rule == high.rule and high.value / low.value < 1.5:
        return f"shape {say_ratio((low.value * high.value) ** 0.5)}"
    return f"shape {word} {say_ratio(bound.value)}"


def say_ratio(ratio: float) -> str:
    """Say width to height with the shorter side as 1."""
    return f"{ratio:.3g}:1" if ratio >= 1 else f"1:{1 / ratio:.3g}"


def _crop_safe(made: Limits, spec: FrameSpec, scene: Scene) -> None:
    left, top, right, bottom = scene.touching
    wide, high = log(scene.product.width + 2), log(scene.product.height + 2)
    for text, bound in _crops(spec):
        shape = log(parse(text))
        why = made.because(Reason(f"product inside the crop {text}", bound))
        made.fixed += [Half(0, -1, shape - wide, why), Half(-1, 0, -shape - high, why)]
        if left or right:  # a crop narrower than the frame would cut the product
            made.fixed.append(Half(1, -1, shape, why))
        if top or bottom:
            made.fixed.append(Half(-1, 1, -shape, why))


def _crops(spec: FrameSpec) -> Iterator[tuple[str, Bound | None]]:
    for text in spec.crop_safe:
        yield text, None


def parse(ratio: str) -> float:
    """Return width / height of a ratio such as ``3:4``."""
    across, _, down = ratio.partition(":")
    return float(across) / float(down)


# -- pixels ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Factor:
    """``log(factor)`` is at least, or at most, ``number - across * u - down * v``."""

    across: float
    down: float
    number: float
    reason: Reason


def _sizes(made: Limits, spec: FrameSpec, scene: Scene, strict: Strictness) -> None:
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
