from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from imgrules import ext
from imgrules.checks._trust import doubt, review

if TYPE_CHECKING:
    from imgrules.images.areas import Area
    from imgrules.images.subject import Subject
    from imgrules.images.working import Working

PALE, SEEN = 220, 252
"""Darkest channel of what a cut-out leaves behind; lighter is not seen, darker is a thing."""
TRACE = 240
"""Next to the product only what is darker counts."""
EVEN = 20
"""Spread of a halo's levels; a white product's own edge is shaded."""
LEAST = 4
"""Working px of the smallest island."""


class BackgroundResidue:
    """Remains of the old background.

    What it measures: pale islands (darkest channel 220 to 252) apart from the product on a white
    or near-white background, and the share of the product's outline with a pale halo round it.

    How: islands are connected pieces that differ from the backdrop, are neither product nor soft
    shadow. A halo is a pale band (darkest channel 210 to 248) at most 2 % of the long side wide
    of even tone between an exactly white background and a hard edge of the product.

    Parameters: ``max_islands``, the most islands; ``max_halo_share``, the share of the outline
    that may have a halo.

    Limits: says nothing on a coloured or real backdrop (``pass`` with a note). A flat white
    rim that belongs to the product looks like a halo.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "background.residue"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How many remains are allowed."""

        max_islands: Annotated[int, ext.Stricter.DOWN] = Field(
            default=0, ge=0, description="Most pale islands."
        )
        max_halo_share: Annotated[float, ext.Stricter.DOWN] = Field(
            default=0.6, ge=0, le=1, description="Share of the outline that may have a halo, 0-1."
        )

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.images.halo import find_halo
        from imgrules.images.regions import boxes_in
        from imgrules.images.rim import TRACES, rim_px
        from imgrules.images.subject import working_picture

        subject, rgb = image.subject, image.pixels.rgb
        work = working_picture(subject, rgb)
        size = (rgb.shape[1], rgb.shape[0])
        white = subject.backdrop.kind in ("white", "near-white")
        rim = -(-(rim_px(image.header) + TRACES) // work.factor)
        islands = _islands(subject, work, rim) if white else None
        halo = find_halo(work, subject) if subject.backdrop.kind == "white" else None
        values: dict[str, ext.Value] = {
            "white_backdrop": white,
            "islands": islands.pieces().count - 1 if islands else 0,
            "halo_share": halo.share if halo else 0.0,
            "halo_spread": halo.spread if halo else 0.0,
            "product_found": subject.box is not None,
            "confidence": subject.confidence,
        }
        regions = boxes_in(islands, work.factor, size, "island", most=12) if islands else ()
        if halo is not None:
            regions += boxes_in(halo.area, work.factor, size, "halo", most=6, least=8)
        return ext.Measurement(self.name, self.version, values, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = _require(params)
        if not measurement.values["white_backdrop"]:
            return ext.Judgement(ext.Outcome.PASS, required=required, note="not a white background")
        islands = int(measurement.number("islands"))
        halo = measurement.number("halo_share")
        even = measurement.number("halo_spread") <= EVEN
        causes = [
            *(["island"] if islands > params.max_islands else []),
            *(["halo"] if halo > params.max_halo_share and even else []),
        ]
        why = doubt(measurement)
        if why:
            return review(measurement, why, required)
        return ext.Judgement(
            ext.Outcome.FAIL if causes else ext.Outcome.PASS,
            measured=f"{islands} islands, halo on {100 * halo:.0f} % of the outline",
            required=required,
            note=_words(causes),
            regions=tuple(region for region in measurement.regions if region.label in causes),
        )


def _require(params: BackgroundResidue.Params) -> str:
    islands = f"at most {params.max_islands} islands" if params.max_islands else "no islands"
    return f"{islands}, halo on at most {100 * params.max_halo_share:g} %"


def _words(causes: list[str]) -> str:
    words = {"island": "leftover islands", "halo": "a pale outline round the product"}
    return " and ".join(words[cause] for cause in causes)


def _islands(subject: Subject, work: Working, rim: int) -> Area | None:
    """Keep pieces apart from the product whose darkest pixel is still pale, yet to be seen.

    Within ``rim`` working px of the product the palest are what compression leaves.
    """
    apart = subject.layers.islands
    if not apart:
        return None
    found = apart.pieces()
    darkest = ~found.peaks(work.from_white)
    seen = (darkest >= PALE) & (darkest <= SEEN) & (found.areas() >= LEAST)
    away = found.touching(apart - subject.layers.product.grown(rim))
    return found.select(seen & (away | (darkest < TRACE)))
