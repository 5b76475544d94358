from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import judge_bounds, require_any


class DimensionsShortEdge:
    """Shortest side of the picture.

    What it measures: the smaller of width and height, in pixels, as a viewer shows the picture
    (EXIF orientation applied).

    How: from the file's header; no pixel is decoded.

    Parameters: ``min_px`` and ``max_px``, both inclusive; at least one.

    Limits: says nothing about real detail; an enlarged thumbnail passes (``sharpness.enlarged``).
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.short_edge"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Bounds; at least one."""

        min_px: Annotated[
            int | None,
            Field(ge=1, description="Fewest pixels the shortest side may have."),
            ext.Stricter.UP,
        ] = None
        max_px: Annotated[
            int | None,
            Field(ge=1, description="Most pixels the shortest side may have."),
            ext.Stricter.DOWN,
        ] = None

        _any = require_any("min_px", "max_px")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        return ext.Measurement(
            self.name,
            self.version,
            {
                "width": header.width,
                "height": header.height,
                "px": min(header.width, header.height),
            },
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        return judge_bounds(
            measurement.number("px"), low=params.min_px, high=params.max_px, unit="px"
        )
