"""Reading a JPEG's markers: what the picture is, and where its parts begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from imgrules import _kernels
from imgrules.errors import UnreadableError

SOI, EOI, SOS, DQT, DHT, DNL, DRI, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDC, 0xDD, 0xFE
APP0, APP1, APP2, APP13, APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
"""Start-of-frame markers: how the picture is coded."""
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
SEQUENTIAL = {0xC0, 0xC1, 0xC9}
LOSSLESS = {0xC3, 0xC7, 0xCB, 0xCF}
STANDALONE = {0x01, SOI, *range(0xD0, 0xD8)}
"""Markers that carry no length."""

# Within scan data, FF 00 is a stuffed byte and FF D0-D7 a restart; anything else ends the scan.
_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


@dataclass(frozen=True, slots=True)
class Segment:
    """One marker segment; ``start`` is the offset of its FF byte, ``end`` the first byte after."""

    marker: int
    start: int
    end: int
    payload: bytes
    junk_before: int = 0
    """Bytes skipped to find the marker that belong to nothing."""


@dataclass(frozen=True, slots=True)
class Component:
    """One colour component of the frame: its id and sampling factors."""

    id: int
    horizontal: int
    vertical: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The start-of-frame segment."""

    marker: int
    precision: int
    width: int
    height: int
    components: tuple[Component, ...]


def walk(data: bytes, *, beyond_scan: bool = False) -> Iterator[Segment]:
    """Yield the segments up to the first SOS, or with ``beyond_scan`` up to and with EOI.

    Ends early, without complaint, where the file does; whoever needs EOI must look for it.
    """
    at = 2
    while True:
        segment = _next_segment(data, at)
        if segment is None:
            return
        yield segment
        at = segment.end
        if segment.marker == EOI:
            return
        if segment.marker == SOS:
            end = find_scan_end(data, at) if beyond_scan else None
            if end is None:
                return
            at = end


def find_scan_end(data: bytes, start: int) -> int | None:
    """Return the offset of the marker that ends the scan data, None where the file ends first."""
    if _kernels.AVAILABLE:
        from imgrules._kernels import native

        at = native.scan_end(data, start)
        return at if at >= 0 else None
    found = _SCAN_END.search(data, start)
    return found.start() if found else None


def _next_segment(data: bytes, at: int) -> Segment | None:
    start = at
    while True:
        start = data.find(b"\xff", start)
        if start < 0 or start + 1 >= len(data):
            return None
        if data[start + 1] not in (0x00, 0xFF):
            break
        start += 1
    marker = data[start + 1]
    # Any number of FF bytes may precede a marker: they are padding, not junk.
    junk = len(data[at:start].rstrip(b"\xff"))
    if marker in STANDALONE or marker == EOI:
        return Segment(marker, start, start + 2, b"", junk)
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    end = start + 2 + length
    if length < 2 or end > len(data):
        return Segment(marker, start, len(data), data[start + 4 :], junk)
    return Segment(marker, start, end, data[start + 4 : end], junk)


def parse_frame(segment: Segment) -> Frame:
    """Read a start-of-frame segment. Raises UnreadableError ``corrupt``."""
    body = segment.payload
    count = body[5] if len(body) > 5 else 0
    if count == 0 or len(body) < 6 + 3 * count:
        raise UnreadableError("corrupt", "the JPEG frame header is cut short")
    components = tuple(
        Component(body[at], body[at + 1] >> 4, body[at + 1] & 15)
        for at in range(6, 6 + 3 * count, 3)
    )
    if any(not (1 <= c.horizontal <= 4 and 1 <= c.vertical <= 4) for c in components):
        raise UnreadableError("corrupt", "the JPEG frame header has impossible sampling factors")
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    return Frame(segment.marker, body[0], width, height, components)


def name_subsampling(components: tuple[Component, ...]) -> str:
    """Return the J:a:b name of the chroma subsampling, from the sampling factors.

    Factors that no such name covers come as ``2x1,1x2,1x1``.
    """
    if len(components) == 1:
        return "4:0:0"
    luma, chroma = components[0], components[1:3]
    ratios = {(luma.horizontal / c.horizontal, luma.vertical / c.vertical) for c in chroma}
    if len(ratios) == 1:
        name = _SUBSAMPLING.get(ratios.pop())
        if name:
            return name
    return ",".join(f"{c.horizontal}x{c.vertical}" for c in components)


_SUBSAMPLING: dict[tuple[float, float], str] = {
    (1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0", (1, 2): "4:4:0",
    (4, 1): "4:1:1", (4, 2): "4:1:0", (1, 4): "4:4:1",
}  # fmt: skip

_ZIGZAG = (
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
)  # fmt: skip
"""Position in the file → position in the 8 × 8 block, row by row."""


def parse_tables(payload: bytes) -> dict[int, tuple[int, ...]]:
    """Read a DQT segment: table number → 64 values in natural order. A cut table is left out."""
    return dict(_parse_tables(payload))


@lru_cache(maxsize=64)  # the pictures of a shop have few tables between them
def _parse_tables(payload: bytes) -> tuple[tuple[int, tuple[int, ...]], ...]:
    tables: list[tuple[int, tuple[int, ...]]] = []
    at = 0
    while at < len(payload):
        width = 2 if payload[at] >> 4 else 1
        number = payload[at] & 15
        body = payload[at + 1 : at + 1 + 64 * width]
        if len(body) < 64 * width:
            break
        natural = [0] * 64
        for position, place in enumerate(_ZIGZAG):
            natural[place] = int.from_bytes(body[position * width : (position + 1) * width], "big")
        tables.append((number, tuple(natural)))
        at += 1 + 64 * width
    return tuple(tables)
