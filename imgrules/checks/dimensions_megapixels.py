from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import judge_bounds, require_any


class DimensionsMegapixels:
    """Pixels in total.

    What it measures: width times height, in millions of pixels.

    How: from the file's header; no pixel is decoded.

    Parameters: ``min_mp`` and ``max_mp``, both inclusive; at least one.

    Limits: a long narrow picture can have many pixels and still be too small to show well.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.megapixels"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Bounds; at least one."""

        min_mp: Annotated[
            float | None, Field(ge=0, description="Fewest megapixels."), ext.Stricter.UP
        ] = None
        max_mp: Annotated[
            float | None, Field(ge=0, description="Most megapixels."), ext.Stricter.DOWN
        ] = None

        _any = require_any("min_mp", "max_mp")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        return ext.Measurement(
            self.name,
            self.version,
            {
                "width": header.width,
                "height": header.height,
                "mp": round(header.width * header.height / 1e6, 6),
            },
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        return judge_bounds(
            measurement.number("mp"),
            low=params.min_mp,
            high=params.max_mp,
            unit="megapixels",
            digits=2,
        )
