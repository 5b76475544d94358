from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import judge_bounds


class DimensionsSum:
    """Width and height together.

    What it measures: width plus height, in pixels.

    How: from the file's header; no pixel is decoded.

    Parameters: ``max_px``, inclusive.

    Limits: none known.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.sum"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Upper bound."""

        max_px: Annotated[
            int,
            Field(ge=2, description="Most pixels width and height may add up to."),
            ext.Stricter.DOWN,
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        return ext.Measurement(
            self.name,
            self.version,
            {"width": header.width, "height": header.height, "px": header.width + header.height},
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        return judge_bounds(measurement.number("px"), low=None, high=params.max_px, unit="px")
