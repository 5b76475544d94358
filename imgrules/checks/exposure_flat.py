from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext

HAZE = 3.0
"""A picture whose whole range is under this many times the limit is hazy all over."""


class ExposureFlat:
    """Product with enough contrast.

    What it measures: the range of lightness on the product: L* at the 95th percentile less L* at
    the 5th, from 0 (one flat tone) to 100.

    How: on the product without its rim, reduced to at most 850 px; the range of the whole picture
    (1st to 99th percentile) is measured as well.

    Parameters: ``min_contrast``, the least range in L*.

    Limits: a plain product of one colour under soft light is flat by nature; as long as the
    picture as a whole has contrast, a person decides. Colours are read as sRGB.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "exposure.flat"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The least contrast allowed."""

        min_contrast: Annotated[
            float,
            Field(ge=0, le=100, description="Least range of lightness on the product, in L*."),
            ext.Stricter.UP,
        ] = 6.0

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks._tones import percentiles, tones_of, whole_picture

        tones = tones_of(image)
        low, high = percentiles(tones.counts, 5, 95)
        darkest, lightest = percentiles(whole_picture(image), 1, 99)
        return ext.Measurement(
            self.name,
            self.version,
            {
                "contrast": round(high - low, 1),
                "picture_contrast": round(lightest - darkest, 1),
                "on_product": tones.trusted,
            },
            (tones.region,) if tones.trusted else (),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        value = measurement.number("contrast")
        measured = f"a range of {value:.1f} L*"
        required = f"at least {params.min_contrast:.1f} L*"
        if value >= params.min_contrast:
            return ext.Judgement(ext.Outcome.PASS, measured, required)
        if measurement.number("picture_contrast") >= HAZE * params.min_contrast:
            outcome, note = ext.Outcome.REVIEW, "a plain product, or one without shading"
        else:
            outcome, note = ext.Outcome.FAIL, "the picture is flat all over"
        return ext.Judgement(outcome, measured, required, note, measurement.regions)
