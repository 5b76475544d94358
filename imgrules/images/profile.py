"""Naming a colour profile by what it does, not by what it calls itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from imgrules.images.colourspaces import (
    D50,
    SPACES,
    ColourSpace,
    Matrix,
    adaptation,
    chromaticities,
    connection_chromaticities,
    rgb_to_xyz,
    to_xyz,
)
from imgrules.images.declared import Declared, read_declared
from imgrules.images.header import Header
from imgrules.images.icc import (
    IccError,
    IccProfile,
    Point,
    parse_icc,
    read_curve,
    read_matrix,
    read_xyz,
)
from imgrules.images.tone import name_curve

_SPACES = {"RGB": "rgb", "GRAY": "grey", "CMYK": "cmyk", "Lab": "lab"}
_FITTING = {"rgb": "rgb", "palette": "rgb", "grey": "grey", "cmyk": "cmyk", "lab": "lab"}
"""Colour model of the pixels → space of the profile that fits it."""

KEPT = 32
"""So many profiles are remembered by name."""
_OWN = "an RGB profile of its own"
_PRIMARIES_TOLERANCE = 0.004
"""Largest difference of a chromaticity; the nearest two spaces in the table are 0.0097 apart."""


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """What the picture's colours mean.

    ``name``: ``srgb``, ``display-p3``, … of colourspaces.SPACES; ``unknown-rgb``, ``grey``,
    ``cmyk``, ``lab``, ``other``; ``none`` where nothing is declared, ``broken`` where the profile
    cannot be used.
    """

    name: str
    title: str
    """The name as people write it."""
    description: str = ""
    """What the profile calls itself."""
    space: str = ""
    """``rgb``, ``grey``, ``cmyk``, ``lab``; empty where unknown."""
    origin: str = "none"
    """``icc``, ``png``, ``cicp``, ``exif`` or ``none``."""
    detail: str = ""
    fits_pixels: bool = True
    misnamed: bool = False
    """It says sRGB and is not."""
    kind: str = ""
    """ICC device class: ``mntr``, ``scnr``, ``prtr``, ``spac``, …"""
    primaries: tuple[float, ...] = field(default=())
    """x, y of red, green, blue under the profile's own white."""
    white_point: tuple[float, float] | None = None
    curve: str = ""


def read_profile(header: Header) -> ProfileFacts:
    """Name the picture's profile: its ICC profile, else what the file declares otherwise."""
    if header.icc is not None:
        return _read_icc_profile(header.icc, header)
    declared = read_declared(header)
    return name_declared(declared) if declared else ProfileFacts("none", "no profile")


@lru_cache(maxsize=KEPT)
def name_icc(data: bytes) -> ProfileFacts:
    """Name a bare ICC profile; a catalogue holds the same few in every picture."""
    try:
        profile = parse_icc(data)
        return _name_parsed(profile)
    except IccError as problem:
        return ProfileFacts("broken", "a damaged profile", origin="icc", detail=str(problem))


def _read_icc_profile(data: bytes, header: Header) -> ProfileFacts:
    facts = name_icc(data)
    if header.colour_tags.get("icc_misnumbered"):
        detail = "its parts are numbered wrongly, so most programs ignore it"
        return replace(facts, name="broken", title="a damaged profile", detail=detail)
    fits = facts.space in ("", _FITTING.get(header.colour_model, "rgb"))
    # A grey picture in an RGB space is unusual, but readers agree on what it shows.
    fits = fits or (header.colour_model == "grey" and facts.space == "rgb")
    return replace(facts, fits_pixels=fits)


def _name_parsed(profile: IccProfile) -> ProfileFacts:
    space = _SPACES.get(profile.space, "other")
    if space == "rgb" and {"rXYZ", "gXYZ", "bXYZ"} <= profile.tags.keys():
        facts = _name_matrix(profile)
    else:
        facts = _name_by_space(profile, space)
    return replace(
        facts, description=profile.description, space=space, origin="icc", kind=profile.kind
    )


_TITLES = {"grey": "a grey profile", "cmyk": "a CMYK profile", "lab": "a Lab profile"}


def _name_by_space(profile: IccProfile, space: str) -> ProfileFacts:
    misnamed = _says_srgb(profile.description)
    if space == "rgb":
        words = "converts by tables, not by primaries"
        return ProfileFacts("unknown-rgb", _OWN, detail=words, misnamed=misnamed)
    if space == "grey" and "kTRC" in profile.tags:
        curve, words = name_curve([read_curve(profile.tags["kTRC"])])
        return ProfileFacts("grey", _TITLES[space], detail=words, curve=curve)
    title = _TITLES.get(space, f"a profile for {profile.space or 'an unknown colour model'}")
    return ProfileFacts(space, title, misnamed=misnamed)


def _says_srgb(description: str) -> bool:
    return re.search(r"\bsrgb\b", description, re.IGNORECASE) is not None


def _name_matrix(profile: IccProfile) -> ProfileFacts:
    tags = profile.tags
    if not {"rTRC", "gTRC", "bTRC"} <= tags.keys():
        raise IccError("a tone curve of it is missing")
    matrix = np.column_stack([read_xyz(tags[name]) for name in ("rXYZ", "gXYZ", "bXYZ")])
    curve, words = name_curve([read_curve(tags[name]) for name in ("rTRC", "gTRC", "bTRC")])
    primaries, white = _under_own_white(profile, matrix)
    near = _nearest(chromaticities(matrix))
    facts = _name_space(near, curve, words)
    # "Display P3 Gamut with sRGB Transfer" speaks of sRGB's curve, not of sRGB.
    claims = _says_srgb(profile.description) and "transfer" not in profile.description.lower()
    misnamed = claims and not facts.name.startswith("srgb")
    return replace(facts, primaries=primaries, white_point=white, misnamed=misnamed)


def _nearest(found: tuple[float, ...]) -> list[ColourSpace]:
    """Return the spaces whose primaries these are; several differ in their curve only."""

    def distance(space: ColourSpace) -> float:
        reference = connection_chromaticities(space)
        return max(abs(a - b) for a, b in zip(found, reference, strict=True))

    best = min(map(distance, SPACES))
    if best > _PRIMARIES_TOLERANCE:
        return []
    return [space for space in SPACES if distance(space) <= best + 1e-9]


def _name_space(near: list[ColourSpace], curve: str, words: str) -> ProfileFacts:
    for space in near:
        if curve in space.curves:
            return ProfileFacts(space.name, space.title, detail=words, curve=curve)
    if near:
        detail = f"the primaries of {near[0].title} with {words}"
        return ProfileFacts("unknown-rgb", _OWN, detail=detail, curve=curve)
    detail = f"unknown primaries with {words}"
    return ProfileFacts("unknown-rgb", _OWN, detail=detail, curve=curve)


def _under_own_white(
    profile: IccProfile, matrix: Matrix
) -> tuple[tuple[float, ...], tuple[float, float] | None]:
    """Undo the adaptation to the connection space, by the profile's own matrix where it has one."""
    tags = profile.tags
    if "chad" in tags:
        chad = np.array(read_matrix(tags["chad"])).reshape(3, 3)
        if abs(np.linalg.det(chad)) < 1e-6:
            raise IccError("its chromatic adaptation is impossible")
        back = np.linalg.inv(chad)
        white = back @ D50
    else:
        white = np.array(_media_white(tags))
        back = adaptation(D50, white)
    total = float(white.sum())
    if total <= 0:
        return chromaticities(matrix), None
    rounded = tuple(round(v, 4) for v in chromaticities(back @ matrix))
    return rounded, (round(float(white[0]) / total, 4), round(float(white[1]) / total, 4))


def _media_white(tags: dict[str, bytes]) -> Point:
    white = read_xyz(tags["wtpt"]) if "wtpt" in tags else None
    return white if white and min(white) > 0 else (float(D50[0]), 1.0, float(D50[2]))


def name_declared(declared: Declared) -> ProfileFacts:
    """Name a space declared by tags: by name where the tag names it, else by its numbers."""
    origin = declared.origin
    if declared.primaries is None:
        title, detail = (_OWN, declared.title) if declared.name == "unknown-rgb" else ("", "")
        title = title or declared.title
        return ProfileFacts(
            declared.name, title, space=declared.space, origin=origin, detail=detail
        )
    white = declared.white
    matrix = adaptation(to_xyz(*white), D50) @ rgb_to_xyz(declared.primaries, white)
    curve, words = name_curve([declared.curve])
    if declared.near_srgb:
        curve, words = "srgb", "gamma 2.2, which stands for the sRGB curve in a PNG"
    facts = _name_space(_nearest(chromaticities(matrix)), curve, words)
    if declared.space == "grey" and facts.name != "srgb":
        facts = replace(facts, name="grey", title="a grey declaration")
    return replace(
        facts, space=declared.space, origin=origin, primaries=declared.primaries, white_point=white
    )
