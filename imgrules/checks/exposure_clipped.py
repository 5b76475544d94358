from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from imgrules import ext

if TYPE_CHECKING:
    from imgrules.checks._tones import Tones
    from imgrules.images.areas import Area

BLOWN = 254
CRUSHED = 1
WHITE_PRODUCT = 80.0
"""A product whose unclipped parts have this median L* is a white one."""
MOST_REGIONS = 5


class ExposureClipped:
    """Detail not lost to white or black.

    What it measures: the share of the product that is blown out (all channels at 254 or 255) and
    the share that is crushed (all at 0 or 1); the larger of the two counts.

    How: on the product without its rim, averaged to at most 850 px, so that single bright
    pixels do not count. The backdrop is left out, white as it must be.

    Parameters: ``max_share``, the largest share allowed. Glints on metal and glass stay far below
    the default.

    Limits: a white product retouched to pure white goes to a person, as does a picture whose
    product cannot be told from the backdrop. Parts blown so far that they melt into a white
    backdrop are no longer found as product and are not counted.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "exposure.clipped"
    version: ClassVar[int] = 2
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The largest clipped share allowed."""

        max_share: Annotated[
            float,
            Field(ge=0, le=1, description="Largest share of the product lost to white or black."),
            ext.Stricter.DOWN,
        ] = 0.25

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.checks._tones import percentiles, tones_of
        from imgrules.images.areas import at_least

        tones = tones_of(image)
        blown = tones.area & at_least(tones.darkest, BLOWN)
        crushed = tones.area - at_least(tones.lightest, CRUSHED + 1)
        total = max(1, tones.area.count())
        shares = round(blown.count() / total, 4), round(crushed.count() / total, 4)
        rest = tones.area - blown - crushed
        median = percentiles(rest.histogram(tones.lightness), 50)[0] if rest else None
        return ext.Measurement(
            self.name,
            self.version,
            {
                "blown": shares[0],
                "crushed": shares[1],
                "share": max(shares),
                "rest_lightness": median,
                "on_product": tones.trusted,
            },
            _largest(blown if shares[0] >= shares[1] else crushed, tones),
        )

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        share = measurement.number("share")
        lost = "white" if measurement.number("blown") >= measurement.number("crushed") else "black"
        measured = f"{share:.1%} of the product is pure {lost}"
        required = f"at most {params.max_share:.1%}"
        if share <= params.max_share:
            return ext.Judgement(ext.Outcome.PASS, measured, required)
        outcome, note = _explain(measurement, lost)
        return ext.Judgement(outcome, measured, required, note, measurement.regions)


def _explain(measurement: ext.Measurement, lost: str) -> tuple[ext.Outcome, str]:
    if not measurement.values["on_product"]:
        return ext.Outcome.REVIEW, "the product could not be told from the backdrop"
    rest = measurement.values["rest_lightness"]
    if lost == "white" and (rest is None or measurement.number("rest_lightness") >= WHITE_PRODUCT):
        return ext.Outcome.REVIEW, "a white product, or one blown out"
    return ext.Outcome.FAIL, f"detail is lost to {lost}"


def _largest(area: Area, tones: Tones) -> tuple[ext.Region, ...]:
    pieces = area.pieces()
    sizes = pieces.areas().tolist()
    boxes = {label: pieces.box(label) for label in range(1, pieces.count)}
    order = sorted(boxes, key=lambda label: (-sizes[label], boxes[label]))
    return tuple(_full_size(boxes[label], tones) for label in order[:MOST_REGIONS])


def _full_size(box: tuple[int, int, int, int], tones: Tones) -> ext.Region:
    left, top, width, height = (value * tones.factor for value in box)
    region = tones.region
    return ext.Region(region.x + left, region.y + top, max(1, width), max(1, height))
