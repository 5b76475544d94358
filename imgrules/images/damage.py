"""Finding damage that decoders pass over: cut files, wrong checksums, missing parts."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from imgrules.images import jpeg
from imgrules.images.containers import walk_gif
from imgrules.images.png import NEEDED, Chunk, chunks, count_raw_bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """``reason`` as in UnreadableError."""

    reason: str
    message: str


def find_damage(data: bytes, file_format: str | None) -> Damage | None:
    """Look at the file's structure, not at its pixels; None when nothing is missing."""
    finder = _FINDERS.get(file_format or "")
    return finder(data) if finder else None


# -- JPEG ----------------------------------------------------------------------------------------

_IN_SCANS = {jpeg.SOS, jpeg.DHT, jpeg.DQT, jpeg.DRI, jpeg.DNL, jpeg.COM, jpeg.EOI, 0xCC,
             *range(0xE0, 0xF0)}  # fmt: skip
"""What may follow scan data; anything else is scan data gone wrong."""


def _find_jpeg_damage(data: bytes) -> Damage | None:
    """Look for the end marker. Data after it is not damage: phones keep gain maps there."""
    segments = list(jpeg.walk(data, beyond_scan=True))
    scans = [index for index, segment in enumerate(segments) if segment.marker == jpeg.SOS]
    if not scans:
        return Damage("truncated", "the JPEG holds no picture data")
    for segment in segments[scans[0] :]:
        if segment.marker not in _IN_SCANS:
            return Damage("corrupt", "the JPEG's picture data is broken off by a stray marker")
    if segments[-1].marker != jpeg.EOI:
        return Damage("truncated", "the JPEG ends before its picture does")
    return _find_missing_scans(segments) or _find_missing_restarts(data, segments)


def _find_missing_scans(segments: list[jpeg.Segment]) -> Damage | None:
    """Every component must have its coarsest values; without them there is no picture."""
    frame = next((s for s in segments if s.marker in jpeg.FRAMES), None)
    if frame is None or frame.marker not in jpeg.PROGRESSIVE:
        return None
    wanted = {component.id for component in jpeg.parse_frame(frame).components}
    bits = dict.fromkeys(wanted, 16)
    for scan in segments:
        body = scan.payload
        if scan.marker == jpeg.SOS and body and len(body) >= 4 + 2 * body[0]:
            start, precision = body[1 + 2 * body[0]], body[3 + 2 * body[0]] & 15
            for at in range(1, 1 + 2 * body[0], 2):
                if start == 0:
                    bits[body[at]] = min(bits.get(body[at], 16), precision)
    if any(bits.get(component, 16) for component in wanted):
        return Damage("truncated", "the progressive JPEG lacks some of its passes")
    return None


def _find_missing_restarts(data: bytes, segments: list[jpeg.Segment]) -> Damage | None:
    """With restart markers in a baseline JPEG, their number is known."""
    interval = next((s.payload for s in segments if s.marker == jpeg.DRI), b"")
    every = int.from_bytes(interval[:2], "big")
    frames = [s for s in segments if s.marker in jpeg.FRAMES]
    scans = [s for s in segments if s.marker == jpeg.SOS]
    if not every or len(scans) != 1 or not frames or frames[0].marker not in {0xC0, 0xC1}:
        return None
    expected = (_count_units(jpeg.parse_frame(frames[0])) - 1) // every
    end = jpeg.find_scan_end(data, scans[0].end) or len(data)
    found = sum(data.count(bytes((0xFF, 0xD0 + n)), scans[0].end, end) for n in range(8))
    if found < expected:
        return Damage("truncated", f"the JPEG holds {found} of {expected} restart markers")
    return None


def _count_units(frame: jpeg.Frame) -> int:
    if len(frame.components) == 1:
        wide = high = 1
    else:
        wide = max(c.horizontal for c in frame.components)
        high = max(c.vertical for c in frame.components)
    return -(-frame.width // (8 * wide)) * -(-frame.height // (8 * high))


# -- PNG -----------------------------------------------------------------------------------------


def _find_png_damage(data: bytes) -> Damage | None:
    seen: list[Chunk] = []
    for chunk in chunks(data):
        seen.append(chunk)
        name = chunk.name.decode() if chunk.name.isalpha() else repr(chunk.name)
        if chunk.cut or chunk.end > len(data):
            return Damage("truncated", f"the PNG ends within its {name} chunk")
        if not chunk.name.isalpha():
            # Where a name is no name, decoders stop: something overwrote the file there.
            return Damage("corrupt", f"the PNG holds a chunk called {name}")
        if chunk.name in NEEDED and not chunk.is_intact(data):
            return Damage("corrupt", f"the PNG's {name} chunk does not match its checksum")
    if not seen or seen[-1].name != b"IEND":
        return Damage("truncated", "the PNG lacks its end chunk")
    return _find_stream_damage(data, [chunk for chunk in seen if chunk.name == b"IDAT"])


_STEP = 1 << 16


def _find_stream_damage(data: bytes, parts: list[Chunk]) -> Damage | None:
    """Inflate the picture data piece by piece and keep none of it."""
    if not parts:
        return Damage("truncated", "the PNG holds no picture data")
    stream = zlib.decompressobj()
    view = memoryview(data)
    held = 0
    try:
        for chunk in parts:
            body = view[chunk.start + 8 : chunk.end - 4]
            for at in range(0, len(body), _STEP):
                held += _discard(stream, bytes(body[at : at + _STEP]))
    except zlib.error as problem:
        return Damage("corrupt", f"the PNG's picture data is damaged: {problem}")
    if not stream.eof or held < count_raw_bytes(data):
        return Damage("truncated", "the PNG's picture data ends early")
    return None


def _discard(stream: zlib._Decompress, body: bytes) -> int:
    held = 0
    while body and not stream.eof:
        held += len(stream.decompress(body, 1 << 20))
        body = stream.unconsumed_tail
    return held


# -- the others ----------------------------------------------------------------------------------


def _find_gif_damage(data: bytes) -> Damage | None:
    structure = walk_gif(data)
    if not structure.whole or not structure.frames:
        return Damage("truncated", "the GIF ends within a picture")
    return None


_FINDERS: dict[str, Callable[[bytes], Damage | None]] = {
    "gif": _find_gif_damage, "jpeg": _find_jpeg_damage, "png": _find_png_damage,
}  # fmt: skip
"""Format → finder. Decoders of the other formats notice a cut file themselves,
or their header reader does."""
