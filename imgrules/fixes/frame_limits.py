"""From what rules ask of a frame to half-planes over the logarithms of its width and height.

The frame is cut from the picture (or padded) at its present scale and then perhaps resized; what
bounds the result's pixels is in ``frame_pixels``.
"""

from __future__ import annotations

from math import inf, log

from imgrules.fixes.frame_pixels import bind_sizes
from imgrules.fixes.frame_scene import Limits, Reason, Scene, Strictness
from imgrules.fixes.model import Bound, FrameSpec
from imgrules.fixes.octagon import Half


def limits(spec: FrameSpec, scene: Scene, strict: Strictness) -> Limits:
    """Return all that binds the frame."""
    made = Limits()
    _whole(made, scene, _margin(spec, scene) * strict.slack)
    _fill(made, spec, scene, strict)
    _shape(made, spec, scene, strict)
    _room(made, strict)
    _crop_safe(made, spec, scene)
    bind_sizes(made, spec, scene, strict)
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
    for text in spec.crop_safe:
        shape = log(parse(text))
        why = made.because(Reason(f"product inside the crop {text}"))
        made.fixed += [Half(0, -1, shape - wide, why), Half(-1, 0, -shape - high, why)]
        if left or right:  # a crop narrower than the frame would cut the product
            made.fixed.append(Half(1, -1, shape, why))
        if top or bottom:
            made.fixed.append(Half(-1, 1, -shape, why))


def parse(ratio: str) -> float:
    """Return width / height of a ratio such as ``3:4``."""
    across, _, down = ratio.partition(":")
    return float(across) / float(down)
