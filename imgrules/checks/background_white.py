from __future__ import annotations

from typing import Annotated, ClassVar, Literal, cast

from pydantic import Field

from imgrules import ext
from imgrules.checks import _areas
from imgrules.checks._areas import Levels
from imgrules.checks._white_verdict import Verdict, require


class BackgroundWhite:
    """Pure white background.

    What it measures: how much of what is not product is exactly white (255, 255, 255), how dark
    the darkest of it is, how far its typical colour is from white (ΔE, CIEDE2000), and what kind
    of problem it is: ``uniform off-white``, ``gradient or vignette``, ``shadow inside the
    frame``, ``shadow reaching the edge``, ``leftover islands``, ``off-white hole``,
    ``coloured backdrop``, ``real backdrop`` or ``drawn frame``.

    How: the product is found at reduced size; then every pixel outside it is counted at full
    size, in the border band (1 % of the short side), the background connected to it, holes of
    the product (rings, handles, bracelets) and shadows. A rim round the product where JPEG
    disturbs white is left out: 7 px at 4:4:4, 14 px with chroma subsampling or another lossy
    format, 2 px for lossless files. Transparency is judged as it will be flattened: on white.

    Parameters: ``tolerance`` levels under 255 still count as white; ``min_share`` of white
    pixels each of band, background and holes must reach; ``contained_shadow`` says whether a
    soft shadow that stays inside the frame is allowed, needs a look or is refused, and
    ``max_shadow_share`` of the picture above which even an allowed one needs a look. The rim of
    a cut-out may hold faint traces (13 px beyond the rim, no darker than 240, under 5 % of it),
    the rest of the picture 0.008 % no darker than 250.

    Limits: where less than 60 % of the frame's edge shows the backdrop, a cropped product cannot
    be told from scenery, and the answer is ``review``. A hard-edged shadow counts as product. An
    enclosed white area of a product (a label) is not judged unless only a thin wall surrounds it.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "background.white"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """What still counts as white."""

        tolerance: Annotated[int, Field(ge=0, le=254), ext.Stricter.DOWN] = Field(
            default=0, description="Levels under 255 that still count as white."
        )
        min_share: Annotated[float, Field(gt=0, le=1), ext.Stricter.UP] = Field(
            default=1.0, description="Least share of white pixels, 0-1, in band and background."
        )
        contained_shadow: Annotated[
            Literal["allow", "review", "refuse"], ext.Ladder(("allow", "review", "refuse"))
        ] = Field(default="refuse", description="A soft shadow that stays inside the frame.")
        max_shadow_share: Annotated[float, Field(ge=0, le=1), ext.Stricter.DOWN] = Field(
            default=0.05, description="Share of the picture above which a shadow needs a look."
        )

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks import _white_kinds
        from imgrules.images.rim import rim_px
        from imgrules.images.subject import working_picture
        from imgrules.images.whiteness import measure_whiteness

        subject, pixels = image.subject, image.pixels
        height, width = pixels.rgb.shape[:2]
        whiteness = measure_whiteness(pixels.rgb, subject, rim_px(image.header))
        problem = _white_kinds.describe(
            whiteness, subject, working_picture(subject, pixels.rgb), (width, height)
        )
        areas = {name: _areas.to_value(levels) for name, levels in whiteness.areas.items()}
        values: dict[str, ext.Value] = {
            "areas": {**areas, "band": _areas.to_value(whiteness.band)},
            "pixels": width * height,
            "kind": problem.kind,
            "kinds": list(problem.kinds),
            "off_white": list(problem.colour) if problem.colour else None,
            "delta_e": problem.delta_e,
            "backdrop": subject.backdrop.kind,
            "backdrop_share": subject.backdrop.share,
            "confidence": subject.confidence,
            "product_found": subject.box is not None,
            "transparent": pixels.alpha is not None,
            "framed": bool(subject.frame),
        }
        return ext.Measurement(self.name, self.version, values, problem.regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        stored = cast("dict[str, ext.Value]", measurement.values["areas"])
        areas = {name: Levels.of(value) for name, value in stored.items()}
        verdict = Verdict(measurement, params, areas)
        return ext.Judgement(
            verdict.outcome,
            measured=verdict.say(),
            required=require(params),
            note=verdict.note,
            regions=verdict.regions,
        )
