"""Finding the one frame round a product that satisfies all rules with the smallest change."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from imgrules.fixes.frame_exact import MEASURING, fits, output
from imgrules.fixes.frame_faults import Contradiction, NeedsLarger, NoFrame, ProductUnknown
from imgrules.fixes.frame_scene import Scene, Strictness
from imgrules.fixes.frame_search import LARGEST_FACTOR, Frame, search
from imgrules.fixes.frame_why import why
from imgrules.fixes.model import FrameSpec
from imgrules.model import Region

__all__ = [
    "LARGEST_FACTOR", "Contradiction", "Frame", "NeedsLarger", "NoFrame", "ProductUnknown",
    "solve",
]  # fmt: skip


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
    room = _room(spec, scene)
    for headroom in (1.0, LARGEST_FACTOR) if may_enlarge else (1.0,):
        if found := search(spec, scene, Strictness(headroom=headroom, room=room)):
            return found
    raise why(spec, scene, Strictness(headroom=LARGEST_FACTOR if may_enlarge else 1.0, room=room))


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


def _room(spec: FrameSpec, scene: Scene) -> tuple[int, int] | None:
    """Return how large the frame may get: as the picture is, or as rules need it but for pixels.

    Where a rule asks for more pixels than there are, the picture is too small; padding it until
    it is large enough would satisfy the letter alone. Where a rule on the product's share keeps
    padding short, nobody is misled.
    """
    if spec.fill_min:
        return None
    without = replace(
        spec, width_min=None, height_min=None, long_min=None, short_min=None,
        megapixels_min=None, trimmed_min=None,
    )  # fmt: skip
    if without == spec:
        return None
    whole = Region(0, 0, scene.width, scene.height)
    if fits(without, scene, whole, forgive=MEASURING) and output(without, scene, whole):
        return scene.width, scene.height
    found = search(without, scene, Strictness())
    if found is None:
        return None
    # Its shape may need padding of the whole picture rather than a crop.
    shape = found.width / found.height
    width = max(scene.width, found.width, ceil(scene.height * shape))
    return width, max(scene.height, found.height, ceil(scene.width / shape))
