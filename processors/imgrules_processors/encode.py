"""The one encode at the end of a fix: the file that all rules together ask for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, floor

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import JpegImagePlugin

from imgrules import ext
from imgrules_processors import _jpeg, _png, _writers
from imgrules_processors._chroma import has_colour_edges
from imgrules_processors._metadata import Metadata, density, up_to_date
from imgrules_processors._search import Search, Window
from imgrules_processors._white import RIMS, white_lost
from imgrules_processors.canvas import flatten
from imgrules_processors.colour import to_srgb
from imgrules_processors.profiles import srgb_profile

Plane = NDArray[np.uint8]

FLOOR = 80
"""Quality below which compression is seen in a product shot; never gone below."""
GOOD = 90
"""Quality from which colour at full resolution is kept, whatever else would fit."""
WHITE = (255, 255, 255)
EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "tiff": "tif", "bmp": "bmp"}
"""Formats written here and the extension each gets, the preferred one first."""
_TAGS = {"jpeg": _jpeg.tag, "png": _png.tag}
_OTHER_EXTENSIONS = {"gif": "gif", "avif": "avif", "jp2": "jp2", "psd": "psd", "heic": "heic"}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A finished file. ``extension``: without the dot. ``note``: how it was written."""

    data: bytes
    format: str
    extension: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the file must be. ``floor``: least JPEG quality."""

    window: Window
    floor: int
    progressive: bool | None
    subsampling: tuple[str, ...]
    dpi_min: float | None


class _Misfit(Exception):
    """One way of writing does not meet the limits; the message says how it misses them."""


def encode(
    draft: ext.Draft,
    *,
    formats: tuple[str, ...],
    max_bytes: float | None = None,
    min_bytes: float | None = None,
    quality_min: float | None = None,
    dpi_min: float | None = None,
    progressive: bool | None = None,
    subsampling: tuple[str, ...] = (),
    original: bytes | None = None,
    original_format: str | None = None,
) -> Encoded:
    """Write the draft in the first of ``formats`` that meets the limits, JPEG before all others.

    An unchanged draft whose file meets them already comes back as ``original``, byte for byte.
    Everything else is sRGB with the profile embedded, XMP, IPTC and EXIF carried over and brought
    up to date. Exact white is verified on the decoded file.

    Raises Declined where no format meets the limits, naming the sizes reached, and where the
    draft's colours cannot be converted.
    """
    window = Window(None if min_bytes is None else ceil(min_bytes),
                    None if max_bytes is None else floor(max_bytes))  # fmt: skip
    least = max(FLOOR, ceil(quality_min or 0))
    wanted = _Wanted(window, least, progressive, subsampling, dpi_min)
    formats = formats or tuple(dict.fromkeys((original_format or "jpeg", "jpeg")))
    if original is not None and original_format in formats:
        kept = _kept(draft, original, original_format, wanted)
        if kept is not None:
            return kept
    return _written(to_srgb(draft), formats, wanted)


# -- the original ---------------------------------------------------------------------------------


def _kept(draft: ext.Draft, original: bytes, file_format: str, wanted: _Wanted) -> Encoded | None:
    """Return the original where it serves, tagged where only its profile is missing."""
    if draft.changed or not _serves(draft, original, file_format, wanted):
        return None
    extension = EXTENSIONS.get(file_format) or _OTHER_EXTENSIONS.get(file_format, file_format)
    if not _lacks_profile(draft, original):
        return Encoded(original, file_format, extension, "the file itself is unchanged")
    if file_format not in _TAGS:
        return None
    tagged = _TAGS[file_format](original, srgb_profile())
    if not wanted.window.holds(len(tagged)):
        return None
    return Encoded(tagged, file_format, extension, "sRGB profile added, the picture is unchanged")


def _serves(draft: ext.Draft, original: bytes, file_format: str, wanted: _Wanted) -> bool:
    if not wanted.window.holds(len(original)):
        return False
    if density(draft.kept.dpi, wanted.dpi_min) != draft.kept.dpi:
        return False
    return file_format != "jpeg" or _is_coded_so(original, wanted)


def _is_coded_so(original: bytes, wanted: _Wanted) -> bool:
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


# -- a new file -----------------------------------------------------------------------------------


def _written(draft: ext.Draft, formats: tuple[str, ...], wanted: _Wanted) -> Encoded:
    known = [name for name in ("jpeg", *formats) if name in formats and name in _WRITERS]
    if not known:
        raise ext.Declined(
            f"none of the allowed formats can be written here: {', '.join(formats)}",
            hint=f"allow one of {', '.join(EXTENSIONS)}",
        )
    misses = []
    for name in dict.fromkeys(known):
        try:
            return _WRITERS[name](draft, wanted)
        except _Misfit as problem:
            misses.append(str(problem))
    raise ext.Declined("; ".join(misses))


def _metadata(draft: ext.Draft, wanted: _Wanted) -> Metadata:
    return up_to_date(draft, draft.icc or srgb_profile(), wanted.dpi_min)


def _jpeg_file(draft: ext.Draft, wanted: _Wanted) -> Encoded:
    if max(draft.width, draft.height) > _jpeg.MAX_SIDE:
        raise _Misfit(f"a JPEG has at most {_jpeg.MAX_SIDE} px a side")
    flat = flatten(draft, WHITE)
    metadata, notes = _jpeg.fitting(_metadata(draft, wanted))
    if draft.alpha is not None:
        notes = ("transparency laid on white", *notes)
    quality, subsampling, data = _best_jpeg(flat.samples, metadata, wanted)
    words = f"JPEG quality {quality}, {subsampling}, {len(data)} bytes"
    return Encoded(data, "jpeg", EXTENSIONS["jpeg"], "; ".join((words, *notes)))


def _best_jpeg(samples: Plane, metadata: Metadata, wanted: _Wanted) -> tuple[int, str, bytes]:
    """Try full colour resolution, and half where that comes out poor or too large."""
    best: tuple[int, str, bytes] | None = None
    misses = []
    for subsampling in _samplings(wanted):
        if best is not None and (best[0] >= GOOD or has_colour_edges(samples)):
            break
        found, miss = _searched(samples, metadata, subsampling, wanted)
        if found is None:
            misses.append(miss)
        elif white_lost(samples, found[1], RIMS[subsampling]):
            misses.append(f"JPEG {subsampling} at quality {found[0]} takes exact white away")
        elif best is None or found[0] > best[0]:
            best = (found[0], subsampling, found[1])
    if best is None:
        raise _Misfit("; ".join(misses))
    return best


def _searched(
    samples: Plane, metadata: Metadata, subsampling: str, wanted: _Wanted
) -> tuple[tuple[int, bytes] | None, str]:
    """Return quality and bytes, or None and why; the encoder's own copy is gone by then."""
    search = _jpeg_search(samples, metadata, subsampling, wanted)
    found = search.run(wanted.floor)
    return found, "" if found else _miss(f"JPEG {subsampling}", search)


def _samplings(wanted: _Wanted) -> list[str]:
    allowed = wanted.subsampling or ("4:4:4", "4:2:0")
    known = [name for name in RIMS if name in allowed]
    if not known:
        raise _Misfit(f"JPEG colour resolution {', '.join(allowed)} is not written here")
    return known


def _jpeg_search(samples: Plane, metadata: Metadata, subsampling: str, wanted: _Wanted) -> Search:
    bgr = cv2.cvtColor(samples, cv2.COLOR_RGB2BGR)
    progressive = bool(wanted.progressive)

    def write(quality: int) -> bytes:
        bare = _jpeg.compress(
            bgr, quality=quality, subsampling=subsampling, progressive=progressive
        )
        return _jpeg.dress(bare, metadata)

    return Search(write, wanted.window)


def _miss(what: str, search: Search) -> str:
    sizes = ", ".join(f"{size} bytes at quality {q}" for q, size in sorted(search.tried.items()))
    return f"{what} does not fit {_limits(search.window)}: {sizes}"


def _limits(window: Window) -> str:
    ends = [f"at least {window.least} bytes"] if window.least is not None else []
    ends += [f"at most {window.most} bytes"] if window.most is not None else []
    return " and ".join(ends)


# -- other formats --------------------------------------------------------------------------------


def _without_loss(
    name: str, write: Callable[[PillowImage.Image, Metadata], bytes], drops: tuple[str, ...]
) -> Callable[[ext.Draft, _Wanted], Encoded]:
    def file(draft: ext.Draft, wanted: _Wanted) -> Encoded:
        metadata = _metadata(draft, wanted)
        data = write(_writers.picture_of(draft.samples, draft.alpha), metadata)
        if not wanted.window.holds(len(data)):
            limits = _limits(wanted.window)
            raise _Misfit(f"{name.upper()} does not fit {limits}: {len(data)} bytes")
        note = "; ".join((f"{name.upper()}, {len(data)} bytes", *_dropped(metadata, name, drops)))
        return Encoded(data, name, EXTENSIONS[name], note)

    return file


def _dropped(metadata: Metadata, name: str, drops: tuple[str, ...]) -> Iterator[str]:
    for block in drops:
        if getattr(metadata, block):
            yield f"{block.upper()} has no place in a {name.upper()} and is left out"


def _webp_file(draft: ext.Draft, wanted: _Wanted) -> Encoded:
    """Write without loss, and with it only where the file is too large otherwise."""
    if max(draft.width, draft.height) > _WEBP_SIDE:
        raise _Misfit(f"a WebP has at most {_WEBP_SIDE} px a side")
    metadata = _metadata(draft, wanted)
    picture = _writers.picture_of(draft.samples, draft.alpha)
    dropped = tuple(_dropped(metadata, "webp", ("iptc", "dpi")))
    data = _writers.write_webp(picture, metadata, None)
    words = f"WebP without loss, {len(data)} bytes"
    if wanted.window.too_large(len(data)):
        search = Search(lambda q: _writers.write_webp(picture, metadata, q), wanted.window)
        found = search.run(wanted.floor)
        if found is None:
            raise _Misfit(_miss("WebP", search))
        data, words = found[1], f"WebP quality {found[0]}, {len(found[1])} bytes"
        if draft.alpha is None and white_lost(draft.samples, data, _WEBP_RIM):
            raise _Misfit(f"WebP at quality {found[0]} takes exact white away")
    elif not wanted.window.holds(len(data)):
        raise _Misfit(f"WebP does not fit {_limits(wanted.window)}: {len(data)} bytes")
    return Encoded(data, "webp", EXTENSIONS["webp"], "; ".join((words, *dropped)))


_WEBP_SIDE, _WEBP_RIM = 16383, 14
_WRITERS: dict[str, Callable[[ext.Draft, _Wanted], Encoded]] = {
    "jpeg": _jpeg_file,
    "png": _without_loss("png", _writers.write_png, ("iptc",)),
    "webp": _webp_file,
    "tiff": _without_loss("tiff", _writers.write_tiff, ()),
    "bmp": _without_loss("bmp", _writers.write_bmp, ("icc", "xmp", "iptc", "exif")),
}
