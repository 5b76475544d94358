from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._ratio import Ratio, parse_ratio, say_shape


class DimensionsAspectRatio:
    """Shape of the picture: width to height.

    What it measures: width divided by height, as a viewer shows the picture (EXIF orientation
    applied).

    How: from the file's header; no pixel is decoded.

    Parameters: ``ratio``, width to height as ``"1:1"`` or ``"1:1.44"``; ``tolerance``, how far the
    shape may be off, as a share (0.01 is 1 %).

    Limits: in a small picture one pixel is more than a tight tolerance allows.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.aspect_ratio"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The shape demanded."""

        ratio: Annotated[
            Ratio,
            Field(description='Width to height, such as "1:1" or "3:4".'),
            ext.Directionless("another shape is neither stricter nor more lenient"),
        ]
        tolerance: Annotated[
            float,
            Field(ge=0, le=1, description="How far off it may be, as a share."),
            ext.Stricter.DOWN,
        ] = 0.01

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        return ext.Measurement(
            self.name,
            self.version,
            {
                "width": header.width,
                "height": header.height,
                "ratio": round(header.width / header.height, 6),
            },
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        width, height = measurement.number("width"), measurement.number("height")
        wanted = parse_ratio(params.ratio)
        off = abs(width / height / wanted - 1)
        required = f"{params.ratio} ± {params.tolerance:.3g}" if params.tolerance else params.ratio
        if off <= params.tolerance + 1e-9:
            return ext.Judgement(ext.Outcome.PASS, say_shape(width, height), required)
        note = "too wide" if width / height > wanted else "too tall"
        return ext.Judgement(ext.Outcome.FAIL, say_shape(width, height), required, note)
