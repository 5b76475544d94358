from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imgrules import ext


class SharpnessFocus:
    """Product in focus.

    What it measures: how soft the edges of the product are, as the sigma of the blur in pixels of
    a product 1000 px long (``blur_px``), and the score 1 / (1 + ``blur_px``): 1 is sharp, 0.5 a
    blur of 1 px in 1000, 0.2 of 4 px.

    How: the product is cut out along its bounding box and brought to at most 1000 px; where halving
    brings it to 850 px and more and it is surely sharp there, that will do. Of a large one 24 to
    256 tiles of 64 × 64 px are read, spread over it. The blur of each edge is read from how much
    its gradient falls when it is blurred once more by a known amount, and the sharpest quarter of
    the edges counts: a shallow depth of field is no fault. The outline is left out, because a
    cut-out is sharp around a blurred product; it is used when there is nothing to read inside.
    White around the product and the size of the picture do not matter.

    Parameters: ``min_score``, the lowest score that passes.

    Limits: a smooth product (fewer than 60 edge pixels inside, or only shading) with a soft outline
    goes to a person, as does one without any edge. Blur under about one pixel cannot be told from
    sampling, so a blurred product shown under some 300 px long may pass. Motion blur
    along one direction is underrated. Where the product cannot be told from the backdrop, the
    sharpest part of the whole picture is judged. Grain and printed screens look like sharp detail.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "sharpness.focus"
    version: ClassVar[int] = 4
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The lowest score allowed."""

        min_score: Annotated[
            float,
            Field(gt=0, le=1, description="Lowest score that passes; 1 is sharp, 0 shapeless."),
            ext.Stricter.UP,
        ] = 0.45

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks._focus import focus_of
        from imgrules.checks._on_subject import product_of

        product = product_of(image)
        found = focus_of(product)
        blur = found.blur
        return ext.Measurement(
            self.name,
            self.version,
            {
                "score": None if blur is None else round(1 / (1 + blur), 3),
                "blur_px": None if blur is None else round(blur, 2),
                "evidence": found.evidence,
                "edges": found.edges,
                "measured_px": found.size,
            },
            (product.region,) if product.trusted else (),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = f"a sharpness of at least {params.min_score:.2f}"
        if measurement.values["score"] is None:
            note = "no edges to judge the focus by"
            return ext.Judgement(ext.Outcome.REVIEW, "no edges", required, note)
        score, blur = measurement.number("score"), measurement.number("blur_px")
        measured = f"{score:.2f} (edges {blur:.1f} px soft on a 1000 px product)"
        if score >= params.min_score:
            return ext.Judgement(ext.Outcome.PASS, measured, required)
        if measurement.text("evidence") == "outline":
            note = "only the outline could be judged, and it is soft"
            return ext.Judgement(ext.Outcome.REVIEW, measured, required, note, measurement.regions)
        note = "the product is out of focus"
        return ext.Judgement(ext.Outcome.FAIL, measured, required, note, measurement.regions)
