"""Reading TIFF directories, which also hold EXIF: bounded, and never trusting an offset."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Literal

Order = Literal["big", "little"]
_MAX_ENTRIES = 4096
_MAX_PAGES = 10_000
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
_INTEGERS = {1: 1, 3: 2, 4: 4, 6: 1, 8: 2, 9: 4, 13: 4, 16: 8}
_SIGNED = {6, 8, 9}


class TiffError(ValueError):
    """The structure is no TIFF or its directory lies outside the data."""


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory: tag → (type, count, bytes). ``broken``: tags whose value lies outside."""

    order: Order
    entries: dict[int, tuple[int, int, bytes]]
    broken: tuple[int, ...]
    next_offset: int = 0

    def raw(self, tag: int) -> bytes:
        """Return the value's bytes, empty when absent."""
        return self.entries[tag][2] if tag in self.entries else b""

    def integers(self, tag: int) -> tuple[int, ...]:
        """Return the value as integers, empty when absent or of another type."""
        kind, _, body = self.entries.get(tag, (0, 0, b""))
        width = _INTEGERS.get(kind)
        if width is None:
            return ()
        signed = kind in _SIGNED
        return tuple(
            int.from_bytes(body[at : at + width], self.order, signed=signed)
            for at in range(0, len(body) - width + 1, width)
        )

    def integer(self, tag: int) -> int | None:
        """Return the first integer, None when absent or of another type."""
        values = self.integers(tag)
        return values[0] if values else None

    def rational(self, tag: int) -> float | None:
        """Return the first rational, None when absent, of another type or divided by zero."""
        kind, _, body = self.entries.get(tag, (0, 0, b""))
        if kind not in (5, 10) or len(body) < 8:
            return None
        over = int.from_bytes(body[:4], self.order)
        under = int.from_bytes(body[4:8], self.order)
        return over / under if under else None

    def text(self, tag: int) -> str:
        """Return a text value without its closing NUL."""
        return self.raw(tag).split(b"\x00")[0].decode("utf-8", "replace").strip()


@dataclass(frozen=True, slots=True)
class Pages:
    """The chain of directories: the first one, and how many show a full picture."""

    first: Directory
    count: int = field(default=1)


def read_start(data: bytes) -> tuple[Order, int, bool]:
    """Read byte order, offset of the first directory, and whether it is a BigTIFF."""
    orders: dict[bytes, Order] = {b"II": "little", b"MM": "big"}
    order = orders.get(data[:2])
    if order is None or len(data) < 8:
        raise TiffError("no TIFF header")
    magic = int.from_bytes(data[2:4], order)
    if magic == 42:
        return order, int.from_bytes(data[4:8], order), False
    if magic == 43 and len(data) >= 16:
        return order, int.from_bytes(data[8:16], order), True
    raise TiffError("no TIFF header")


def read_directory(data: bytes, order: Order, offset: int, *, big: bool) -> Directory:
    """Read the directory at ``offset``."""
    width, size = (8, 20) if big else (2, 12)
    if offset < 8 or offset + width > len(data):
        raise TiffError("the directory lies outside the data")
    count = int.from_bytes(data[offset : offset + width], order)
    start = offset + width
    if count > _MAX_ENTRIES or start + count * size > len(data):
        raise TiffError("the directory is cut short")
    entries: dict[int, tuple[int, int, bytes]] = {}
    broken: list[int] = []
    for at in range(start, start + count * size, size):
        tag, kind = struct.unpack_from("<HH" if order == "little" else ">HH", data, at)
        value = _value(data, at, order, big=big)
        if value is None:
            broken.append(tag)
        else:
            entries.setdefault(tag, (kind, value[0], value[1]))
    return Directory(order, entries, tuple(broken), _next(data, start + count * size, order, big))


def _value(data: bytes, at: int, order: Order, *, big: bool) -> tuple[int, bytes] | None:
    kind = int.from_bytes(data[at + 2 : at + 4], order)
    room = 8 if big else 4
    count = int.from_bytes(data[at + 4 : at + 4 + room], order)
    size = _SIZES.get(kind, 0) * count
    place = at + 4 + room
    if kind not in _SIZES:
        return None
    if size > room:
        place = int.from_bytes(data[place : place + room], order)
    if place + size > len(data):
        return None
    return count, data[place : place + size]


def _next(data: bytes, at: int, order: Order, big: bool) -> int:
    return int.from_bytes(data[at : at + (8 if big else 4)], order)


def read_pages(data: bytes) -> Pages:
    """Read the first directory and count those that are not thumbnails of another."""
    order, offset, big = read_start(data)
    first = read_directory(data, order, offset, big=big)
    seen, count, following = {offset}, 1, first.next_offset
    while following and following not in seen and len(seen) < _MAX_PAGES:
        seen.add(following)
        try:
            page = read_directory(data, order, following, big=big)
        except TiffError:
            break
        reduced = (page.integer(0xFE) or 0) & 1
        count += not reduced
        following = page.next_offset
    return Pages(first, count)
