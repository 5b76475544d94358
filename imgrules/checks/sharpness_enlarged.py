from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext

SURE = 1.5
"""Beyond this many times the limit it is a failure; between, a person looks."""


class SharpnessEnlarged:
    """Not enlarged from a smaller picture.

    What it measures: the factor by which the picture seems to have been enlarged: 1 where edges
    and detail reach the pixel.

    How: at full size, by two signs. The sharpest quarter of the product's edges, its outline as
    well: enlarging makes each of them wider in proportion, whatever the method. And the detail in
    up to 48 blocks of 64 × 64 px with most contrast: that of real things falls off evenly with
    its fineness, that of an enlarged picture breaks off at the size of the original's pixels.
    Missing detail is believed up to twice what the edges say; where there are too few edges
    (under 60 px of them) it decides alone. Of a large product the edges in 24 tiles of
    64 × 64 px are read, spread over it, and in up to 256 where these are not all sharp; where they
    are, the detail is read at full size alone, else in a half and a quarter of it as well.

    Parameters: ``max_factor``, the largest factor that passes. Up to one and a half times that a
    person decides; above, the picture fails.

    Limits: the estimate is coarse (about a third either way; Lanczos reads lower than bilinear)
    and does not tell an enlargement from a soft lens or blur. Enlargements of less than 2 mostly
    pass, as do some of 2 (of smooth products even 3 by Lanczos), and those that a program
    sharpened or filled with invented detail. Fine noise added later reads as sharp. A picture
    with neither edges nor contrast goes to a person, and so does a soft one where the product
    cannot be told from its surroundings: it may be soft on purpose.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "sharpness.enlarged"
    version: ClassVar[int] = 5
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
        from imgrules.checks._enlarging import enlarging_of
        from imgrules.checks._on_subject import product_of

        product = product_of(image)
        found = enlarging_of(product)
        values: dict[str, ext.Value] = {
            "factor": found.factor,
            "edges": found.edges,
            "blocks": found.blocks,
            "on_product": product.trusted,
        }
        regions = (product.region,) if product.trusted else ()
        return ext.Measurement(self.name, self.version, values, regions)

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
        if not measurement.values.get("on_product", True):
            outcome, note = ext.Outcome.REVIEW, "soft throughout, as far as the product can be told"
        elif factor <= SURE * params.max_factor:
            outcome, note = ext.Outcome.REVIEW, "soft, or enlarged from a smaller picture"
        else:
            outcome, note = ext.Outcome.FAIL, "enlarged from a smaller picture, or badly blurred"
        return ext.Judgement(outcome, measured, required, note, measurement.regions)
