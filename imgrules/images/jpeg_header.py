"""A JPEG's header facts, from its markers alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from imgrules.errors import UnreadableError
from imgrules.images import jpeg
from imgrules.images.iptc import find_iptc
from imgrules.images.jpeg import Frame, Segment
from imgrules.images.mpf import count_pictures
from imgrules.images.raw import JpegFacts, RawHeader

_EXIF, _XMP = b"Exif\x00", b"http://ns.adobe.com/xap/1.0/\x00"
_ICC, _MPF = b"ICC_PROFILE\x00", b"MPF\x00"
ICC_NUMBERING = "the ICC profile's parts are numbered wrongly"
_MODELS = {1: "grey", 2: "grey", 3: "rgb", 4: "cmyk"}


@dataclass(slots=True)
class _Found:
    frame: Frame | None = None
    tables: dict[int, tuple[int, ...]] = field(default_factory=dict)
    icc: dict[int, bytes] = field(default_factory=dict)
    icc_total: int = 0
    adobe_transform: int | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None
    frames: int = 1
    scan: bytes = b""
    warnings: list[str] = field(default_factory=list)

    def warn(self, words: str) -> None:
        if words not in self.warnings:
            self.warnings.append(words)


def read_jpeg(data: bytes) -> RawHeader:
    """Read the markers before the first scan. Raises UnreadableError ``corrupt``."""
    found = _Found()
    for segment in jpeg.walk(data):
        if segment.junk_before:
            found.warn("bytes that belong to nothing between the JPEG's segments")
        _take(segment, found)
    frame = found.frame
    _note_contradictions(frame, found)
    if frame is None:
        raise UnreadableError("corrupt", "the JPEG has no frame header before its picture data")
    if not frame.width or not frame.height:
        raise UnreadableError("corrupt", f"the JPEG says it is {frame.width} × {frame.height} px")
    return RawHeader(
        width=frame.width,
        height=frame.height,
        colour_model=_MODELS.get(len(frame.components), "rgb"),
        bit_depth=frame.precision,
        frames=found.frames,
        icc=_join_icc(found),
        exif=found.exif,
        xmp=found.xmp,
        iptc=found.iptc,
        dpi=found.dpi,
        jpeg=_facts(frame, found),
        colour_tags={"icc_misnumbered": True} if ICC_NUMBERING in found.warnings else {},
        warnings=found.warnings,
    )


def _take(segment: Segment, found: _Found) -> None:
    body, marker = segment.payload, segment.marker
    if marker in jpeg.FRAMES and found.frame is None:
        found.frame = jpeg.parse_frame(segment)
    elif marker == jpeg.DHT and not body:
        found.warn("a Huffman table of the JPEG is empty")
    elif marker == jpeg.SOS:
        found.scan = body
    elif marker == jpeg.DQT:
        found.tables.update(jpeg.parse_tables(body))
    elif marker == jpeg.APP0 and body.startswith(b"JFIF"):
        _take_jfif(body, found)
    elif marker == jpeg.APP1 and body.startswith(_EXIF):
        found.exif = found.exif if found.exif is not None else body[6:]
    elif marker == jpeg.APP1 and body.startswith(_XMP):
        found.xmp = found.xmp or body[len(_XMP) :]
    elif marker == jpeg.APP2 and body.startswith(_ICC):
        _take_icc(body[len(_ICC) :], found)
    elif marker == jpeg.APP2 and body.startswith(_MPF):
        found.frames = count_pictures(body[4:])
    elif marker == jpeg.APP13:
        found.iptc = found.iptc or find_iptc(body)
    elif marker == jpeg.APP14 and body.startswith(b"Adobe"):
        _take_adobe(body, found)


def _note_contradictions(frame: Frame | None, found: _Found) -> None:
    if frame is None:
        return
    if len(frame.components) == 1 and found.adobe_transform:
        found.warn("the Adobe segment announces colour in a grey JPEG")
    if frame.marker in jpeg.SEQUENTIAL and found.scan[-3:-1] != b"\x00\x3f":
        found.warn("the JPEG's scan header has impossible values")


def _take_jfif(body: bytes, found: _Found) -> None:
    if len(body) < 14:
        found.warn("the JFIF segment is cut short")
        return
    unit = body[7]
    x, y = int.from_bytes(body[8:10], "big"), int.from_bytes(body[10:12], "big")
    if unit in (1, 2) and x and y:
        scale = 2.54 if unit == 2 else 1.0
        found.dpi = (x * scale, y * scale)


def _take_adobe(body: bytes, found: _Found) -> None:
    if len(body) < 12:
        found.warn("the Adobe segment is cut short")
    else:
        found.adobe_transform = body[11]


def _take_icc(body: bytes, found: _Found) -> None:
    if len(body) < 2:
        found.warn("an ICC segment is empty")
        return
    number, total = body[0], body[1]
    if number in found.icc or number == 0 or number > total or found.icc_total not in (0, total):
        found.warn(ICC_NUMBERING)
    found.icc.setdefault(number, body[2:])
    found.icc_total = total


def _join_icc(found: _Found) -> bytes | None:
    """Join the profile's parts; an incomplete one comes as it is, for whoever parses it to refuse.

    A single part with a wrong number is still whole: its own length field will tell.
    """
    if not found.icc:
        return None
    if len(found.icc) != found.icc_total:
        found.warn(ICC_NUMBERING)
    whole = b"".join(found.icc[number] for number in sorted(found.icc))
    if not whole:
        found.warn("the ICC profile is empty")
    return whole or None


def _facts(frame: Frame, found: _Found) -> JpegFacts:
    wide = max(c.horizontal for c in frame.components)
    high = max(c.vertical for c in frame.components)
    single = len(frame.components) == 1
    return JpegFacts(
        tables=tuple(found.tables[number] for number in sorted(found.tables)),
        subsampling=jpeg.name_subsampling(frame.components),
        progressive=frame.marker in jpeg.PROGRESSIVE,
        components=len(frame.components),
        adobe_transform=found.adobe_transform,
        lossless=frame.marker in jpeg.LOSSLESS,
        luma_block=(8, 8) if single else (8 * wide, 8 * high),
    )
