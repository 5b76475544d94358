"""The one encode at the end of a fix: the file that all rules together ask for."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from imgrules import ext
from imgrules_processors import _writers
from imgrules_processors._jpeg_file import write_jpeg
from imgrules_processors._original import kept
from imgrules_processors._other_files import without_loss, write_webp_file
from imgrules_processors._search import Window
from imgrules_processors._wanted import EXTENSIONS, Encoded, Misfit, Wanted
from imgrules_processors.colour import to_srgb

__all__ = ["EXTENSIONS", "FLOOR", "Encoded", "encode"]

FLOOR = 80
"""Quality below which compression is seen in a product shot; never gone below."""


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
    wanted = Wanted(window, least, progressive, subsampling, dpi_min)
    formats = formats or tuple(dict.fromkeys((original_format or "jpeg", "jpeg")))
    if original is not None and original_format in formats:
        same = kept(draft, original, original_format, wanted)
        if same is not None:
            return same
    return _written(to_srgb(draft), formats, wanted)


def _written(draft: ext.Draft, formats: tuple[str, ...], wanted: Wanted) -> Encoded:
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
        except Misfit as problem:
            misses.append(str(problem))
    raise ext.Declined("; ".join(misses))


_WRITERS: dict[str, Callable[[ext.Draft, Wanted], Encoded]] = {
    "jpeg": write_jpeg,
    "png": without_loss("png", _writers.write_png, ("iptc",)),
    "webp": write_webp_file,
    "tiff": without_loss("tiff", _writers.write_tiff, ()),
    "bmp": without_loss("bmp", _writers.write_bmp, ("icc", "xmp", "iptc", "exif")),
}
