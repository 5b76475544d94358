"""A small picture of a file for reports: upright, in sRGB, of the bytes that were judged only."""

from __future__ import annotations

import io
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cv2
from PIL import Image as PillowImage
from PIL import ImageCms

from imgrules.errors import UnreadableError
from imgrules.images.bare import strip
from imgrules.images.decode import MAX_PIXELS, turn_upright
from imgrules.images.image import Image
from imgrules.images.pillow import DECODER_ERRORS, damaged, open_with_plugin
from imgrules.images.profile import read_profile
from imgrules.images.render import paint
from imgrules.images.working import Plane

if TYPE_CHECKING:
    from imgrules.images.header import Header

_QUALITY = 80
_SPARE = 1.5
"""JPEG files are decoded at a half, a quarter or an eighth that still has this much detail."""
_HEAVY = 16_000_000
_ONE_HEAVY = threading.Lock()
"""Pictures of more pixels than ``_HEAVY`` are decoded one at a time, whatever the threads."""

GONE = "the file is not there any more"
CHANGED = "the file has changed since it was judged"
NEVER_READ = "the file could not be read when it was judged"
_WORDS = {"truncated": "the picture is cut off", "corrupt": "the picture is damaged"}


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """JPEG bytes and their size in pixels; where there are none, ``why_not`` says why."""

    jpeg: bytes = b""
    width: int = 0
    height: int = 0
    why_not: str = ""


def thumbnail(path: Path, sha256: str | None, side: int) -> Thumbnail:
    """Return the picture with its longest side at most ``side`` px; never enlarged.

    ``sha256``: of the file when it was judged. Any other file is not shown. Raises nothing on
    pictures that are gone, changed, damaged or too large: ``why_not`` tells.
    """
    if sha256 is None:
        return Thumbnail(why_not=NEVER_READ)
    image = Image(path)
    try:
        if image.file.sha256 != sha256:
            return Thumbnail(why_not=CHANGED)
        return _encoded(_small(image, side))
    except UnreadableError as problem:
        if isinstance(problem.__cause__, FileNotFoundError | NotADirectoryError):
            return Thumbnail(why_not=GONE)
        return Thumbnail(why_not=_WORDS.get(problem.reason, problem.message))


def _small(image: Image, side: int) -> PillowImage.Image:
    header = image.header
    if header.width * header.height > MAX_PIXELS:
        raise UnreadableError("too-large", "too large to be shown")
    heavy = header.width * header.height > _HEAVY
    with _ONE_HEAVY if heavy else nullcontext():
        rgb = _drafted(image, side) if _can_draft(header) else image.pixels.rgb
        small = _reduced(rgb, side)
    return _in_srgb(PillowImage.fromarray(small), header)


def _can_draft(header: Header) -> bool:
    return header.format == "jpeg" and header.bit_depth == 8


def _reduced(rgb: Plane, side: int) -> Plane:
    height, width = rgb.shape[:2]
    factor = side / max(height, width)
    if factor >= 1:
        return rgb
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return cast("Plane", cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))


def _drafted(image: Image, side: int) -> Plane:
    """Decode a JPEG at a fraction of its size, which takes a fraction of the time."""
    header = image.header
    picture = open_with_plugin(strip(image.data, "jpeg"), "jpeg")
    enough = int(side * _SPARE)
    try:
        picture.draft(None, (enough, enough))
        picture.load()
        rgb, _ = paint(picture, header)
    except MemoryError as problem:
        raise UnreadableError("too-large", "too large to be shown") from problem
    except DECODER_ERRORS as problem:
        raise damaged(problem, "decoding failed") from problem
    finally:
        picture.close()
    return turn_upright(rgb, header.turn)


def _in_srgb(small: PillowImage.Image, header: Header) -> PillowImage.Image:
    """Apply the embedded RGB profile; CMYK and Lab came through theirs while decoding."""
    known = read_profile(header)
    own = known.origin == "icc" and known.space == "rgb" and known.fits_pixels
    if header.icc is None or not own or known.name in ("srgb", "broken"):
        return small
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(header.icc))
        converted = ImageCms.profileToProfile(
            small, source, ImageCms.createProfile("sRGB"), ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip
    except (ImageCms.PyCMSError, OSError):
        # A profile that cannot be used is a finding of color.profile; the pixels can still be seen.
        return small
    return converted or small


def _encoded(small: PillowImage.Image) -> Thumbnail:
    file = io.BytesIO()
    small.convert("RGB").save(file, "jpeg", quality=_QUALITY, optimize=True, progressive=True)
    return Thumbnail(file.getvalue(), small.width, small.height)
