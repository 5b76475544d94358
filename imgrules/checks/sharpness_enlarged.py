from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._detail import detail_of
from imgrules.checks._on_subject import erode, product_view

SURE = 1.5
"""Beyond this many times the limit it is a failure; between, a person looks."""


class SharpnessEnlarged:
    """Not enlarged from a smaller picture.

    What it measures: the factor by which the picture could be made smaller without losing detail
    on the product. 1 means that detail reaches the pixel; an enlargement of 3 shows about 3.

    How: at full size, on up to 96 blocks of 64 × 64 px with most contrast, inside the product's
    outline. Detail of real things falls off evenly with its fineness; in an enlarged picture it
    breaks off at the size of the original's pixels. Reduced copies are looked at as well, so that
    large factors are seen.

    Parameters: ``max_factor``, the largest factor that passes. Up to one and a half times that a
    person decides; above, the picture fails.

    Limits: the estimate is coarse (about a fifth either way) and says how much detail there is,
    not how it was lost: a soft lens or strong noise reduction looks like an enlargement of up to
    1.7. Enlargements of less than 2 mostly pass, and so does one that a program filled with
    invented detail. A product too plain or too small (fewer than three blocks with contrast) goes
    to a person.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "sharpness.enlarged"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The largest factor allowed."""

        max_factor: Annotated[
            float,
            Field(ge=1, description="Largest enlargement that passes; 1 is none."),
            ext.Stricter.DOWN,
        ] = 1.7

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        view = product_view(image)
        found = detail_of(view.grey, erode(view.mask, 2) if view.trusted else view.mask)
        return ext.Measurement(
            self.name,
            self.version,
            {"factor": found.factor, "blocks": found.blocks, "on_product": view.trusted},
            (view.region,) if view.trusted else (),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"at most {params.max_factor:.1f} times"
        if measurement.values["factor"] is None:
            note = "too little texture to judge whether it was enlarged"
            return ext.Judgement(ext.Outcome.REVIEW, "too plain", required, note)
        factor = measurement.number("factor")
        if factor <= params.max_factor:
            measured = f"{factor:.1f} times"
            return ext.Judgement(ext.Outcome.PASS, measured, required)
        measured = f"about {factor:.1f} times: as much detail as 1/{factor:.1f} of the size holds"
        if factor <= SURE * params.max_factor:
            outcome, note = ext.Outcome.REVIEW, "soft, or enlarged from a smaller picture"
        else:
            outcome, note = ext.Outcome.FAIL, "enlarged from a smaller picture, or badly blurred"
        return ext.Judgement(outcome, measured, required, note, measurement.regions)
