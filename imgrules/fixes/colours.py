"""A picture's samples in its file's own colour model, and the profile that gives them meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage

from imgrules.errors import UnreadableError
from imgrules.images.bare import strip
from imgrules.images.colourspaces import SPACES, TONE_CURVES
from imgrules.images.declared import Declared, read_declared
from imgrules.images.decode import turn_upright
from imgrules.images.pillow import DECODER_ERRORS, damaged, open_with_plugin, quiet
from imgrules.images.profile import name_icc, read_profile

if TYPE_CHECKING:
    from imgrules.images.header import Header
    from imgrules.images.image import Image
    from imgrules.processor import Bytes, Mode

UNKNOWN = b""
"""Stands for a profile that is there and cannot be used: the colours are not to be guessed."""
_WIDE = ("cmyk", "lab")
_SPACE = {"RGB": "rgb", "L": "grey", "CMYK": "cmyk", "LAB": "lab"}


def stored_samples(image: Image) -> tuple[Mode, Bytes]:
    """Return the colour model and the samples, upright. Raises UnreadableError."""
    pixels, header = image.pixels, image.header
    if header.colour_model in _WIDE:
        found = _decode_wide(image)
        if found is not None:
            return found
    if header.colour_model == "grey" and not _has_rgb_meaning(header):
        return "L", pixels.rgb_raw[..., :1]
    return "RGB", pixels.rgb_raw


def _has_rgb_meaning(header: Header) -> bool:
    """Tell a grey picture whose colour space is given as an RGB one: it is kept as RGB."""
    facts = read_profile(header)
    return facts.space == "rgb" or facts.origin not in ("icc", "none")


def _decode_wide(image: Image) -> tuple[Mode, Bytes] | None:
    """Decode CMYK or Lab as stored; None where the decoder gives RGB anyway.

    That the file is whole was found out when its pixels were decoded for the checks.
    """
    file_format = image.file.format or ""
    picture = open_with_plugin(strip(image.data, file_format), file_format)
    try:
        with quiet(file_format):
            picture.load()
        return _as_stored(picture, image.header)
    except MemoryError as problem:
        raise UnreadableError("too-large", f"too large to decode: {problem}") from problem
    except DECODER_ERRORS as problem:
        raise damaged(problem, "decoding failed") from problem
    finally:
        picture.close()


def _as_stored(picture: PillowImage.Image, header: Header) -> tuple[Mode, Bytes] | None:
    mode: Mode
    if picture.mode == "CMYK":
        mode = "CMYK"
    elif picture.mode == "LAB":
        mode = "LAB"
    else:
        return None
    # Pillow turns TIFF itself.
    turn = 1 if header.format == "tiff" else header.turn
    return mode, turn_upright(np.asarray(picture), turn)


# -- profiles -------------------------------------------------------------------------------------


def usable_profile(header: Header, mode: Mode) -> bytes | None:
    """Return the profile of the samples: embedded, or made from what the file declares otherwise.

    None where the file says nothing, says sRGB without a profile, or embeds a profile for other
    pixels, which every program ignores. ``UNKNOWN`` where it says something nobody can use.
    """
    if header.icc is None:
        return _declared_profile(header) if mode == "RGB" else None
    facts = read_profile(header)
    if facts.name == "broken":
        whole = name_icc(header.icc)
        return header.icc if whole.name == "srgb" else UNKNOWN
    return header.icc if facts.space == _SPACE[mode] else None


def _declared_profile(header: Header) -> bytes | None:
    declared = read_declared(header)
    if declared is None or declared.near_srgb:
        return None
    facts = read_profile(header)
    if facts.name == "srgb":
        return None
    return _profile_of(declared, header) or UNKNOWN


def _profile_of(declared: Declared, header: Header) -> bytes | None:
    from imgrules_processors.profiles import rgb_profile

    if declared.primaries is not None:
        gamma = header.colour_tags.get("png_gamma")
        exponent = 1 / gamma if isinstance(gamma, float) and gamma else 2.2
        return rgb_profile(declared.title or "declared in the file", declared.primaries,
                           declared.white, _power(exponent))  # fmt: skip
    space = next((space for space in SPACES if space.name == declared.name), None)
    if space is None:
        return None
    return rgb_profile(space.title, space.primaries, space.white, TONE_CURVES[space.curves[0]])


def _power(exponent: float) -> Callable[[float], float]:
    return lambda level: level**exponent
