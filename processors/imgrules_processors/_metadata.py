"""The metadata a result carries: what was kept, brought up to date with the new pixels."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from imgrules import ext
from imgrules_processors._exif import refresh


@dataclass(frozen=True, slots=True)
class Metadata:
    """As ``Kept``, ready to be written; ``icc`` is the profile of the samples."""

    icc: bytes
    xmp: bytes | None = None
    iptc: bytes | None = None
    exif: bytes | None = None
    dpi: tuple[float, float] | None = None


def up_to_date(draft: ext.Draft, icc: bytes, dpi_min: float | None) -> Metadata:
    """Return the draft's metadata as they are true of it now."""
    kept = draft.kept
    dpi = density(kept.dpi, dpi_min)
    size = {"width": draft.width, "height": draft.height}
    return Metadata(
        icc=icc,
        xmp=None if kept.xmp is None else _refresh_xmp(kept.xmp, **size),
        iptc=kept.iptc,
        exif=None if kept.exif is None else refresh(kept.exif, **size, dpi=dpi),
        dpi=dpi,
    )


def density(kept: tuple[float, float] | None, least: float | None) -> tuple[float, float] | None:
    """Return the density in dots per inch: as it was, or the least that is asked for."""
    if least is None or (kept is not None and min(kept) >= least):
        return kept
    return (float(math.ceil(least)),) * 2


_XMP_NUMBERS = (
    (rb"(?:tiff:ImageWidth|exif:PixelXDimension)", "width"),
    (rb"(?:tiff:ImageLength|exif:PixelYDimension)", "height"),
    (rb"tiff:Orientation", "orientation"),
    (rb"exif:ColorSpace", "colour_space"),
)
"""What XMP repeats of the EXIF facts that no longer hold."""


def _refresh_xmp(packet: bytes, *, width: int, height: int) -> bytes:
    """Correct the numbers where they stand; packets in UTF-16 are left as they are."""
    numbers = {"width": width, "height": height, "orientation": 1, "colour_space": 1}
    for name, key in _XMP_NUMBERS:
        value = rb"(" + name + rb"""(?:>|\s*=\s*["'])\s*)\d+"""
        packet = re.sub(value, rb"\g<1>" + str(numbers[key]).encode(), packet)
    return packet
