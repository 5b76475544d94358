"""Leaving a file as it is where it serves."""

from __future__ import annotations

import io

from PIL import Image as PillowImage
from PIL import JpegImagePlugin

from imgrules import ext
from imgrules_processors import _jpeg, _png
from imgrules_processors._metadata import density
from imgrules_processors._wanted import EXTENSIONS, Encoded, Wanted
from imgrules_processors.profiles import srgb_profile

_TAGS = {"jpeg": _jpeg.tag, "png": _png.tag}


def kept(draft: ext.Draft, original: bytes, file_format: str, wanted: Wanted) -> Encoded | None:
    """Return the original where it serves, tagged where only its profile is missing."""
    if draft.changed or not _serves(draft, original, file_format, wanted):
        return None
    extension = EXTENSIONS.get(file_format, file_format)
    if not _lacks_profile(draft, original):
        return Encoded(original, file_format, extension, "the file itself is unchanged")
    if file_format not in _TAGS:
        return None
    tagged = _TAGS[file_format](original, srgb_profile())
    if not wanted.window.holds(len(tagged)):
        return None
    return Encoded(tagged, file_format, extension, "sRGB profile added, the picture is unchanged")


def _serves(draft: ext.Draft, original: bytes, file_format: str, wanted: Wanted) -> bool:
    if not wanted.window.holds(len(original)):
        return False
    if density(draft.kept.dpi, wanted.dpi_min) != draft.kept.dpi:
        return False
    return file_format != "jpeg" or _is_coded_so(original, wanted)


def _is_coded_so(original: bytes, wanted: Wanted) -> bool:
    """Compare coding; quality is not looked at: writing a file anew cannot bring it back."""
    with PillowImage.open(io.BytesIO(original)) as picture:
        progressive = bool(picture.info.get("progressive"))
        found = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}.get(JpegImagePlugin.get_sampling(picture))
    if wanted.progressive is not None and progressive != wanted.progressive:
        return False
    return not wanted.subsampling or found in wanted.subsampling


def _lacks_profile(draft: ext.Draft, original: bytes) -> bool:
    """Tell whether the draft was given the sRGB profile and the file has none at all."""
    if draft.icc != srgb_profile():
        return False
    with PillowImage.open(io.BytesIO(original)) as picture:
        return "icc_profile" not in picture.info
