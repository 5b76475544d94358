"""Making a file longer, shorter or broken without touching what else it says."""

from __future__ import annotations

import random
import struct
import zlib

from imgrules.testing.recipe import Recipe

_SEGMENT = 65_535


def tamper(data: bytes, recipe: Recipe) -> bytes:
    """Pad, damage and cut the file as the recipe asks, in that order."""
    if recipe.bytes:
        data = _pad(data, recipe.bytes.pad_to, recipe.format)
    if recipe.corrupt:
        data = _damage(data, recipe.seed)
    if recipe.truncate is not None:
        data = data[: int(len(data) * recipe.truncate)]
    return data


def _pad(data: bytes, length: int, file_format: str) -> bytes:
    missing = length - len(data)
    if missing < 0:
        raise ValueError(f"the file is {len(data)} bytes already, more than pad_to: {length}")
    if file_format in ("jpeg", "mpo"):
        return data[:2] + _comments(missing) + data[2:]
    if file_format == "png":
        return data[:-12] + _chunk(missing) + data[-12:]
    return data + bytes(missing)


def _comments(length: int) -> bytes:
    """Return JPEG comment segments of that length in all."""
    segments = []
    while length:
        size = min(length, _SEGMENT + 2)
        if 0 < length - size < 4:
            size -= 4  # a segment takes at least four bytes: leave enough for the last one
        if size < 4:
            raise ValueError("a JPEG can only be padded by four bytes or more")
        segments.append(b"\xff\xfe" + struct.pack(">H", size - 2) + bytes(size - 4))
        length -= size
    return b"".join(segments)


def _chunk(length: int) -> bytes:
    """Return a private PNG chunk of that length in all."""
    if not length:
        return b""
    if length < 12:
        raise ValueError("a PNG can only be padded by twelve bytes or more")
    body = b"paDd" + bytes(length - 12)
    return struct.pack(">I", length - 12) + body + struct.pack(">I", zlib.crc32(body))


def _damage(data: bytes, seed: int) -> bytes:
    """Overwrite a fifth of the file, from the middle on, with bytes no decoder takes for data."""
    start, length = len(data) // 2, max(16, len(data) // 5)
    # FF D8 opens a picture: inside one, every JPEG decoder stops at it.
    rubbish = b"\xff\xd8\xff\xd8" + random.Random(seed).randbytes(length)  # noqa: S311
    return data[:start] + rubbish[:length] + data[start + length :]
