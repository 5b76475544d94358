"""Names of colour profiles in rules."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

TITLES = {
    "srgb": "sRGB", "srgb-linear": "linear sRGB", "rec709": "Rec. 709",
    "display-p3": "Display P3", "dci-p3": "DCI-P3", "adobe-rgb": "Adobe RGB (1998)",
    "prophoto": "ProPhoto RGB", "rec2020": "Rec. 2020", "apple-rgb": "Apple RGB",
    "wide-gamut": "Adobe Wide Gamut RGB", "colormatch": "ColorMatch RGB", "ecirgb": "eciRGB",
    "rec601-ntsc": "Rec. 601 (NTSC)", "rec601-pal": "Rec. 601 (PAL)", "grey": "a grey profile",
    "cmyk": "a CMYK profile", "lab": "a Lab profile", "unknown-rgb": "any other RGB profile",
}  # fmt: skip
"""Name → words. Held against the reference table by a test; kept here so that loading a rulebook
needs no numpy."""


def _known(name: str) -> str:
    if name not in TITLES:
        from difflib import get_close_matches

        near = get_close_matches(name, TITLES, 1)
        hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(TITLES)}"
        raise ValueError(f"{name!r} is no known profile{hint}")
    return name


ProfileName = Annotated[str, AfterValidator(_known)]
