"""The metadata that outlives a fix, as the file stores it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import ExifTags
from PIL import Image as PillowImage

from imgrules.images.header import read_raw
from imgrules.images.pillow import DECODER_ERRORS, quiet
from imgrules.processor import Kept

if TYPE_CHECKING:
    from imgrules.images.image import Image

_DESCRIPTIVE = (
    ExifTags.Base.ImageDescription, ExifTags.Base.Make, ExifTags.Base.Model,
    ExifTags.Base.Software, ExifTags.Base.DateTime, ExifTags.Base.Artist,
    ExifTags.Base.Copyright, ExifTags.Base.XResolution, ExifTags.Base.YResolution,
    ExifTags.Base.ResolutionUnit,
)  # fmt: skip
"""Tags of a TIFF's first directory that say something of the picture, not of how it is stored."""
_BLOCKS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)


def kept_metadata(image: Image) -> Kept:
    """Return XMP, IPTC, EXIF and density. Raises UnreadableError as reading the header does."""
    header = image.header
    raw = read_raw(image.data, header.format or "")
    exif = _exif_of_tiff(image.data) if image.file.format == "tiff" else raw.exif
    return Kept(xmp=header.xmp, iptc=header.iptc, exif=exif or None, dpi=header.dpi)


def _exif_of_tiff(data: bytes) -> bytes | None:
    """Collect a TIFF's descriptive tags in a block of their own; None where it has none.

    The file is one such structure as a whole, pixels included.
    """
    found, block = PillowImage.Exif(), PillowImage.Exif()
    try:
        with quiet("tiff"):
            found.load_from_fp(io.BytesIO(data))
            for tag in _DESCRIPTIVE:
                if tag in found:
                    block[tag] = found[tag]
            for inner in _BLOCKS:
                block.get_ifd(inner).update(found.get_ifd(inner))
            made = block.tobytes().removeprefix(b"Exif\0\0")
    except DECODER_ERRORS:
        # The header has been read: only what Pillow cannot carry over is lost.
        return None
    return made if len(block) or any(block.get_ifd(inner) for inner in _BLOCKS) else None
