"""Bringing an EXIF block up to date in place: what describes the old pixels goes, all else stays.

The block is patched, not written anew: maker notes hold offsets that only fit the old layout.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_ORIENTATION, _WIDTH, _HEIGHT = 0x0112, 0x0100, 0x0101
_X_DENSITY, _Y_DENSITY, _UNIT = 0x011A, 0x011B, 0x0128
_EXIF_IFD, _INTEROP_IFD = 0x8769, 0xA005
_COLOUR_SPACE, _PIXELS_X, _PIXELS_Y, _INTEROP_INDEX = 0xA001, 0xA002, 0xA003, 0x0001
_THUMBNAIL, _THUMBNAIL_LENGTH = 0x0201, 0x0202
_SHORT, _LONG, _RATIONAL, _ASCII = 3, 4, 5, 2
_MAX_ENTRIES = 1024


@dataclass(slots=True)
class _Block:
    data: bytearray
    order: str
    """``<`` or ``>``, as struct writes it."""

    def number(self, kind: str, at: int) -> int:
        return int(struct.unpack_from(self.order + kind, self.data, at)[0])

    def put(self, kind: str, at: int, *values: int) -> None:
        struct.pack_into(self.order + kind, self.data, at, *values)


def refresh(
    block: bytes, *, width: int, height: int, dpi: tuple[float, float] | None
) -> bytes | None:
    """Return the block fitting an upright sRGB picture of that size, in pixels.

    The orientation becomes 1, sizes and colour space are corrected where given, the density too
    with ``dpi``, and the thumbnail of the old picture is removed. None where the block is damaged.
    """
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 14:
        return None
    made = _Block(bytearray(block), order)
    try:
        start = made.number("I", 4)
        if made.number("H", 2) != 42:
            return None
        _drop_thumbnail(made, start)
        _refresh_main(made, start, (width, height), dpi)
    except struct.error:
        return None
    return bytes(made.data)


def _entries(block: _Block, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield tag, type and place of each entry. Raises struct.error outside the block."""
    for index in range(min(block.number("H", start), _MAX_ENTRIES)):
        at = start + 2 + 12 * index
        yield block.number("H", at), block.number("H", at + 2), at


def _refresh_main(
    block: _Block, start: int, size: tuple[int, int], dpi: tuple[float, float] | None
) -> None:
    for tag, kind, at in _entries(block, start):
        if tag == _ORIENTATION:
            _set(block, kind, at, 1)
        elif tag in (_WIDTH, _HEIGHT):
            _set(block, kind, at, size[tag == _HEIGHT])
        elif tag == _EXIF_IFD:
            _refresh_exif(block, block.number("I", at + 8), size)
        elif dpi and tag in (_X_DENSITY, _Y_DENSITY) and kind == _RATIONAL:
            value = round(dpi[tag == _Y_DENSITY] * 1000)
            block.put("II", block.number("I", at + 8), value, 1000)
        elif dpi and tag == _UNIT:
            _set(block, kind, at, 2)


def _refresh_exif(block: _Block, start: int, size: tuple[int, int]) -> None:
    for tag, kind, at in _entries(block, start):
        if tag in (_PIXELS_X, _PIXELS_Y):
            _set(block, kind, at, size[tag == _PIXELS_Y])
        elif tag == _COLOUR_SPACE:
            _set(block, kind, at, 1)
        elif tag == _INTEROP_IFD:
            _refresh_interop(block, block.number("I", at + 8))


def _refresh_interop(block: _Block, start: int) -> None:
    """R03 says Adobe RGB."""
    for tag, kind, at in _entries(block, start):
        if tag == _INTEROP_INDEX and kind == _ASCII and block.data[at + 8 : at + 11] == b"R03":
            block.data[at + 8 : at + 11] = b"R98"


def _set(block: _Block, kind: int, at: int, value: int) -> None:
    if kind == _SHORT and value < 65536:
        block.put("HH", at + 8, value, 0)
    elif kind == _LONG:
        block.put("I", at + 8, value)


def _drop_thumbnail(block: _Block, start: int) -> None:
    link = start + 2 + 12 * block.number("H", start)
    second = block.number("I", link)
    block.put("I", link, 0)
    if not second:
        return
    places = {tag: block.number("I", at + 8) for tag, kind, at in _entries(block, second)
              if kind == _LONG}  # fmt: skip
    first, length = places.get(_THUMBNAIL, 0), places.get(_THUMBNAIL_LENGTH, 0)
    last = first + length
    if not first or last > len(block.data):
        return
    block.data[first:last] = bytes(length)
    if not any(block.data[last:]):
        del block.data[first:]
