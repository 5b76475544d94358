"""Where the product stands in the frame, to the pixel."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.testing.recipe import Recipe
from imgrules.testing.shapes import ASPECTS

_GAP = 0.12
"""Gap between copies of a product as a share of one copy's width."""


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, width and height in pixels; may stick out of the frame."""

    x: int
    y: int
    width: int
    height: int


def product_box(recipe: Recipe) -> Box:
    """Return the box the product (all its parts) fills exactly."""
    frame_width, frame_height = recipe.canvas
    width, height = recipe.subject.size or _natural_size(recipe)
    across, down = recipe.subject.center
    return Box(
        round(frame_width * across - width / 2),
        round(frame_height * down - height / 2),
        width,
        height,
    )


def part_boxes(recipe: Recipe) -> list[Box]:
    """Return one box a part, side by side, together filling the product box."""
    whole, parts = product_box(recipe), recipe.subject.parts
    each = whole.width / (parts + _GAP * (parts - 1))
    starts = [round(index * each * (1 + _GAP)) for index in range(parts)]
    ends = [round(index * each * (1 + _GAP) + each) for index in range(parts - 1)]
    return [
        Box(whole.x + start, whole.y, max(1, end - start), whole.height)
        for start, end in zip(starts, [*ends, whole.width], strict=True)
    ]


def _natural_size(recipe: Recipe) -> tuple[int, int]:
    frame_width, frame_height = recipe.canvas
    subject = recipe.subject
    aspect = _aspect(recipe) * (subject.parts + _GAP * (subject.parts - 1))
    most = frame_width * subject.fill, frame_height * subject.fill
    width = min(most[0], most[1] * aspect)
    return max(1, round(width)), max(1, round(width / aspect))


def _aspect(recipe: Recipe) -> float:
    """Width / height of one part. Cartons come in every shape: a box takes the frame's."""
    frame = recipe.canvas[0] / recipe.canvas[1]
    by_frame = min(max(frame, 1 / 3), 3.0) / recipe.subject.parts
    return ASPECTS.get(recipe.subject.shape, by_frame)
