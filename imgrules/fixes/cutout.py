"""Checking a cut-out before it is used: each fault in words for a seller, each with its limit."""

from __future__ import annotations

from imgrules.processor import Cutout, Draft

LEAST_CONFIDENCE = 0.5
"""Confidence under which a segmenter itself doubts its result."""


def cutout_faults(draft: Draft, cutout: Cutout) -> tuple[str, ...]:
    """Return what is wrong with the cut-out of ``draft`` (RGB); empty where nothing is.

    The limits are named constants of this module, ``cutout_shape`` (how much, how many pieces,
    the frame, against the check engine's own opinion in ``draft.product``) and ``cutout_colour``
    (holes, half transparent insides, rims).
    """
    from imgrules.fixes import cutout_colour, cutout_shape
    from imgrules.fixes.cutout_view import view

    unusable = _unusable(draft, cutout)
    if unusable:
        return (unusable,)
    seen = view(draft, cutout)
    found = [_doubted(cutout.confidence), *cutout_shape.faults(seen)]
    if seen.solid.any():
        found += cutout_colour.faults(seen)
    return tuple(fault for fault in found if fault)


def _unusable(draft: Draft, cutout: Cutout) -> str:
    import numpy as np

    if cutout.alpha.shape != (draft.height, draft.width):
        rows, columns = cutout.alpha.shape[:2]
        return f"the cut-out is {columns} × {rows} px, the picture {draft.width} × {draft.height}"
    low, high = float(np.min(cutout.alpha)), float(np.max(cutout.alpha))
    if not (low >= 0 and high <= 1):  # also true of no number
        return f"the cut-out's transparency runs from {low:g} to {high:g} instead of 0 to 1"
    return ""


def _doubted(confidence: float) -> str:
    if confidence >= LEAST_CONFIDENCE:
        return ""
    return (
        f"the segmenter doubts its own result (confidence {confidence:.2f}, "
        f"at least {LEAST_CONFIDENCE:.2f} is needed)"
    )
