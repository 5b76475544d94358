"""How far from the product a file format disturbs pixels that were exactly white."""

from __future__ import annotations

from imgrules.images.header import Header

LOSSLESS = 2
"""Antialiased edges."""
JPEG_FULL = 7
"""One 8 × 8 block: measured at most 7 px at 4:4:4, whatever the quality."""
JPEG_SUBSAMPLED = 14
"""One 16 × 16 block: at 4:2:2 and 4:2:0."""
LOSSY = ("webp", "avif", "heic", "jp2", "jxl")
"""Formats that may be lossy; blocks of 16 px are taken for granted."""
TRACES = 13
"""Px beyond the rim in which a cut-out's soft edge and earlier compression may leave traces."""


def rim_px(header: Header) -> int:
    """Return the width of the rim to leave out, in pixels of the full picture."""
    if header.jpeg is None:
        return JPEG_SUBSAMPLED if is_lossy(header) else LOSSLESS
    return JPEG_FULL if header.jpeg.subsampling in ("4:4:4", "4:0:0") else JPEG_SUBSAMPLED


def is_lossy(header: Header) -> bool:
    """Tell whether compression may have disturbed pixels near edges."""
    return header.jpeg is not None or header.format in LOSSY
