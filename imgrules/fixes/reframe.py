"""Giving a draft the frame that all rules ask for, round the product as it now stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from imgrules.colours import colour_text
from imgrules.fixes.frame import Frame
from imgrules.fixes.frame_settle import settle
from imgrules.fixes.model import Done, ImagePlan
from imgrules.images.regions import bounding_box
from imgrules.model import Region, Value
from imgrules.processor import Context, Cutout, Draft, Processor

if TYPE_CHECKING:
    from imgrules.processor import Mask

_SIDES = ("left", "top", "right", "bottom")


Who = Callable[[str], Processor]


def reframe(
    draft: Draft, plan: ImagePlan, who: Who, context: Context, *, may_enlarge: bool
) -> tuple[Draft, tuple[Done, ...]]:
    """Crop, pad and resize as little as satisfies the plan's frame; nothing where it does already.

    ``who`` names the processor of an operation. Raises Declined where no frame does.
    """
    product = _planned(draft, plan) if draft.product is None else box_of(draft.product)
    area = None if draft.product is None else float(np.count_nonzero(draft.product))
    # What is merely recommended gives way; verifying tells which rules fail in the end.
    frame, _ = settle(
        plan.frame, product, (draft.width, draft.height), mask_area=area, may_enlarge=may_enlarge
    )
    done = []
    for operation, params in _changes(frame, draft, plan):
        processor = who(operation)
        made = processor.run(operation, draft, params, context)
        if isinstance(made, Cutout):
            raise TypeError(f"{operation} gave a cut-out")
        draft = made
        done.append(Done(operation, processor.name, _words(operation, params)))
    return draft, tuple(done)


def _planned(draft: Draft, plan: ImagePlan) -> Region | None:
    """Return the product's box as it was measured, in pixels of the draft as it stands."""
    if plan.product is None:
        return None
    x = max(0, plan.product.x + round(draft.placement.left))
    y = max(0, plan.product.y + round(draft.placement.top))
    width = min(plan.product.width, draft.width - x)
    height = min(plan.product.height, draft.height - y)
    return Region(x, y, width, height) if min(width, height) > 0 else None


def box_of(mask: Mask) -> Region | None:
    """Return the smallest box round a mask, None for an empty one."""
    found = bounding_box(mask)
    return Region(*found) if found else None


def _changes(frame: Frame, draft: Draft, plan: ImagePlan) -> list[tuple[str, dict[str, Value]]]:
    """Return the operations that turn the draft's frame into the one wanted."""
    changes: list[tuple[str, dict[str, Value]]] = []
    if part := frame.crop(draft.width, draft.height):
        inner = {"left": part.x, "top": part.y, "width": part.width, "height": part.height}
        changes.append(("canvas.crop", {**inner}))
    if sides := frame.pad(draft.width, draft.height):
        added = dict(zip(_SIDES, sides, strict=True))
        colour = colour_text(plan.backdrop.colour)
        changes.append(("canvas.pad", {**added, "color": colour}))
    return [*changes, *_resize(frame)]


def _resize(frame: Frame) -> list[tuple[str, dict[str, Value]]]:
    if (frame.out_width, frame.out_height) == (frame.width, frame.height):
        return []
    larger = frame.out_width > frame.width
    return [("size.enlarge" if larger else "size.reduce",
             {"width": frame.out_width, "height": frame.out_height})]  # fmt: skip


def _words(operation: str, params: dict[str, Value]) -> str:
    if operation == "canvas.pad":
        sides = (f"{params[side]} px {side}" for side in _SIDES if params[side])
        return ", ".join(sides)
    return f"to {params['width']} × {params['height']} px"
