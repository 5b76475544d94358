from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._trust import doubt, review

LEAST = 0.05
"""Share of the largest part from which a piece counts as a part of its own."""
BRIDGE = 0.006
"""Gap, share of the long side, over which pieces still belong together."""


class SubjectParts:
    """Number of separate things in the picture.

    What it measures: disconnected parts of the product at least 5 % as large as the largest.

    How: connected pieces of the product's outline; gaps under 0.6 % of the long side are bridged.

    Parameters: ``max_parts``, the most parts allowed.

    Limits: a hint only. A pair of shoes is two parts and one product; two views that overlap are
    one part. On a cluttered backdrop the answer is ``review``.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "subject.parts"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How many parts are allowed."""

        max_parts: Annotated[int, ext.Stricter.DOWN] = Field(ge=1, description="Most parts.")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.images.regions import boxes_in

        subject = image.subject
        height, width = image.pixels.rgb.shape[:2]
        bridge = max(1, round(BRIDGE * max(subject.shape) / 2))
        found = subject.layers.product.grown(bridge).pieces()
        areas = found.areas()
        large = areas >= LEAST * max(1, int(areas.max(initial=0)))
        large[0] = False
        values: dict[str, ext.Value] = {
            "parts": int(large.sum()),
            "product_found": subject.box is not None,
            "confidence": subject.confidence,
        }
        factor = round(1 / subject.scale)
        regions = boxes_in(found.select(large), factor, (width, height), "part")
        return ext.Measurement(self.name, self.version, values, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"at most {params.max_parts}"
        why = doubt(measurement)
        if why:
            return review(measurement, why, required)
        parts = int(measurement.number("parts"))
        fails = parts > params.max_parts
        return ext.Judgement(
            ext.Outcome.FAIL if fails else ext.Outcome.PASS,
            measured=f"{parts} separate parts" if parts != 1 else "1 part",
            required=required,
            regions=measurement.regions if fails else (),
        )
