from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from imgrules import ext

if TYPE_CHECKING:
    from imgrules.checks._edge_blur import EdgeBlur
    from imgrules.checks._on_subject import LumaView

LONG_SIDE = 1000
SAMPLING = 0.9
"""Edges of sharp pictures measure up to this many pixels, from sampling and resizing alone."""
SHADING = 15.0
"""Edges softer than this, on a product 1000 px long, are the shading of a smooth one."""


class SharpnessFocus:
    """Product in focus.

    What it measures: how soft the edges of the product are, as the sigma of the blur in pixels of
    a product 1000 px long (``blur_px``), and the score 1 / (1 + ``blur_px``): 1 is sharp, 0.5 a
    blur of 1 px in 1000, 0.2 of 4 px.

    How: the product is cut out along its bounding box and brought to at most 1000 px. The blur of
    each edge is read from how much its gradient falls when it is blurred once more by a known
    amount, and the sharpest quarter of the edges counts: a shallow depth of field is no fault. The
    outline is left out, because a cut-out is sharp around a blurred product; it is used when there
    is nothing to read inside. White around the product and the size of the picture do not matter.

    Parameters: ``min_score``, the lowest score that passes.

    Limits: a smooth product (fewer than 60 edge pixels inside, or only shading) with a soft outline
    goes to a person, as does one without any edge. Blur under about one pixel cannot be told from
    sampling, so a blurred product shown under some 300 px long may pass. Motion blur
    along one direction is underrated. Where the product cannot be told from the backdrop, the
    sharpest part of the whole picture is judged. Grain and printed screens look like sharp detail.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "sharpness.focus"
    version: ClassVar[int] = 2
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
        from imgrules.checks._on_subject import luma_view

        view = luma_view(image, LONG_SIDE)
        evidence, found = _read(view)
        size = max(view.luma.shape)
        blur = _in_thousandths(found.sigma, size)
        return ext.Measurement(
            self.name,
            self.version,
            {
                "score": None if blur is None else round(1 / (1 + blur), 3),
                "blur_px": None if blur is None else round(blur, 2),
                "evidence": evidence,
                "edges": found.edges,
                "measured_px": size,
            },
            (view.region,) if view.trusted else (),
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


def _read(view: LumaView) -> tuple[str, EdgeBlur]:
    import cv2
    import numpy as np

    from imgrules.checks._edge_blur import edge_blur
    from imgrules.checks._on_subject import erode

    grey = view.luma
    if not view.trusted:
        return "picture", edge_blur(grey, view.mask)
    inset = max(3, max(view.luma.shape) // 50)
    inside = edge_blur(grey, erode(view.mask, inset))
    if inside.sigma is not None and inside.sigma * 1000 / max(view.luma.shape) < SHADING:
        return "inside", inside
    grown = cv2.dilate(view.mask.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.bool_)
    outline = edge_blur(grey, grown)
    return ("outline" if outline.sigma is not None else "none"), outline


def _in_thousandths(sigma: float | None, size: int) -> float | None:
    """Blur beyond what sampling explains, for a product 1000 px long."""
    if sigma is None:
        return None
    return math.sqrt(max(0.0, sigma * sigma - SAMPLING * SAMPLING)) * 1000 / size
