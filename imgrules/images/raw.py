"""What a format's reader hands to the header: facts as found, before they are made sense of."""

from __future__ import annotations

from dataclasses import dataclass, field

from imgrules.model import Value


@dataclass(frozen=True, slots=True)
class JpegFacts:
    """What only a JPEG has. ``tables``: quantisation tables, 64 values each, row by row."""

    tables: tuple[tuple[int, ...], ...]
    subsampling: str
    """``4:4:4``, ``4:2:2``, ``4:2:0``, ``4:4:0``, ``4:1:1``, …; ``4:0:0`` for one component."""
    progressive: bool
    components: int
    adobe_transform: int | None = None
    """The Adobe marker's colour transform (0 none, 1 YCbCr, 2 YCCK), None without the marker."""
    lossless: bool = False
    luma_block: tuple[int, int] = (8, 8)
    """Width and height in pixels of the smallest unit the scan codes."""


@dataclass(slots=True)
class RawHeader:
    """Filled in by one format's reader."""

    width: int
    height: int
    """As stored, before any orientation."""
    colour_model: str
    bit_depth: int = 8
    has_alpha: bool = False
    frames: int = 1
    icc: bytes | None = None
    exif: bytes | None = None
    """A TIFF structure, without the ``Exif`` prefix."""
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None
    jpeg: JpegFacts | None = None
    colour_tags: dict[str, Value] = field(default_factory=dict)
    """Colour declared other than by an ICC profile: see ``Header.colour_tags``."""
    warnings: list[str] = field(default_factory=list)
