"""The segmenter without a trained model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from imgrules import ext
from imgrules.ext import Context, Cutout, Declined, Draft, Facts, Offer, Safety, Value

SMALLEST = 16
"""Px of the shorter side under which there is no border to learn a backdrop from."""


class LocalSegmenter:
    """Cuts the product out of a plain or graded backdrop, without a trained model or a service.

    What it does: gives the product's alpha, the backdrop's colours behind it and the shadow it
    throws, for shots on white, grey, graded, vignetted or coloured backdrops and on moderately
    textured cloth. Shadows are backdrop. Gaps in rings, between links, legs and handles open;
    dials, labels and reflections in the backdrop's colour stay. A product cut off by the frame
    stays whole.

    How: a smooth surface is fitted to the border and followed inwards, never across an edge. Each
    pixel is held against it in CIE Lab, in units of the backdrop's own noise. From the frame the
    backdrop is flooded over its own colour and over soft shade of its hue; sharp edges stop the
    flood, also where they have small gaps. What is enclosed opens if it has the backdrop's colour
    and evenness, a sharp outline, something clearly different round it and no marks in it. Along
    the outline alpha is the pixel's place between the colour behind, its shadow included, and the
    product's colour just inside, at full size.

    Limits: ``confidence`` is the share of the outline that lies on sharp edges, scaled so that 72 %
    give one half, lowered where the border shows other things than the backdrop and where an
    enclosed area could be either. It declines scenes, busy backdrops, pictures without a product
    and those filled by it. On grey and white a shadow with a hard edge cannot be told from a
    product and stays. A blank white dial on white, with nothing printed on it, opens. Black
    products on black, and white ones whose edge is less than the noise, lose parts of their
    outline: the confidence falls. Clear glass keeps its reflections and outline only.
    """

    api: ClassVar[int] = 1
    name = "local"
    version = 1
    operations: tuple[str, ...] = ("background.replace",)

    class Options(ext.Options):
        """It has none."""

    def __init__(self, options: ext.Options | None = None) -> None:
        self.options = options or self.Options()

    def offer(self, operation: str, facts: Facts, params: Mapping[str, Value]) -> Offer:
        """Say that a cut-out changes the product's edge. Scenes are declined once looked at."""
        return Offer(Safety.UNSAFE, note="cut out by colour and edges")

    def run(
        self, operation: str, draft: Draft, params: Mapping[str, Value], context: Context
    ) -> Cutout:
        """Cut the product out. Raises Declined where the backdrop is not plain enough."""
        if draft.mode != "RGB":
            raise Declined(
                f"the picture's colours are stored as {draft.mode}", hint="convert it to RGB first"
            )
        if min(draft.width, draft.height) < SMALLEST:
            raise Declined(f"a picture of {draft.width} × {draft.height} px is too small to judge")
        from imgrules_processors.local.cut import cut

        return cut(draft.samples)
