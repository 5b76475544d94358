"""Writing JPEG: the picture by libjpeg, the metadata's segments round it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from imgrules import ext
from imgrules_processors._metadata import Metadata

Plane = NDArray[np.uint8]

_ROOM = 65533
"""Bytes a segment holds."""
_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_ICC, _PHOTOSHOP = b"ICC_PROFILE\0", b"Photoshop 3.0\0"
_OPTIMIZED_PIXELS = 30_000_000
"""Fitting the Huffman tables saves a few per cent; libjpeg holds six bytes a pixel for it."""
MAX_SIDE = 65500
"""What libjpeg writes at most."""


def compress(bgr: Plane, *, quality: int, subsampling: str, progressive: bool) -> bytes:
    """Encode without metadata. ``subsampling``: ``4:4:4``, ``4:2:2``, ``4:2:0``."""
    factors = {
        "4:4:4": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
        "4:2:2": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
        "4:2:0": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    }
    options = [
        cv2.IMWRITE_JPEG_QUALITY, quality,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factors[subsampling],
        cv2.IMWRITE_JPEG_PROGRESSIVE, int(progressive),
        cv2.IMWRITE_JPEG_OPTIMIZE, int(bgr.shape[0] * bgr.shape[1] <= _OPTIMIZED_PIXELS),
    ]  # fmt: skip
    written, data = cv2.imencode(".jpg", bgr, options)
    if not written:
        raise ext.Declined("the JPEG encoder refused the picture")
    return bytes(data.tobytes())


def dress(bare: bytes, metadata: Metadata) -> bytes:
    """Put the metadata in front of a picture that ``compress`` made."""
    end = 4 + int.from_bytes(bare[4:6], "big") if bare[2:4] == b"\xff\xe0" else 2
    return b"\xff\xd8" + _jfif(metadata.dpi) + b"".join(_segments(metadata)) + bare[end:]


def fitting(metadata: Metadata) -> tuple[Metadata, tuple[str, ...]]:
    """Leave out what no segment holds; say what."""
    rooms = {"xmp": _ROOM - len(_XMP), "exif": _ROOM - len(_EXIF),
             "iptc": _ROOM - len(_PHOTOSHOP) - 13}  # fmt: skip
    blocks: dict[str, bytes | None] = {name: getattr(metadata, name) for name in rooms}
    long = {name: len(block) for name, block in blocks.items()
            if block is not None and len(block) > rooms[name]}  # fmt: skip
    fits = {name: None if name in long else block for name, block in blocks.items()}
    notes = (f"{name.upper()} of {size} bytes is too long for a JPEG and is left out"
             for name, size in long.items())  # fmt: skip
    return Metadata(metadata.icc, fits["xmp"], fits["iptc"], fits["exif"], metadata.dpi), (*notes,)


def tag(data: bytes, icc: bytes) -> bytes:
    """Return a JPEG with a profile added after its leading segments; its pixels stay bit for bit.

    ``data`` holds no profile yet.
    """
    at = 2
    while data[at] == 0xFF and data[at + 1] in (0xE0, 0xE1):
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return data[:at] + b"".join(_icc_segments(icc)) + data[at:]


def _segments(metadata: Metadata) -> list[bytes]:
    made = []
    if metadata.exif is not None:
        made.append(_segment(0xE1, _EXIF + metadata.exif))
    if metadata.xmp is not None:
        made.append(_segment(0xE1, _XMP + metadata.xmp))
    made.extend(_icc_segments(metadata.icc))
    if metadata.iptc is not None:
        made.append(_segment(0xED, _PHOTOSHOP + _resource(metadata.iptc)))
    return made


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def _icc_segments(icc: bytes) -> list[bytes]:
    room = _ROOM - len(_ICC) - 2
    parts = [icc[at : at + room] for at in range(0, len(icc), room)]
    return [
        _segment(0xE2, _ICC + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, 1)
    ]


def _resource(iptc: bytes) -> bytes:
    """Return the record as Photoshop's resource 0x0404, which has no name and an even length."""
    body = b"8BIM\x04\x04\0\0" + len(iptc).to_bytes(4, "big") + iptc
    return body + b"\0" * (len(iptc) % 2)


def _jfif(dpi: tuple[float, float] | None) -> bytes:
    x, y = (min(65535, max(1, round(value))) for value in dpi or (1.0, 1.0))
    unit = 0 if dpi is None else 1
    density = bytes((unit,)) + x.to_bytes(2, "big") + y.to_bytes(2, "big")
    return _segment(0xE0, b"JFIF\0\x01\x01" + density + b"\0\0")
