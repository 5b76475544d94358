"""Adding a profile to a PNG without touching its picture."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE_AND_HEADER = 8 + 25
_REPLACED = (b"sRGB", b"gAMA", b"cHRM")
"""Chunks that say the same in other words, and would contradict the profile's letter."""


def tag(data: bytes, icc: bytes) -> bytes:
    """Return the PNG with ``icc`` right after its header; ``data`` holds no profile yet."""
    body = b"sRGB\0\0" + zlib.compress(icc, 9)
    parts = [data[:_SIGNATURE_AND_HEADER], _chunk(b"iCCP", body)]
    at = _SIGNATURE_AND_HEADER
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if name == b"IDAT":
            return b"".join((*parts, data[at:]))
        if name not in _REPLACED:
            parts.append(data[at:end])
        at = end
    return b"".join(parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
