from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import require_any
from imgrules.checks._trust import doubt, review

Measure = Literal["longest_side", "bbox_area", "mask_area"]
WORDS: dict[str, str] = {
    "longest_side": "of the frame along its fuller side",
    "bbox_area": "of the picture's area (bounding box)",
    "mask_area": "of the picture's area (outline)",
}


class SubjectFill:
    """How much of the frame the product fills.

    What it measures: ``longest_side``, the larger of box width / picture width and box height /
    picture height; ``bbox_area``, the box's share of the picture; ``mask_area``, the product's own
    share, holes left out. All three are reported.

    How: the product is told from its backdrop at reduced size; soft shadows and things apart from
    the product do not count. The box is exact to one pixel of that size (``step``, about 0.15 %
    of a 2000 px picture); a share that close to a limit counts as on it.

    Parameters: ``measure`` says which of the three is judged, ``min`` and ``max`` bound it
    (0.85 is 85 %), both inclusive; at least one.

    Limits: a hard-edged shadow counts as product. On a cluttered backdrop the answer is
    ``review``.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "subject.fill"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Which share, and its bounds."""

        measure: Annotated[
            Measure, ext.Directionless("the shares are measured differently and do not compare")
        ] = Field(
            default="longest_side",
            description="Along the fuller side, by the box's area or by the outline's area.",
        )
        min: Annotated[float | None, ext.Stricter.UP] = Field(
            default=None, ge=0, le=1, description="Least share, 0-1."
        )
        max: Annotated[float | None, ext.Stricter.DOWN] = Field(
            default=None, ge=0, le=1, description="Largest share, 0-1."
        )

        _any = require_any("min", "max")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        import numpy as np

        subject = image.subject
        height, width = image.pixels.rgb.shape[:2]
        box = subject.box
        area = int(np.count_nonzero(subject.mask))
        across, down = (box.width / width, box.height / height) if box else (0.0, 0.0)
        values: dict[str, ext.Value] = {
            "longest_side": round(max(across, down), 4),
            "bbox_area": round(across * down, 4),
            "mask_area": round(area / subject.mask.size, 4),
            "width_share": round(across, 4),
            "height_share": round(down, 4),
            "step": round(1 / (subject.scale * min(width, height)), 4),
            "product_found": box is not None,
            "confidence": subject.confidence,
        }
        regions = (
            () if box is None else (ext.Region(box.x, box.y, box.width, box.height, "product"),)
        )
        return ext.Measurement(self.name, self.version, values, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = _require(params)
        why = doubt(measurement)
        if why:
            return review(measurement, why, required)
        share = measurement.number(params.measure)
        # The box is known to one working pixel: a share that close to a limit is on it.
        step = measurement.number("step")
        small = params.min is not None and share < params.min - step
        large = params.max is not None and share > params.max + step
        return ext.Judgement(
            ext.Outcome.FAIL if small or large else ext.Outcome.PASS,
            measured=f"{100 * share:.1f} % {WORDS[params.measure]}",
            required=required,
            note="the product is too small"
            if small
            else "the product is too large"
            if large
            else "",
            regions=measurement.regions if small or large else (),
        )


def _require(params: SubjectFill.Params) -> str:
    if params.min is None:
        return f"at most {100 * (params.max or 0):g} %"
    if params.max is None:
        return f"at least {100 * params.min:g} %"
    return f"{100 * params.min:g} to {100 * params.max:g} %"
