"""Reading a PNG's chunks: what the picture is, and whether they are whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CRITICAL = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
NEEDED = CRITICAL | {b"tRNS"}
"""The chunks that make up the picture; all others only describe it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk; ``start``/``end`` enclose it with length, name and checksum.

    ``body_size`` is what the file holds; ``length`` what the chunk claims.
    """

    name: bytes
    start: int
    length: int
    body_size: int

    @property
    def end(self) -> int:
        return self.start + 12 + self.length

    @property
    def cut(self) -> bool:
        return self.body_size < self.length

    def body(self, data: bytes) -> bytes:
        return data[self.start + 8 : self.start + 8 + self.body_size]

    def is_intact(self, data: bytes) -> bool:
        """Hold the checksum against name and body."""
        stored = data[self.end - 4 : self.end]
        found = zlib.crc32(memoryview(data)[self.start + 4 : self.end - 4])
        return len(stored) == 4 and int.from_bytes(stored, "big") == found


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks up to IEND or the end of the file, the last one perhaps cut."""
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        held = min(length, len(data) - at - 8)
        chunk = Chunk(data[at + 4 : at + 8], at, length, held)
        yield chunk
        if chunk.name == b"IEND" or chunk.end > len(data):
            return
        at = chunk.end


_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
           (0, 1, 1, 2))  # fmt: skip
"""Adam7: first column and row, steps across and down."""


def count_raw_bytes(data: bytes) -> int:
    """Return how long the inflated picture data must be; ``data`` has a sound header chunk."""
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    bits = data[24] * _CHANNELS[data[25]]
    passes = _PASSES if data[28] else ((0, 0, 1, 1),)
    total = 0
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


def inflate(body: bytes, limit: int) -> bytes | None:
    """Inflate at most ``limit`` bytes; None when damaged or larger (a bomb)."""
    stream = zlib.decompressobj()
    try:
        out = stream.decompress(body, limit)
    except zlib.error:
        return None
    return out if stream.eof else None
