"""A PNG's header facts, from its chunks alone."""

from __future__ import annotations

from collections.abc import Callable

from imgrules.errors import UnreadableError
from imgrules.images.png import NEEDED, Chunk, chunks, inflate
from imgrules.images.raw import RawHeader

_MODELS = {0: "grey", 2: "rgb", 3: "palette", 4: "grey", 6: "rgb"}
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_MAX_TEXT = 16 * 1024 * 1024
"""XMP and ICC longer than this are not read: no honest picture carries them."""
_MAX_PACKED_TEXT = 1024 * 1024
_XMP_KEY = b"XML:com.adobe.xmp\x00"


def read_png(data: bytes) -> RawHeader:
    """Read the chunks. Raises UnreadableError ``corrupt``, ``truncated``."""
    header: RawHeader | None = None
    for chunk in chunks(data):
        if header is None:
            header = _start(chunk, data)
            continue
        if chunk.name == b"IDAT" or (chunk.name == b"IEND" and not chunk.length):
            continue
        if chunk.cut or not chunk.is_intact(data):
            if chunk.name not in NEEDED:
                header.warnings.append(f"the {_say(chunk)} chunk is damaged")
            if chunk.name == b"iCCP":
                header.icc = b""
            continue
        reader = _READERS.get(chunk.name)
        if reader is not None and not reader(chunk.body(data), header):
            header.warnings.append(f"the {_say(chunk)} chunk is damaged")
    if header is None:
        raise UnreadableError("truncated", "the PNG ends before its header")
    return header


def _say(chunk: Chunk) -> str:
    """Return the name as text; one that is not four letters is shown as it is held."""
    return chunk.name.decode() if chunk.name.isalpha() else repr(chunk.name)


def _start(chunk: Chunk, data: bytes) -> RawHeader:
    body = chunk.body(data)
    if chunk.name != b"IHDR" or chunk.length != 13:
        raise UnreadableError("corrupt", "the PNG does not begin with its header chunk")
    if len(body) < 13:
        raise UnreadableError("truncated", "the PNG ends in its header")
    width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    depth, kind, compression, filtering, interlace = body[8:13]
    if not (0 < width < 2**31 and 0 < height < 2**31):
        raise UnreadableError("corrupt", f"the PNG says it is {width} × {height} px")
    if depth not in _DEPTHS.get(kind, set()):
        raise UnreadableError("corrupt", f"the PNG has colour type {kind} with {depth} bits")
    if compression or filtering or interlace > 1:
        raise UnreadableError("corrupt", "the PNG header names an unknown way of packing")
    return RawHeader(width, height, _MODELS[kind], depth, has_alpha=kind in (4, 6))


def _transparency(body: bytes, header: RawHeader) -> bool:
    header.has_alpha = True
    return bool(body)


def _profile(body: bytes, header: RawHeader) -> bool:
    name, _, packed = body.partition(b"\x00")
    header.icc = inflate(packed[1:], _MAX_TEXT)
    if header.icc is None:
        # Kept, so that the profile counts as broken and not as absent.
        header.icc = b""
    return bool(name) and bool(header.icc)


def _exif(body: bytes, header: RawHeader) -> bool:
    header.exif = body[6:] if body.startswith(b"Exif\x00\x00") else body
    return bool(body)


def _density(body: bytes, header: RawHeader) -> bool:
    if len(body) != 9:
        return False
    x, y = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    if body[8] == 1 and x and y:
        header.dpi = (x * 0.0254, y * 0.0254)
    return True


def _packed_text(body: bytes, header: RawHeader) -> bool:
    """Texts are not read, but one that grows without end is a trap for other programs."""
    packed = body.partition(b"\x00")[2][1:]
    return inflate(packed, _MAX_PACKED_TEXT) is not None


def _text(body: bytes, header: RawHeader) -> bool:
    if not body.startswith(_XMP_KEY):
        return bool(body)
    packed, rest = body[len(_XMP_KEY) : len(_XMP_KEY) + 1], body[len(_XMP_KEY) + 2 :]
    text = rest.partition(b"\x00")[2].partition(b"\x00")[2]
    header.xmp = inflate(text, _MAX_TEXT) if packed == b"\x01" else text[:_MAX_TEXT]
    return header.xmp is not None


def _rendering(body: bytes, header: RawHeader) -> bool:
    if len(body) == 1:
        header.colour_tags["png_srgb"] = body[0]
    return len(body) == 1 and body[0] < 4


def _gamma(body: bytes, header: RawHeader) -> bool:
    value = int.from_bytes(body, "big")
    if len(body) == 4 and value:
        header.colour_tags["png_gamma"] = value / 100_000
    return len(body) == 4 and value > 0


def _primaries(body: bytes, header: RawHeader) -> bool:
    if len(body) != 32:
        return False
    values = [int.from_bytes(body[at : at + 4], "big") / 100_000 for at in range(0, 32, 4)]
    header.colour_tags["png_primaries"] = [*values[2:], *values[:2]]
    return True


def _cicp(body: bytes, header: RawHeader) -> bool:
    if len(body) == 4:
        header.colour_tags["cicp"] = [body[0], body[1]]
    return len(body) == 4


def _animation(body: bytes, header: RawHeader) -> bool:
    if len(body) == 8:
        header.frames = max(1, int.from_bytes(body[:4], "big"))
    return len(body) == 8


_READERS: dict[bytes, Callable[[bytes, RawHeader], bool]] = {
    b"tRNS": _transparency, b"iCCP": _profile, b"eXIf": _exif, b"pHYs": _density, b"iTXt": _text,
    b"zTXt": _packed_text,
    b"sRGB": _rendering, b"gAMA": _gamma, b"cHRM": _primaries, b"cICP": _cicp,
    b"acTL": _animation,
}  # fmt: skip
"""Chunk → reader; it fills the header and says whether the chunk made sense."""
