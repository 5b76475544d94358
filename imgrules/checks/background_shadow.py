from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, cast

from pydantic import Field

from imgrules import ext
from imgrules.checks._trust import TRUSTED

if TYPE_CHECKING:
    from imgrules.images.areas import Area

VISIBLE = 0.0005
"""Share of the picture from which a shadow is one."""
SIDES = ("top", "right", "bottom", "left")


class BackgroundShadow:
    """Shadow on the background.

    What it measures: the share of the picture under a soft shadow, and the sides of the frame
    that a shadow reaches.

    How: a shadow is darker than the backdrop, has its hue, fades out towards it and gets darker
    only inwards; what has a sharp outline is product.

    Parameters: ``allowed``: ``none``, or ``contained`` for a shadow that stays inside the frame.

    Limits: hard-edged shadows count as product. Under 0.05 % of the picture nothing is called a
    shadow. On a cluttered backdrop the answer is ``review``.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "background.shadow"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """Which shadows are allowed."""

        allowed: Annotated[Literal["none", "contained"], ext.Ladder(("contained", "none"))] = Field(
            description="No shadow at all, or one that stays inside the frame."
        )

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.images.layers import size_of
        from imgrules.images.regions import boxes_in

        subject = image.subject
        shadow = subject.layers.shadow
        height, width = image.pixels.rgb.shape[:2]
        reached = _sides(shadow) if shadow else []
        values: dict[str, ext.Value] = {
            "share": round(shadow.count() / size_of(shadow), 5),
            "sides": cast("ext.Value", reached),
            "confidence": subject.confidence,
            "product_found": subject.box is not None,
        }
        factor = round(1 / subject.scale)
        regions = boxes_in(shadow, factor, (width, height), "shadow", most=10, least=4)
        return ext.Measurement(self.name, self.version, values, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        share = measurement.number("share")
        sides = cast("list[str]", measurement.values["sides"])
        visible = share >= VISIBLE
        fails = visible and (params.allowed == "none" or bool(sides))
        unsure = measurement.number("confidence") < TRUSTED
        note = f"it reaches the {', '.join(sides)}" if fails and sides else ""
        if unsure:
            note = "the product could not be told from its surroundings with certainty"
        outcome = ext.Outcome.FAIL if fails else ext.Outcome.PASS
        return ext.Judgement(
            ext.Outcome.REVIEW if unsure else outcome,
            measured=f"shadow on {100 * share:.1f} % of the picture" if visible else "no shadow",
            required="no shadow" if params.allowed == "none" else "no shadow at the frame's edge",
            note=note,
            regions=measurement.regions if fails or unsure else (),
        )


def _sides(shadow: Area) -> list[str]:
    """Name the sides that a piece of shadow reaches, give or take a working pixel."""
    from imgrules.images.areas import area_of
    from imgrules.images.working import band_mask

    rows, columns = shadow.shape
    found = shadow.pieces()
    large = found.areas() >= VISIBLE * rows * columns
    near = shadow & area_of(band_mask(shadow.shape, 2))
    touching = found.select(large & found.touching(near)).mask()
    edges = (touching[:2], touching[:, -2:], touching[-2:], touching[:, :2])
    return [side for side, edge in zip(SIDES, edges, strict=True) if edge.any()]
