"""Stripping a file to what its pixels need, so that broken extras cannot stop the decoder."""

from __future__ import annotations

from imgrules.images import jpeg
from imgrules.images.png import NEEDED, SIGNATURE, chunks

_DESCRIPTIVE = {jpeg.COM, jpeg.APP1, jpeg.APP2, *range(0xE3, 0xEE), 0xEF}
"""Segments without influence on the pixels: all APPn but JFIF and Adobe."""


def strip(data: bytes, file_format: str | None) -> bytes:
    """Return the file without metadata; other formats than JPEG and PNG come back as they are."""
    if file_format == "jpeg":
        return strip_jpeg(data)
    if file_format == "png":
        return strip_png(data)
    return data


def strip_jpeg(data: bytes) -> bytes:
    """Keep the first picture only, without metadata and without junk between segments."""
    parts: list[bytes | memoryview] = [b"\xff\xd8"]
    view = memoryview(data)
    for segment in jpeg.walk(data):
        short = segment.marker == jpeg.APP0 and len(segment.payload) < 14
        short = short or (segment.marker == jpeg.APP14 and len(segment.payload) < 12)
        if segment.marker == jpeg.SOS:
            parts.append(view[segment.start :])
        elif segment.marker not in _DESCRIPTIVE and not short:
            parts.append(view[segment.start : segment.end])
    return b"".join(parts)


def strip_png(data: bytes) -> bytes:
    """Keep the chunks that make up the picture; an animation is reduced to its still."""
    view = memoryview(data)
    kept = [view[c.start : min(c.end, len(data))] for c in chunks(data) if c.name in NEEDED]
    return b"".join([SIGNATURE, *kept])
