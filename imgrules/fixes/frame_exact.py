"""Holding a whole-pixel frame against all that rules ask of it, as the checks do."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product as pairs
from math import ceil, floor, inf

from imgrules.fixes.frame_limits import parse
from imgrules.fixes.frame_scene import Scene
from imgrules.fixes.model import FrameSpec
from imgrules.model import Region

_CLOSE = 1e-9
_ROUNDING = 0.51
MEASURING = 0.0015
"""Share of the frame by which a present frame may miss: what the check itself forgives."""

Size = tuple[int, int]


def fits(spec: FrameSpec, scene: Scene, frame: Region, *, forgive: float = 0.0) -> bool:
    """Say whether a frame, in pixels of the picture, holds the product as all rules ask.

    What rules ask of the pixels of the result is ``outputs``'s to answer.
    """
    box = scene.product
    inside = (
        frame.x <= box.x
        and frame.y <= box.y
        and frame.x + frame.width >= box.x + box.width
        and frame.y + frame.height >= box.y + box.height
    )
    return inside and _filled(spec, scene, frame, forgive) and _survives(spec, scene, frame)


def _filled(spec: FrameSpec, scene: Scene, frame: Region, forgive: float) -> bool:
    return all(
        share(scene, frame, measure) >= bound.value - forgive
        for measure, bound in spec.fill_min.items()
    ) and all(
        share(scene, frame, measure) <= bound.value + forgive
        for measure, bound in spec.fill_max.items()
    )


def share(scene: Scene, frame: Region, measure: str) -> float:
    """Return how much of the frame the product fills, by one way of measuring."""
    across, down = scene.product.width / frame.width, scene.product.height / frame.height
    if measure == "longest_side":
        return max(across, down)
    if measure == "mask_area" and scene.area:
        return scene.area / (frame.width * frame.height)
    return across * down


def _survives(spec: FrameSpec, scene: Scene, frame: Region) -> bool:
    box = scene.product
    for text in spec.crop_safe:
        ratio = parse(text)
        width, height = (
            min(frame.width, frame.height * ratio),
            min(frame.height, frame.width / ratio),
        )
        left = frame.x + (frame.width - width) / 2
        top = frame.y + (frame.height - height) / 2
        if (
            box.x < left - _CLOSE
            or box.y < top - _CLOSE
            or box.x + box.width > left + width + _CLOSE
            or box.y + box.height > top + height + _CLOSE
        ):
            return False
    return True


def output(spec: FrameSpec, scene: Scene, frame: Region, headroom: float = 1.0) -> Size | None:
    """Return the size nearest the frame's own that all rules allow; None where none does."""
    size = frame.width, frame.height
    if not _shaped(spec, size):
        return None  # resizing never squeezes
    if _allowed(spec, scene, size, size):
        return size
    low, high = _factors(spec, scene, size)
    factor = min(1.0, high) if low <= min(1.0, high) + _CLOSE else low
    if factor > min(high, headroom) + _CLOSE:
        return None
    found = [each for each in _near(spec, size, factor) if _allowed(spec, scene, size, each)]
    found = [each for each in found if _alike(size, each)]
    return max(found, default=None) if factor <= 1 else min(found, default=None)


def _alike(size: Size, other: Size) -> bool:
    """Say whether two sizes have one shape, but for rounding."""
    ratio = size[0] / size[1]
    return min(abs(other[0] - other[1] * ratio), abs(other[1] - other[0] / ratio)) <= _ROUNDING


def _shaped(spec: FrameSpec, size: Size) -> bool:
    low, high = spec.ratio_min, spec.ratio_max
    ratio = size[0] / size[1]
    return (low is None or ratio >= low.value - _CLOSE) and (
        high is None or ratio <= high.value + _CLOSE
    )


def _near(spec: FrameSpec, size: Size, factor: float) -> Iterator[Size]:
    if whole := exact_shape(spec):
        times = size[0] * factor / whole[0]
        for count in {max(1, floor(times) + step) for step in (-1, 0, 1)}:
            yield whole[0] * count, whole[1] * count
        return
    width, height = size[0] * factor, size[1] * factor
    sides = ({floor(each) - 1, floor(each), ceil(each)} for each in (width, height))
    yield from ((w, h) for w, h in pairs(*sides) if w >= 1 and h >= 1)


def _factors(spec: FrameSpec, scene: Scene, size: Size) -> tuple[float, float]:
    """Return the least and the largest factor of resizing that rules leave."""
    width, height = size
    long, short, area = max(size), min(size), width * height / 1e6
    box = scene.product
    trimmed = (min(box.width, box.height), max(box.width, box.height)) if scene.known else (inf, 0)
    least = [
        bound.value / side
        for bound, side in (
            (spec.width_min, width), (spec.height_min, height), (spec.long_min, long),
            (spec.short_min, short), (spec.trimmed_min, trimmed[0]),
        )
        if bound is not None
    ]  # fmt: skip
    most = [
        bound.value / side
        for bound, side in (
            (spec.width_max, width), (spec.height_max, height), (spec.long_max, long),
            (spec.short_max, short), (spec.sum_max, width + height),
            (spec.trimmed_max, trimmed[1]),
        )
        if bound is not None and side
    ]  # fmt: skip
    least += [(spec.megapixels_min.value / area) ** 0.5] if spec.megapixels_min else []
    most += [(spec.megapixels_max.value / area) ** 0.5] if spec.megapixels_max else []
    return max(least, default=0.0), min(most, default=inf)


def _allowed(spec: FrameSpec, scene: Scene, frame: Size, size: Size) -> bool:
    """Say whether a result of that size keeps every bound on pixels and shape."""
    width, height = size
    factor = width / frame[0]
    box = scene.product
    values = (
        (width, spec.width_min, spec.width_max),
        (height, spec.height_min, spec.height_max),
        (max(size), spec.long_min, spec.long_max),
        (min(size), spec.short_min, spec.short_max),
        (width + height, None, spec.sum_max),
        (width * height / 1e6, spec.megapixels_min, spec.megapixels_max),
        (width / height, spec.ratio_min, spec.ratio_max),
        *(
            (
                (round(min(box.width, box.height) * factor), spec.trimmed_min, None),
                (round(max(box.width, box.height) * factor), None, spec.trimmed_max),
            )
            if scene.known
            else ()
        ),
    )
    return all(
        (low is None or value >= low.value - _CLOSE)
        and (high is None or value <= high.value + _CLOSE)
        for value, low, high in values
    )


def exact_shape(spec: FrameSpec) -> Size | None:
    """Return the smallest frame of a shape without tolerance, as 25 × 36 for 1:1.44."""
    if not spec.ratio_exact or spec.ratio_min is None or spec.ratio_max is None:
        return None
    if spec.ratio_max.value / spec.ratio_min.value - 1 > _CLOSE:
        return None
    middle = Fraction((spec.ratio_min.value * spec.ratio_max.value) ** 0.5)
    ratio = middle.limit_denominator(1000)
    return ratio.numerator, ratio.denominator
