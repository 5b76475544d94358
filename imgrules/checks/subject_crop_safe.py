from __future__ import annotations

from typing import Annotated, ClassVar, cast

from pydantic import Field

from imgrules import ext
from imgrules.checks._ratio import Ratio
from imgrules.checks._trust import doubt, review


class SubjectCropSafe:
    """Product survives the crops a marketplace makes.

    What it measures: the product's box and the picture's size.

    How: for each ratio the largest crop round the picture's middle is laid over the box; what
    sticks out would be cut off.

    Parameters: ``ratios``, the crops as width:height, such as ``"1:1"`` and ``"4:5"``.

    Limits: assumes crops round the middle. On a cluttered backdrop the answer is ``review``.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "subject.crop_safe"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The crops the product must survive."""

        ratios: Annotated[list[Ratio], ext.Stricter.MORE] = Field(
            min_length=1, description='Crops round the middle, as width:height, such as "1:1".'
        )

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        subject, box = image.subject, image.subject.box
        height, width = image.pixels.rgb.shape[:2]
        values: dict[str, ext.Value] = {
            "width": width,
            "height": height,
            "box": [box.x, box.y, box.width, box.height] if box else None,
            "product_found": box is not None,
            "confidence": subject.confidence,
        }
        regions = (
            () if box is None else (ext.Region(box.x, box.y, box.width, box.height, "product"),)
        )
        return ext.Measurement(self.name, self.version, values, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"inside the crops {', '.join(params.ratios)}"
        why = doubt(measurement)
        if why:
            return review(measurement, why, required)
        size = measurement.number("width"), measurement.number("height")
        box = cast("list[int]", measurement.values["box"])
        lost = {ratio: _lost(box, size, ratio) for ratio in params.ratios}
        cut = {ratio: share for ratio, share in lost.items() if share > 0}
        words = ", ".join(f"{ratio} cuts off {100 * share:.1f} %" for ratio, share in cut.items())
        return ext.Judgement(
            ext.Outcome.FAIL if cut else ext.Outcome.PASS,
            measured=words or "inside every crop",
            required=required,
            regions=measurement.regions if cut else (),
        )


def _lost(box: list[int], size: tuple[float, float], ratio: str) -> float:
    """Share of the box's width or height, whichever is worse, outside the crop."""
    across, down = (float(part) for part in ratio.split(":"))
    width = min(size[0], size[1] * across / down)
    height = min(size[1], size[0] * down / across)
    return max(
        _outside(box[0], box[2], (size[0] - width) / 2, width),
        _outside(box[1], box[3], (size[1] - height) / 2, height),
    )


def _outside(start: int, length: int, crop_start: float, crop_length: float) -> float:
    before = max(0.0, crop_start - start)
    behind = max(0.0, start + length - crop_start - crop_length)
    return (before + behind) / length
