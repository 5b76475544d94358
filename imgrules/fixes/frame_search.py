"""Looking for the frame round a product: the best point within all limits, in whole pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product as pairs
from math import exp, log

from imgrules.fixes.frame_exact import exact_shape, fits, output
from imgrules.fixes.frame_limits import limits
from imgrules.fixes.frame_pixels import shape_aim
from imgrules.fixes.frame_scene import Scene, Strictness
from imgrules.fixes.model import FrameSpec
from imgrules.fixes.octagon import Half, Point, distance, eased, feasible, nearest
from imgrules.model import Region

LARGEST_FACTOR = 2.0
"""How far ``size.enlarge`` goes where it is allowed."""
ANY_FACTOR = 1e6
_SLACKS = (0.5, 0.0)
_OFF_CENTRE = 0.04
"""Share of the frame by which the product may stay off its middle to save padding."""
_CROPPED_FILL = 0.85
"""Where no rule bounds the fill, no crop makes the product larger in its frame than this."""
_ROOM = 0.02
_HALVINGS = 24


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


def search(spec: FrameSpec, scene: Scene, strict: Strictness) -> Frame | None:
    """Look with all safety margins, then with fewer; odd frames only where larger is no remedy."""
    if found := _with_margins(spec, scene, strict):
        return found
    if possible(spec, scene, replace(strict, slack=0.0, headroom=ANY_FACTOR)):
        return None
    return _with_margins(spec, scene, replace(strict, taste=False))


def _with_margins(spec: FrameSpec, scene: Scene, strict: Strictness) -> Frame | None:
    if found := _find(spec, scene, strict):
        return found
    if not possible(spec, scene, replace(strict, slack=0.0)):
        return None
    lesser = (_find(spec, scene, replace(strict, slack=slack)) for slack in _SLACKS)
    return next((found for found in lesser if found), None)


def possible(spec: FrameSpec, scene: Scene, strict: Strictness) -> bool:
    """Say whether any frame lies within all limits."""
    return any(feasible(branch) for branch in limits(spec, scene, strict).branches())


# -- choosing -------------------------------------------------------------------------------------


def _find(spec: FrameSpec, scene: Scene, strict: Strictness) -> Frame | None:
    if strict.headroom > 1:
        strict = replace(strict, headroom=least_factor(spec, scene, strict) * 1.001)
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


def least_factor(spec: FrameSpec, scene: Scene, strict: Strictness) -> float:
    """Return the least enlarging that makes a frame possible, found by halving."""
    branches = list(limits(spec, scene, replace(strict, headroom=1.0)).branches())
    low, high = 0.0, log(ANY_FACTOR)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = any(feasible(eased(branch, middle)) for branch in branches)
        low, high = (low, middle) if enough else (middle, high)
    return exp(high)
