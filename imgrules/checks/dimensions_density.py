from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext


class DimensionsDensity:
    """Print density stated in the file.

    What it measures: pixels per inch the file states, the smaller of both directions.

    How: from the JFIF, PNG or EXIF density; no pixel is decoded.

    Parameters: ``min_dpi``, inclusive.

    Limits: the number is only a wish for printing: it says nothing about detail, and any program
    can change it without touching a pixel. A file that states none goes to review.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "dimensions.density"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Lower bound."""

        min_dpi: Annotated[
            float, Field(gt=0, description="Least pixels per inch."), ext.Stricter.UP
        ]

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        dpi = image.header.dpi
        stated = round(min(dpi), 2) if dpi else None
        return ext.Measurement(self.name, self.version, {"dpi": stated})

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"at least {params.min_dpi:g} dpi"
        if measurement.values["dpi"] is None:
            return ext.Judgement(
                ext.Outcome.REVIEW, "none stated", required, "the file states no density"
            )
        dpi = measurement.number("dpi")
        # Densities in pixels per metre or centimetre come back a hair below the whole number.
        outcome = ext.Outcome.PASS if dpi >= params.min_dpi - 0.05 else ext.Outcome.FAIL
        return ext.Judgement(outcome, f"{dpi:g} dpi", required)
