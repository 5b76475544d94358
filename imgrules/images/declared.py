"""Colour declared without an ICC profile: PNG chunks, CICP codes, EXIF."""

from __future__ import annotations

from dataclasses import dataclass, field

from imgrules.images.header import Header
from imgrules.images.icc import SAMPLES, Curve

_SRGB_PRIMARIES = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
_D65 = (0.3127, 0.3290)
_CICP = {
    (1, 13): ("srgb", "sRGB"),
    (1, 1): ("rec709", "Rec. 709"),
    (12, 13): ("display-p3", "Display P3"),
    (9, 1): ("rec2020", "Rec. 2020"),
    (9, 14): ("rec2020", "Rec. 2020"),
    (9, 15): ("rec2020", "Rec. 2020"),
}
"""ITU-T H.273 colour primaries and transfer → name."""
_TRANSFERS = {8: "linear", 16: "PQ (HDR)", 18: "HLG (HDR)"}
_PRIMARY_NAMES = {1: "sRGB", 9: "Rec. 2020", 11: "DCI-P3", 12: "Display P3"}
_UNSPECIFIED = 2


@dataclass(frozen=True, slots=True)
class Declared:
    """A named space, or with ``primaries`` one given by numbers."""

    origin: str
    space: str
    name: str = ""
    title: str = ""
    primaries: tuple[float, ...] | None = None
    white: tuple[float, float] = _D65
    curve: Curve = field(default=())
    near_srgb: bool = False
    """The numbers that encoders write for sRGB: gamma 1/2.2 with Rec. 709 primaries."""


def read_declared(header: Header) -> Declared | None:
    """Return the declaration with precedence, None where the file declares nothing."""
    space = "grey" if header.colour_model == "grey" else "rgb"
    return _from_cicp(header, space) or _from_png(header, space) or _from_exif(header, space)


def _from_cicp(header: Header, space: str) -> Declared | None:
    codes = header.colour_tags.get("cicp")
    if not isinstance(codes, list) or len(codes) != 2:
        return None
    primaries, transfer = codes
    if not isinstance(primaries, int) or not isinstance(transfer, int):
        return None
    if primaries == _UNSPECIFIED and transfer == _UNSPECIFIED:
        return None
    name, title = _CICP.get((primaries, transfer), ("unknown-rgb", ""))
    curve = _TRANSFERS.get(transfer, f"transfer {transfer}")
    colours = _PRIMARY_NAMES.get(primaries, f"primaries {primaries}")
    return Declared("cicp", space, name, title or f"{colours} colours with {curve}")


def _from_png(header: Header, space: str) -> Declared | None:
    tags = header.colour_tags
    if "png_srgb" in tags:
        return Declared("png", space, "srgb", "sRGB")
    gamma, primaries = tags.get("png_gamma"), tags.get("png_primaries")
    numbers = [float(v) for v in primaries if isinstance(v, int | float)] if isinstance(
        primaries, list) else []  # fmt: skip
    if not isinstance(gamma, float) and not numbers:
        return None
    exponent = 1 / gamma if isinstance(gamma, float) else 2.2
    white = (numbers[6], numbers[7]) if len(numbers) == 8 else _D65
    colours = tuple(numbers[:6]) if len(numbers) == 8 else _SRGB_PRIMARIES
    if not _possible(colours, white):
        return None
    return Declared(
        "png",
        space,
        primaries=colours,
        white=white,
        curve=tuple(level**exponent for level in SAMPLES),
        near_srgb=abs(exponent - 2.2) < 0.03 and colours == _SRGB_PRIMARIES,
    )


def _possible(colours: tuple[float, ...], white: tuple[float, float]) -> bool:
    """Say whether the primaries span a triangle with the white point given a height."""
    (rx, ry, gx, gy, bx, by) = colours
    area = (gx - rx) * (by - ry) - (bx - rx) * (gy - ry)
    return abs(area) > 1e-3 and min(ry, gy, by) > 0 and white[1] > 0 and sum(white) <= 1


def _from_exif(header: Header, space: str) -> Declared | None:
    if header.exif.get("interop") == "R03":
        return Declared("exif", space, "adobe-rgb", "Adobe RGB (1998)")
    if header.exif.get("color_space") == 1:
        return Declared("exif", space, "srgb", "sRGB")
    return None
