"""Bits of other containers that Pillow does not tell: AVIF properties, GIF and WebP structure."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from imgrules.model import Value


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield ``(name, first byte of the body, end)`` of the ISO boxes between two offsets."""
    at = start
    while at + 8 <= end:
        size = int.from_bytes(data[at : at + 4], "big")
        name, body = data[at + 4 : at + 8], at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        stop = end if size == 0 else at + size
        if stop > end or stop < body:
            return
        yield name, body, stop
        at = stop


def _find_box(data: bytes, path: tuple[bytes, ...]) -> tuple[int, int] | None:
    start, end = 0, len(data)
    for name in path:
        found = next(((a, b) for box, a, b in _boxes(data, start, end) if box == name), None)
        if found is None:
            return None
        start, end = found
        start += 4 * (name == b"meta")  # a full box: version and flags come first
    return start, end


def read_avif_properties(data: bytes) -> tuple[int | None, dict[str, Value]]:
    """Return bits a channel and colour tags of an AVIF's item properties."""
    place = _find_box(data, (b"meta", b"iprp", b"ipco"))
    depth: int | None = None
    tags: dict[str, Value] = {}
    for name, start, end in _boxes(data, *place) if place else ():
        body = data[start:end]
        if name == b"pixi" and len(body) > 5 and depth is None:
            depth = body[5]
        if name == b"av1C" and len(body) > 2 and depth is None:
            depth = 8 if not body[2] & 0x40 else (12 if body[2] & 0x20 else 10)
        if name == b"colr" and body[:4] == b"nclx" and len(body) >= 8 and "cicp" not in tags:
            tags["cicp"] = [body[5], body[7]]
    return depth, tags


@dataclass(frozen=True, slots=True)
class GifStructure:
    """What a walk over a GIF's blocks finds. ``whole``: every block ends within the file."""

    frames: int
    whole: bool
    trailer: bool
    outside: bool = False
    """A frame lies partly outside the canvas."""


def walk_gif(data: bytes) -> GifStructure:
    """Walk the blocks of a GIF without decoding any."""
    at = 13 + _palette_bytes(data[10] if len(data) > 10 else 0)
    frames, outside = 0, False
    while at < len(data):
        kind = data[at]
        if kind == 0x3B:
            return GifStructure(frames, whole=True, trailer=True, outside=outside)
        if kind == 0x21:
            end = _end_of_blocks(data, at + 2)
        elif kind == 0x2C and at + 10 <= len(data):
            end = _end_of_blocks(data, at + 11 + _palette_bytes(data[at + 9]))
            frames += end is not None
            outside = outside or _frame_lies_outside(data, at)
        else:
            # Readers stop at a byte that opens no block; what came before stands.
            return GifStructure(frames, whole=kind != 0x2C, trailer=False)
        if end is None:
            return GifStructure(frames, whole=False, trailer=False)
        at = end
    return GifStructure(frames, whole=at == len(data), trailer=False, outside=outside)


def _frame_lies_outside(data: bytes, at: int) -> bool:
    left, top, wide, high = struct.unpack_from("<4H", data, at + 1)
    width, height = struct.unpack_from("<2H", data, 6)
    return bool(left + wide > width or top + high > height)


def _palette_bytes(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, at: int) -> int | None:
    while at < len(data):
        size = data[at]
        at += 1 + size
        if size == 0:
            return at
    return None


def webp_is_whole(data: bytes) -> bool:
    """Say whether the file is as long as its RIFF header claims."""
    return len(data) >= 8 + int.from_bytes(data[4:8], "little")
