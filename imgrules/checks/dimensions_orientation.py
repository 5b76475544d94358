from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imgrules import ext


class DimensionsOrientation:
    """Landscape, square or portrait.

    What it measures: whether the picture is wider than tall, as a viewer shows it (EXIF orientation
    applied).

    How: from the file's header; no pixel is decoded.

    Parameters: ``allowed``, any of ``landscape``, ``square``, ``portrait``.

    Limits: a picture one pixel off square is landscape or portrait.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.orientation"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The shapes allowed."""

        allowed: Annotated[
            list[Literal["landscape", "square", "portrait"]],
            Field(min_length=1, description="Shapes allowed."),
            ext.Stricter.FEWER,
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        header = image.header
        shape = "square"
        if header.width != header.height:
            shape = "landscape" if header.width > header.height else "portrait"
        values: dict[str, ext.Value] = {
            "width": header.width,
            "height": header.height,
            "shape": shape,
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        shape = measurement.text("shape")
        width, height = measurement.number("width"), measurement.number("height")
        outcome = ext.Outcome.PASS if shape in params.allowed else ext.Outcome.FAIL
        return ext.Judgement(
            outcome, f"{shape}, {width:.0f} × {height:.0f} px", " or ".join(params.allowed)
        )
