from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._trust import doubt, review


class SubjectCentered:
    """Product in the middle of the picture.

    What it measures: how far the middle of the product's box lies from the picture's, across as
    a share of the width and down as a share of the height.

    How: from the bounding box of the product; soft shadows do not count.

    Parameters: ``max_offset``, the largest of the two shares allowed (0.05 is 5 %).

    Limits: the box's middle is not the product's visual weight. On a cluttered backdrop the answer
    is ``review``.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "subject.centered"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How far off the middle the product may be."""

        max_offset: Annotated[float, ext.Stricter.DOWN] = Field(
            ge=0, le=0.5, description="Share of the width or height, 0-0.5."
        )

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        subject, box = image.subject, image.subject.box
        height, width = image.pixels.rgb.shape[:2]
        across = (box.x + box.width / 2) / width - 0.5 if box else 0.0
        down = (box.y + box.height / 2) / height - 0.5 if box else 0.0
        values: dict[str, ext.Value] = {
            "across": round(across, 4),
            "down": round(down, 4),
            "product_found": box is not None,
            "confidence": subject.confidence,
        }
        regions = (
            () if box is None else (ext.Region(box.x, box.y, box.width, box.height, "product"),)
        )
        return ext.Measurement(self.name, self.version, values, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"at most {100 * params.max_offset:g} % off the middle"
        why = doubt(measurement)
        if why:
            return review(measurement, why, required)
        across, down = measurement.number("across"), measurement.number("down")
        offset = max(abs(across), abs(down))
        fails = offset > params.max_offset
        return ext.Judgement(
            ext.Outcome.FAIL if fails else ext.Outcome.PASS,
            measured=f"{100 * offset:.1f} % off the middle",
            required=required,
            note=_direction(across, down) if fails else "",
            regions=measurement.regions if fails else (),
        )


def _direction(across: float, down: float) -> str:
    if abs(across) >= abs(down):
        return "too far right" if across > 0 else "too far left"
    return "too low" if down > 0 else "too high"
