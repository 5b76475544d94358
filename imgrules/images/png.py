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


def inflate(body: bytes, limit: int) -> bytes | None:
    """Inflate at most ``limit`` bytes; None when damaged or larger (a bomb)."""
    stream = zlib.decompressobj()
    try:
        out = stream.decompress(body, limit)
    except zlib.error:
        return None
    return out if stream.eof else None
