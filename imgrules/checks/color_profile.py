from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imgrules import ext
from imgrules.checks._profiles import TITLES, ProfileName
from imgrules.checks._words import MODELS


class ColorProfile:
    """Colour profile, by what it does.

    What it measures: which colour space the picture is in, whether the profile fits the pixels, and
    whether it can be used at all.

    How: an RGB profile is named by its primaries and tone curve, brought to one white, against the
    definitions of the known spaces; what it calls itself plays no part, so an unnamed or misnamed
    sRGB is still sRGB. Without a profile, PNG colour chunks, AVIF colour codes and the EXIF colour
    space count. No pixel is decoded.

    Parameters: ``allowed``, names of spaces; ``missing``, the outcome for a file that declares no
    colour space: ``pass``, ``review`` or ``fail``.

    Limits: profiles that convert by tables (CMYK, some scanners) are named by their colour model
    only. Programs that read profiles only in ICC form take an EXIF declaration for none.
    """

    api: ClassVar[int] = 1
    name: ClassVar[str] = "color.profile"
    version: ClassVar[int] = 1
    needs: ClassVar[ext.Need] = ext.Need.HEADER
    Options: ClassVar[type[ext.Options]] = ext.Options

    class Params(ext.Params):
        """The colour spaces allowed."""

        allowed: Annotated[
            list[ProfileName],
            Field(min_length=1, description="Colour spaces allowed, such as srgb or adobe-rgb."),
            ext.Stricter.FEWER,
        ]
        missing: Annotated[
            Literal["pass", "review", "fail"],
            Field(description="Outcome for a file that declares no colour space."),
            ext.Ladder(("pass", "review", "fail")),
        ] = "review"

    def measure(self, image: ext.Image, options: ext.Options) -> ext.Measurement:
        from imgrules.images.profile import read_profile

        facts = read_profile(image.header)
        values: dict[str, ext.Value] = {
            "name": facts.name,
            "title": facts.title,
            "detail": facts.detail,
            "description": facts.description,
            "origin": facts.origin,
            "fits_pixels": facts.fits_pixels,
            "misnamed": facts.misnamed,
            "mode": image.header.colour_model,
            "primaries": list(facts.primaries),
            "white_point": list(facts.white_point or ()),
            "curve": facts.curve,
        }
        return ext.Measurement(self.name, self.version, values)

    def judge(self, measurement: ext.Measurement, params: Params) -> ext.Judgement:
        name, measured = measurement.text("name"), measurement.text("title")
        required = " or ".join(TITLES[each] for each in params.allowed)
        if name == "none":
            note = f"the file declares no colour space; programs take {_assumed(measurement)}"
            return ext.Judgement(ext.Outcome(params.missing), "no profile", required, note)
        accepted = name in params.allowed and measurement.values["fits_pixels"] is True
        outcome = ext.Outcome.PASS if accepted else ext.Outcome.FAIL
        return ext.Judgement(outcome, measured, required, _note(measurement))


def _assumed(measurement: ext.Measurement) -> str:
    rgb = measurement.text("mode") in ("rgb", "palette", "grey")
    return "sRGB for granted" if rgb else "a guess at its colours"


def _note(measurement: ext.Measurement) -> str:
    if measurement.text("name") == "broken":
        return f"the profile cannot be used: {measurement.text('detail')}"
    if not measurement.values["fits_pixels"]:
        return f"the profile does not fit the pixels, which are {MODELS[measurement.text('mode')]}"
    if measurement.values["misnamed"]:
        said = measurement.text("description")
        return f"the profile calls itself “{said}” and is not: {measurement.text('detail')}"
    detail = measurement.text("detail")
    return detail if measurement.text("name") == "unknown-rgb" else ""
