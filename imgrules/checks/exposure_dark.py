from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext

LIGHT_BACKDROP = 70.0


class ExposureDark:
    """Product not too dark.

    What it measures: how light the lightest parts of the product are: the 95th percentile of the
    lightness L* on it, from 0 (black) to 100 (white).

    How: on the product without its rim, reduced to at most 850 px. A black product that is well
    lit still has lights on its folds and edges; in an underexposed picture there are none.

    Parameters: ``min_lightness``, the least L* that the lightest parts must reach.

    Limits: a deep black, matt product on a light backdrop cannot be told from one that lacks
    light, so there a person decides. Where the product cannot be told from the backdrop the whole
    picture is judged. Colours are read as sRGB.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "exposure.dark"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The least lightness allowed."""

        min_lightness: Annotated[
            float,
            Field(ge=0, le=100, description="Least L* (0-100) of the product's lightest parts."),
            ext.Stricter.UP,
        ] = 15.0

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks._tones import backdrop_lightness, percentiles, tones_of

        tones = tones_of(image)
        median, lightest = percentiles(tones.counts, 50, 95)
        return ext.Measurement(
            self.name,
            self.version,
            {
                "lightness": lightest,
                "median_lightness": median,
                "backdrop_lightness": backdrop_lightness(image.subject),
                "on_product": tones.trusted,
            },
            (tones.region,) if tones.trusted else (),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        value = measurement.number("lightness")
        measured = f"lightest parts at L* {value:.0f}"
        required = f"at least L* {params.min_lightness:.0f}"
        if value >= params.min_lightness:
            return ext.Judgement(ext.Outcome.PASS, measured, required)
        backdrop = measurement.values["backdrop_lightness"]
        if backdrop is not None and measurement.number("backdrop_lightness") >= LIGHT_BACKDROP:
            outcome, note = ext.Outcome.REVIEW, "a black product, or one without light on it"
        else:
            outcome, note = ext.Outcome.FAIL, "the picture is too dark"
        return ext.Judgement(outcome, measured, required, note, measurement.regions)
