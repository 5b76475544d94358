from __future__ import annotations

from typing import Annotated, ClassVar, Literal, cast

from pydantic import Field

from imgrules import ext
from imgrules.checks._trust import doubt, review


class SubjectCropped:
    """Product cut off by the frame.

    What it measures: on which sides the product touches the frame, and the share of the frame's
    whole edge it touches; per side whether the product fades out towards it.

    How: the outermost row or column of pixels on each side that belongs to the product.

    Parameters: ``max_contact``, the share of the edge that may be touched (0 for none);
    ``faded`` says whether sides on which the product fades out are allowed.

    Limits: a product that is meant to reach the frame (a model's legs, a strip of fabric) looks
    the same as one cut off by mistake. On a cluttered backdrop the answer is ``review``.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "subject.cropped"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.SUBJECT
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """How much of the frame's edge the product may touch."""

        max_contact: Annotated[float, ext.Stricter.DOWN] = Field(
            default=0.0, ge=0, le=1, description="Share of the frame's edge it may touch, 0-1."
        )
        faded: Annotated[Literal["allow", "refuse"], ext.Ladder(("allow", "refuse"))] = Field(
            default="refuse", description="Sides on which the product fades out."
        )

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.images.contact import find_contacts

        subject = image.subject
        height, width = image.pixels.rgb.shape[:2]
        contacts = find_contacts(image.pixels.rgb, subject)
        edge = 2 * (width + height)
        sides: dict[str, ext.Value] = {
            contact.side: {"share": round(contact.pixels / edge, 4), "faded": contact.faded}
            for contact in contacts
        }
        values: dict[str, ext.Value] = {
            "sides": sides,
            "product_found": subject.box is not None,
            "confidence": subject.confidence,
        }
        regions = tuple(contact.region for contact in contacts)
        return ext.Measurement(self.name, self.version, values, regions)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        required = "no contact with the frame"
        if params.max_contact:
            required = f"at most {100 * params.max_contact:g} % of the frame's edge touched"
        why = doubt(measurement)
        if why:
            return review(measurement, why, required)
        sides = cast("dict[str, dict[str, float]]", measurement.values["sides"])
        counted = {
            side: found["share"]
            for side, found in sides.items()
            if params.faded == "refuse" or not found["faded"]
        }
        share = sum(counted.values())
        fails = share > params.max_contact
        return ext.Judgement(
            ext.Outcome.FAIL if fails else ext.Outcome.PASS,
            measured=f"{100 * share:.1f} % of the frame's edge touched" if counted else "free",
            required=required,
            note=f"cut off at the {_list(list(counted))}" if fails else "",
            regions=tuple(r for r in measurement.regions if r.label in counted) if fails else (),
        )


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
