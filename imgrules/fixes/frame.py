"""Finding the one frame round a product that satisfies all rules with the smallest change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product as pairs
from math import ceil, exp, log

from imgrules.fixes.frame_exact import MEASURING, exact_shape, fits, output
from imgrules.fixes.frame_limits import Limits, Reason, Scene, Strictness, limits, shape_aim
from imgrules.fixes.model import Bound, FrameSpec
from imgrules.fixes.octagon import Half, Point, conflict, distance, feasible, nearest
from imgrules.model import Region
from imgrules.processor import Declined

LARGEST_FACTOR = 2.0
"""How far ``size.enlarge`` goes where it is allowed."""
_ANY_FACTOR = 1e6
_SLACKS = (1.0, 0.5, 0.0)
_OFF_CENTRE = 0.04
"""Share of the frame by which the product may stay off its middle to save padding."""
_CROPPED_FILL = 0.85
"""Where no rule bounds the fill, no crop makes the product larger in its frame than this."""
_ROOM = 0.02


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame in pixels of the picture, and the size it is brought to afterwards.

    It sticks out of the picture where the picture is padded.
    """

    left: int
    top: int
    width: int
    height: int
    out_width: int
    out_height: int

    def crop(self, width: int, height: int) -> Region | None:
        """Return the part that stays of a picture of that size; None where all of it does."""
        left, top = max(self.left, 0), max(self.top, 0)
        right, bottom = min(self.left + self.width, width), min(self.top + self.height, height)
        if (left, top, right, bottom) == (0, 0, width, height):
            return None
        return Region(left, top, right - left, bottom - top)

    def pad(self, width: int, height: int) -> tuple[int, int, int, int] | None:
        """Return what is added left, top, right and bottom; None where nothing is."""
        sides = (
            max(0, -self.left),
            max(0, -self.top),
            max(0, self.left + self.width - width),
            max(0, self.top + self.height - height),
        )
        return sides if any(sides) else None

    @property
    def factor(self) -> float:
        """How much the frame is resized: under 1 reduced, over 1 enlarged."""
        if (self.out_width, self.out_height) == (self.width, self.height):
            return 1.0
        return max(self.out_width / self.width, self.out_height / self.height)


class NoFrame(Declined):
    """No frame satisfies the rules. ``rules`` are those in the way, none where it is the product.

    A processor's refusal of a kind: applying a plan, the picture goes to review with these words.
    """

    def __init__(self, message: str, rules: Iterable[Bound] = ()) -> None:
        super().__init__(message)
        self.rules = tuple(rules)


class ProductUnknown(NoFrame):
    """A rule is about the product, and nobody knows where it is."""


class NeedsLarger(NoFrame):
    """Only a larger picture would do. ``rule`` asks for the pixels.

    ``needed`` is how many the longer side of the product (of the picture, where the product is
    not known) must have, ``factor`` how much larger that is than today.
    """

    def __init__(
        self, message: str, rule: Bound, rules: Iterable[Bound], *, needed: int, factor: float
    ) -> None:
        super().__init__(message, rules)
        self.rule, self.needed, self.factor = rule, needed, factor


class Contradiction(NoFrame):
    """Rules that no picture of this product satisfies together."""


def solve(
    spec: FrameSpec,
    product: Region | None,
    size: tuple[int, int],
    *,
    mask_area: float | None = None,
    may_enlarge: bool = False,
) -> Frame:
    """Return the frame that satisfies all of ``spec`` and changes the picture least.

    ``product`` is its box in a picture of ``size`` (width, height), ``mask_area`` the pixels of
    its outline. Without a product the picture stays whole and is only padded or reduced.

    The present frame is kept where it will do. Else the product stands in the middle, a little
    off it where that saves padding; a side of the frame that the product touches stays where it
    is, since what lies beyond was never photographed. Raises NeedsLarger, Contradiction,
    ProductUnknown.
    """
    scene = _scene(spec, product, size, mask_area)
    whole = Region(0, 0, *size)
    if fits(spec, scene, whole, forgive=MEASURING) and (kept := output(spec, scene, whole)):
        return Frame(0, 0, *size, *kept)
    for headroom in (1.0, LARGEST_FACTOR) if may_enlarge else (1.0,):
        for strict in _attempts(spec, scene, headroom):
            if found := _find(spec, scene, strict):
                return found
    raise _why(spec, scene, LARGEST_FACTOR if may_enlarge else 1.0)


def _scene(
    spec: FrameSpec, product: Region | None, size: tuple[int, int], area: float | None
) -> Scene:
    measures = {**spec.fill_max, **spec.fill_min}
    missing = next(iter(measures.values()), None) if product is None else None
    if missing is None and product is not None and area is None:
        missing = measures.get("mask_area")
    if missing is not None or (product is None and spec.crop_safe):
        rule = f"{missing.rule} cannot be met: " if missing else ""
        raise ProductUnknown(f"{rule}the product could not be told from its backdrop")
    if product is None:
        return Scene(*size, Region(0, 0, *size), known=False)
    return Scene(*size, product, area)


def _attempts(spec: FrameSpec, scene: Scene, headroom: float) -> Iterator[Strictness]:
    """Yield how strictly to look, the best first; odd frames only where larger is no remedy."""
    for slack in _SLACKS:
        yield Strictness(slack, headroom)
    if not _possible(spec, scene, Strictness(0.0, _ANY_FACTOR)):
        for slack in _SLACKS:
            yield Strictness(slack, headroom, taste=False)


def _possible(spec: FrameSpec, scene: Scene, strict: Strictness) -> bool:
    return any(feasible(branch) for branch in limits(spec, scene, strict).branches())


# -- choosing -------------------------------------------------------------------------------------


def _find(spec: FrameSpec, scene: Scene, strict: Strictness) -> Frame | None:
    if strict.headroom > 1:
        strict = replace(strict, headroom=_least_factor(spec, scene, strict) * 1.001)
    aim = _aim(spec, scene, shape_aim(spec, scene))
    found = (_choose(spec, scene, branch) for branch in limits(spec, scene, strict).branches())
    points = sorted((point for point in found if point), key=lambda each: distance(each, aim))
    for point in points:
        if frame := _whole_pixels(spec, scene, point, strict):
            return frame
    return None


def _choose(spec: FrameSpec, scene: Scene, branch: list[Half]) -> Point | None:
    """Return the best point: where limits force another shape, the best of that shape."""
    first = nearest(branch, _aim(spec, scene, shape_aim(spec, scene)))
    if first is None:
        return None
    return nearest(branch, _aim(spec, scene, first[0] - first[1]))


def _aim(spec: FrameSpec, scene: Scene, shape: float) -> Point:
    """Return the frame wished for of that shape: filled as rules name it, or all there is."""
    ratio = exp(shape)
    if not scene.known:
        width = max(scene.width, scene.height * ratio)
    else:
        largest = max(scene.product.width, scene.product.height * ratio)
        if spec.fill_min or spec.fill_max:
            width = largest / _fill_aim(spec, scene)
        else:
            width = max(largest / _CROPPED_FILL, _unpadded(scene, ratio))
    return log(width), log(width) - shape


def _unpadded(scene: Scene, ratio: float) -> float:
    """Return the width of the largest frame round the product that needs no padding."""
    box = scene.product
    wide = _reach(box.x, box.width, scene.width, scene.touching[0] or scene.touching[2])
    high = _reach(box.y, box.height, scene.height, scene.touching[1] or scene.touching[3])
    return min(wide, high * ratio)


def _reach(start: int, length: int, within: int, touching: bool) -> float:
    if touching:
        return within
    middle = start + length / 2
    return min(within, 2 * min(middle, within - middle) / (1 - 2 * _OFF_CENTRE))


def _fill_aim(spec: FrameSpec, scene: Scene) -> float:
    if spec.fill_aim is not None:
        return spec.fill_aim
    low, high = spec.fill_min.get("longest_side"), spec.fill_max.get("longest_side")
    least, most = low.value if low else 0.0, high.value if high else 1.0
    room = min(_ROOM, max(0.0, most - least) / 2)
    return min(max(scene.fill, least + room), max(most - room, 0.01))


def _whole_pixels(spec: FrameSpec, scene: Scene, point: Point, strict: Strictness) -> Frame | None:
    for width, height in _sizes_near(spec, point):
        for left, top in _places(scene, width, height):
            frame = Region(left, top, width, height)
            if not fits(spec, scene, frame):
                continue
            headroom = 1.0 if strict.headroom <= 1 else LARGEST_FACTOR
            if made := output(spec, scene, frame, headroom):
                return Frame(left, top, width, height, *made)
    return None


def _sizes_near(spec: FrameSpec, point: Point) -> list[tuple[int, int]]:
    width, height = exp(point[0]), exp(point[1])
    if shape := exact_shape(spec):
        count = round(width / shape[0])
        sizes = [(shape[0] * (count + step), shape[1] * (count + step)) for step in range(-2, 3)]
    else:
        steps = range(-2, 3)
        sizes = [(round(width) + w, round(height) + h) for w, h in pairs(steps, steps)]
    sizes = [size for size in sizes if min(size) >= 1]
    return sorted(sizes, key=lambda size: abs(size[0] - width) + abs(size[1] - height))


def _places(scene: Scene, width: int, height: int) -> Iterator[tuple[int, int]]:
    """Yield where the frame may lie: saving padding first, then exactly centred."""
    left, top, right, bottom = scene.touching
    box = scene.product
    xs = _starts(box.x, box.width, scene.width, width, touching=(left, right))
    ys = _starts(box.y, box.height, scene.height, height, touching=(top, bottom))
    return pairs(xs, ys)


def _starts(
    start: int, length: int, within: int, frame: int, *, touching: tuple[bool, bool]
) -> list[int]:
    if touching[0]:
        return [0] if not touching[1] or frame == within else []
    if touching[1]:
        return [within - frame]
    centred = round(start + length / 2 - frame / 2)
    low, high = min(0, within - frame), max(0, within - frame)
    shifted = min(max(centred, low), high)
    near = abs(shifted - centred) <= _OFF_CENTRE * frame
    free = min(start - shifted, shifted + frame - start - length) >= 2
    return [shifted, centred] if near and free and shifted != centred else [centred]


# -- saying why not -------------------------------------------------------------------------------


def _why(spec: FrameSpec, scene: Scene, headroom: float) -> NoFrame:
    for taste in (True, False):
        strict = Strictness(0.0, _ANY_FACTOR, taste=taste)
        if _possible(spec, scene, strict):
            return _needs_larger(spec, scene, replace(strict, headroom=headroom))
    return _contradiction(spec, scene)


def _needs_larger(spec: FrameSpec, scene: Scene, strict: Strictness) -> NoFrame:
    factor = _least_factor(spec, scene, strict)
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
    needed = ceil(longer * factor - 1e-6)
    what = "product" if scene.known else "picture"
    fills = [each for each in reasons if each.bound and each.words.startswith("fill at least")]
    filling = f" with {fills[0].bound.rule} ({fills[0].words})" if fills and fills[0].bound else ""
    message = (
        f"the {what} is {longer} px long; {bound.rule} ({smallest[0].words}){filling} "
        f"needs at least {needed} px"
    )
    rules = [each.bound for each in reasons if each.bound]
    return NeedsLarger(message, bound, rules, needed=needed, factor=needed / longer)


def _least_factor(spec: FrameSpec, scene: Scene, strict: Strictness) -> float:
    """Return the least enlarging that makes a frame possible, found by halving."""
    low, high = 0.0, log(_ANY_FACTOR)
    for _ in range(40):
        middle = (low + high) / 2
        possible = _possible(spec, scene, replace(strict, headroom=exp(middle)))
        low, high = (low, middle) if possible else (middle, high)
    return exp(high)


def _contradiction(spec: FrameSpec, scene: Scene) -> NoFrame:
    return _clash(scene, _shortest(limits(spec, scene, Strictness(0.0, _ANY_FACTOR, taste=False))))


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
