"""Writing the formats that are not JPEG, through Pillow."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL.PngImagePlugin import PngInfo

from imgrules_processors._metadata import Metadata

Plane = NDArray[np.uint8]

_XMP, _IPTC, _ICC = 700, 33723, 34675
_UNDEFINED = 7


def picture_of(samples: Plane, alpha: Plane | None) -> PillowImage.Image:
    """Return RGB, or RGBA where something is transparent."""
    picture = PillowImage.fromarray(samples)
    if alpha is not None:
        picture.putalpha(PillowImage.fromarray(alpha))
    return picture


def write_png(picture: PillowImage.Image, metadata: Metadata) -> bytes:
    options: dict[str, Any] = {"icc_profile": metadata.icc, "compress_level": 6}
    if metadata.dpi:
        # In whole pixels a metre: rounded up, or 300 dpi would come back as 299.999.
        options["dpi"] = tuple(math.ceil(v / 0.0254 - 1e-3) * 0.0254 for v in metadata.dpi)
    if metadata.exif:
        options["exif"] = metadata.exif
    if metadata.xmp:
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", _as_text(metadata.xmp))
        options["pnginfo"] = info
    return _saved(picture, "PNG", options)


def write_webp(picture: PillowImage.Image, metadata: Metadata, quality: int | None) -> bytes:
    """Write without loss, or with ``quality`` 0-100."""
    options: dict[str, Any] = {"icc_profile": metadata.icc, "method": 4, "exact": True}
    options |= {"lossless": True} if quality is None else {"quality": quality}
    if metadata.exif:
        options["exif"] = b"Exif\0\0" + metadata.exif
    if metadata.xmp:
        options["xmp"] = metadata.xmp
    return _saved(picture, "WEBP", options)


def write_tiff(picture: PillowImage.Image, metadata: Metadata) -> bytes:
    tags = PillowImage.Exif()
    if metadata.exif:
        tags.load(b"Exif\0\0" + metadata.exif)
    if metadata.xmp:
        tags[_XMP] = metadata.xmp
    if metadata.iptc:
        tags[_IPTC] = metadata.iptc
    # Compressed, Pillow hands the file to libtiff, which drops the camera's own block.
    options: dict[str, Any] = {"icc_profile": metadata.icc, "tiffinfo": tags}
    options["compression"] = None if metadata.exif else "tiff_adobe_deflate"
    if metadata.dpi:
        options["dpi"] = metadata.dpi
    return _saved(picture, "TIFF", options)


def write_bmp(picture: PillowImage.Image, metadata: Metadata) -> bytes:
    return _saved(picture, "BMP", {"dpi": metadata.dpi} if metadata.dpi else {})


def _as_text(packet: bytes) -> str:
    if packet.startswith((b"\xff\xfe", b"\xfe\xff")):
        return packet.decode("utf-16", "replace")
    return packet.decode("utf-8", "replace")


def _saved(picture: PillowImage.Image, kind: str, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
