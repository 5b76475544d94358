"""Pictures for the preview sheet: small, and inside the page itself."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image as PillowImage

from imgrules.errors import UnreadableError
from imgrules.fixes.preview_zoom import most_changed
from imgrules.images.image import Image
from imgrules.images.profile import read_profile
from imgrules.model import Region

if TYPE_CHECKING:
    from imgrules.processor import Bytes

_QUALITY = 80
_ZOOM_QUALITY = 92


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a data URI with its size on the page; ``why_not`` where it cannot be shown.

    ``pixels``: of the file itself.
    """

    uri: str = ""
    width: int = 0
    height: int = 0
    pixels: tuple[int, int] = (0, 0)
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What a picture looked like and looks like; parts that do not exist are None."""

    before: Shown
    after: Shown | None = None
    zoom_before: Shown | None = None
    zoom_after: Shown | None = None


def pair(before: Path, after: Path | None, product: Region | None, *, side: int) -> Pair:
    """Read both files and make them small: longest side ``side`` px at most."""
    was = _read(before)
    if isinstance(was, str):
        return Pair(Shown(why_not=was), None if after is None else _alone(after, side))
    if after is None:
        return Pair(_small(was, side))
    now = _read(after)
    if isinstance(now, str):
        return Pair(_small(was, side), Shown(why_not=now))
    zoom = most_changed(was.rgb, now.rgb, product)
    if zoom is None:
        return Pair(_small(was, side), _small(now, side))
    return Pair(
        _small(was, side),
        _small(now, side),
        _shown(zoom.before, was, _ZOOM_QUALITY),
        _shown(zoom.after, now, _ZOOM_QUALITY),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    rgb: Bytes
    icc: bytes | None


def _read(path: Path) -> _Picture | str:
    """Decode; where that fails, say why in a few words."""
    image = Image(path)
    try:
        return _Picture(image.pixels.rgb, _profile(image))
    except UnreadableError as problem:
        return problem.message


def _profile(image: Image) -> bytes | None:
    """Return the profile that the browser must know; what is not RGB was converted already."""
    header = image.header
    known = read_profile(header)
    fitting = known.space == "rgb" and known.fits_pixels and header.colour_model == "rgb"
    return header.icc if fitting and known.name not in ("srgb", "broken") else None


def _alone(path: Path, side: int) -> Shown:
    read = _read(path)
    return Shown(why_not=read) if isinstance(read, str) else _small(read, side)


def _small(picture: _Picture, side: int) -> Shown:
    made = PillowImage.fromarray(picture.rgb)
    made.thumbnail((side, side), PillowImage.Resampling.LANCZOS, reducing_gap=3.0)
    return _encoded(made, picture, _QUALITY)


def _shown(rgb: Bytes, picture: _Picture, quality: int) -> Shown:
    return _encoded(PillowImage.fromarray(rgb), picture, quality)


def _encoded(made: PillowImage.Image, picture: _Picture, quality: int) -> Shown:
    file = io.BytesIO()
    profile: dict[str, Any] = {"icc_profile": picture.icc} if picture.icc else {}
    made.save(file, "jpeg", quality=quality, subsampling=0, **profile)
    uri = "data:image/jpeg;base64," + b64encode(file.getvalue()).decode("ascii")
    height, width = picture.rgb.shape[:2]
    return Shown(uri, made.width, made.height, (width, height))
