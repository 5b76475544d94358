"""The segmenter without a trained model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from imgrules import ext
from imgrules.ext import Context, Cutout, Declined, Draft, Facts, Offer, Safety, Value

SCENES = frozenset({"scene"})


class LocalSegmenter:
    """Cuts the product out of a plain or graded backdrop, without a trained model or a service.

    ## What it does

    Gives the product's alpha for studio shots.

    ## How

    ## Limits
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
        """Say that a cut-out changes the product's edge. Raises Declined for scenes."""
        if facts.backdrop in SCENES:
            raise Declined("the backdrop is a scene, not a plain one")
        return Offer(Safety.UNSAFE, note="cuts the product out by the backdrop's colour")

    def run(
        self, operation: str, draft: Draft, params: Mapping[str, Value], context: Context
    ) -> Cutout:
        """Cut the product out. Raises Declined where the backdrop is not plain enough."""
        if draft.mode != "RGB" or draft.samples.ndim != 3:
            raise Declined(f"a picture in {draft.mode} must be converted to sRGB first")
        from imgrules_processors.local.cut import cut

        return cut(np.ascontiguousarray(draft.samples))
