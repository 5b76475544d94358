"""What a picture's header says: size, colour model, profile, metadata. No pixel is decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imgrules.errors import UnreadableError
from imgrules.images.exif import ExifFacts, read_exif
from imgrules.images.jpeg_header import read_jpeg
from imgrules.images.raw import JpegFacts, RawHeader
from imgrules.model import Value

__all__ = ["Header", "JpegFacts", "read_header", "read_raw"]


@dataclass(frozen=True, slots=True)
class Header:
    """Header facts. ``width`` and ``height`` are upright (EXIF orientation applied), in pixels."""

    width: int
    height: int
    stored_width: int
    stored_height: int
    orientation: int | None
    """The EXIF tag as stored (valid: 1-8), None where absent."""
    colour_model: str
    """``rgb``, ``grey``, ``cmyk``, ``lab`` or ``palette``."""
    bit_depth: int
    """Bits a channel as stored."""
    has_alpha: bool
    frames: int
    """Pictures a viewer shows: animation frames, pages, stereo views; no thumbnails, no layers."""
    icc: bytes | None
    dpi: tuple[float, float] | None
    xmp: bytes | None
    exif: Mapping[str, Value] = field(default_factory=dict)
    """``make``, ``model``, ``software``, ``artist``, ``copyright``, ``color_space``, ``interop``
    where given; ``gps``, ``serial``, ``owner``: whether given."""
    jpeg: JpegFacts | None = None
    warnings: tuple[str, ...] = ()
    """What was odd in the header, in words."""
    format: str | None = None
    """By magic bytes, as in ``FileFacts``."""
    iptc: bytes | None = None
    """IPTC-IIM block."""
    colour_tags: Mapping[str, Value] = field(default_factory=dict)
    """Colour declared without an ICC profile: ``png_srgb`` (intent), ``png_gamma``,
    ``png_primaries`` (red, green, blue, white as x, y), ``cicp`` (primaries, transfer);
    ``icc_misnumbered`` where a JPEG's ICC profile comes in parts that standard readers will not
    join; ``planar`` where a TIFF keeps its colours in separate planes."""

    @property
    def turn(self) -> int:
        """The orientation to apply: 1 where the tag is absent or means nothing."""
        valid = self.orientation is not None and 1 <= self.orientation <= 8
        return self.orientation or 1 if valid else 1


def read_header(data: bytes, file_format: str | None) -> Header:
    """Read the header.

    Raises UnreadableError: ``unsupported`` (no decoder here), ``corrupt``, ``truncated``.
    """
    if file_format is None:
        raise UnreadableError("unsupported", "the content is no picture format known here")
    return _assemble(read_raw(data, file_format), file_format)


def read_raw(data: bytes, file_format: str) -> RawHeader:
    """Read the header as the file holds it, its EXIF block included. Raises UnreadableError."""
    if file_format == "jpeg":
        return read_jpeg(data)
    if file_format == "png":
        from imgrules.images.png_header import read_png

        return read_png(data)
    from imgrules.images.other_header import read_other

    return read_other(data, file_format)


def _assemble(raw: RawHeader, file_format: str) -> Header:
    exif = read_exif(raw.exif) if raw.exif is not None else ExifFacts()
    turned = exif.orientation in (5, 6, 7, 8)
    return Header(
        width=raw.height if turned else raw.width,
        height=raw.width if turned else raw.height,
        stored_width=raw.width,
        stored_height=raw.height,
        orientation=exif.orientation,
        colour_model=raw.colour_model,
        bit_depth=raw.bit_depth,
        has_alpha=raw.has_alpha,
        frames=raw.frames,
        icc=raw.icc,
        dpi=raw.dpi or exif.dpi,
        xmp=raw.xmp,
        exif=exif.values,
        jpeg=raw.jpeg,
        warnings=tuple(dict.fromkeys((*raw.warnings, *exif.warnings))),
        format=file_format,
        iptc=raw.iptc,
        colour_tags=raw.colour_tags,
    )
