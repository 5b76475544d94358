from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext

_ONE_SIZE = ext.Directionless("another size is neither stricter nor more lenient")


class DimensionsExact:
    """Exact width and height.

    What it measures: width and height in pixels, as a viewer shows the picture (EXIF orientation
    applied).

    How: from the file's header; no pixel is decoded.

    Parameters: ``width``, ``height``; ``tolerance_px``, how far each may be off.

    Limits: none known.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.exact"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The size demanded."""

        width: Annotated[int, Field(ge=1, description="Pixels across."), _ONE_SIZE]
        height: Annotated[int, Field(ge=1, description="Pixels down."), _ONE_SIZE]
        tolerance_px: Annotated[
            int, Field(ge=0, description="Pixels each side may be off."), ext.Stricter.DOWN
        ] = 0

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        values: dict[str, ext.Value] = {"width": header.width, "height": header.height}
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        width, height = int(measurement.number("width")), int(measurement.number("height"))
        off = max(abs(width - params.width), abs(height - params.height))
        required = f"{params.width} × {params.height} px"
        if params.tolerance_px:
            required += f" ± {params.tolerance_px} px"
        outcome = ext.Outcome.PASS if off <= params.tolerance_px else ext.Outcome.FAIL
        return ext.Judgement(outcome, f"{width} × {height} px", required)
