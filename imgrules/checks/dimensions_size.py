from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._bounds import require_any
from imgrules.checks._size import judge_size, limits_of


class DimensionsSize:
    """Width and height, each within its own bounds.

    What it measures: width and height in pixels, as a viewer shows the picture (EXIF orientation
    applied).

    How: from the file's header; no pixel is decoded.

    Parameters: ``min_width``, ``min_height``, ``max_width``, ``max_height``, all inclusive; at
    least one.

    Limits: says nothing about real detail; an enlarged thumbnail passes (``sharpness.enlarged``).
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.size"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Bounds of both sides; at least one."""

        min_width: Annotated[
            int | None, Field(ge=1, description="Fewest pixels across."), ext.Stricter.UP
        ] = None
        min_height: Annotated[
            int | None, Field(ge=1, description="Fewest pixels down."), ext.Stricter.UP
        ] = None
        max_width: Annotated[
            int | None, Field(ge=1, description="Most pixels across."), ext.Stricter.DOWN
        ] = None
        max_height: Annotated[
            int | None, Field(ge=1, description="Most pixels down."), ext.Stricter.DOWN
        ] = None

        _any = require_any("min_width", "min_height", "max_width", "max_height")

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        values: dict[str, ext.Value] = {"width": header.width, "height": header.height}
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        width, height = int(measurement.number("width")), int(measurement.number("height"))
        return judge_size(width, height, limits_of(params))
