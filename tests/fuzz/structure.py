"""Where in a file its structure stands: segments, chunks, boxes, directories."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

_NESTED = {b"meta", b"moov", b"trak", b"mdia", b"minf", b"stbl", b"iprp", b"ipco", b"jp2h"}


def starts(data: bytes, file_format: str) -> list[int]:
    """Return the offsets at which blocks begin; their first bytes are lengths, sizes and counts."""
    found = _FINDERS.get(file_format, lambda _: iter((0,)))(data)
    return sorted({at for at in found if 0 <= at < len(data)}) or [0]


def _jpeg(data: bytes) -> Iterator[int]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        yield at
        if data[at + 4 : at + 10] == b"Exif\0\0":
            yield from (at + 10 + inner for inner in _tiff(data[at + 10 :]))
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _png(data: bytes) -> Iterator[int]:
    at = 8
    while at + 12 <= len(data):
        yield at
        at += 12 + int.from_bytes(data[at : at + 4], "big")


def _riff(data: bytes) -> Iterator[int]:
    yield 0
    at = 12
    while at + 8 <= len(data):
        yield at
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"ANMF":
            yield at + 24
        at += 8 + size + size % 2


def _boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
    at, end = start, len(data) if end is None else end
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        stop = at + size if size >= 8 else end
        yield at
        if name in _NESTED:
            yield from _boxes(data, at + (12 if name == b"meta" else 8), min(stop, end))
        if name == b"jp2c":
            yield at + 8
        at = stop


def _tiff(data: bytes) -> Iterator[int]:
    """Yield the header and every entry of the directories: tag, type, count, value."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    width, count_as, entry = (8, "Q", 20) if big else (4, "H", 12)
    yield 0
    at, seen = 8 if big else 4, set[int]()
    while at + width <= len(data):
        (at,) = struct.unpack_from(order + ("Q" if big else "I"), data, at)
        if not at or at in seen or at + 8 > len(data):
            return
        seen.add(at)
        (count,) = struct.unpack_from(order + count_as, data, at)
        first = at + struct.calcsize(count_as)
        yield from (at, *(first + entry * number for number in range(min(count, 100))))
        at = first + entry * count


def _gif(data: bytes) -> Iterator[int]:
    yield from (0, 6)
    yield from (found.start() for found in re.finditer(rb"\x2c....|\x21[\xf9\xfe\xff]", data, re.S))


_FINDERS: Mapping[str, Callable[[bytes], Iterator[int]]] = {
    "jpeg": _jpeg, "png": _png, "webp": _riff, "avif": _boxes, "heic": _boxes, "jp2": _boxes,
    "tiff": _tiff, "gif": _gif,
}  # fmt: skip


def with_true_checksums(data: bytes) -> bytes:
    """Return a PNG whose every chunk has the checksum of what is in it."""
    mended = bytearray(data)
    for at in _png(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 <= len(data):
            mended[end : end + 4] = struct.pack(">I", zlib.crc32(data[at + 4 : end]))
    return bytes(mended)
