"""What a picture's header says: size, colour model, profile, metadata. No pixel is decoded."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image as PillowImage
from PIL import JpegImagePlugin

from imgrules.errors import UnreadableError
from imgrules.model import Value

COLOUR_MODELS = {
    "1": "grey", "L": "grey", "LA": "grey", "I": "grey", "I;16": "grey", "I;16B": "grey",
    "I;16L": "grey", "F": "grey", "P": "palette", "PA": "palette", "RGB": "rgb", "RGBA": "rgb",
    "RGBX": "rgb", "RGBa": "rgb", "La": "grey", "YCbCr": "rgb", "CMYK": "cmyk", "LAB": "lab",
    "HSV": "rgb",
}  # fmt: skip
"""Pillow mode → colour model as marketplaces name them."""


@dataclass(frozen=True, slots=True)
class JpegFacts:
    """What only a JPEG has. ``tables``: quantisation tables, 64 values each, in file order."""

    tables: tuple[tuple[int, ...], ...]
    subsampling: str
    """``4:4:4``, ``4:2:2``, ``4:2:0`` or ``unknown``; ``4:0:0`` for one component."""
    progressive: bool
    components: int


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
    icc: bytes | None
    dpi: tuple[float, float] | None
    xmp: bytes | None
    exif: Mapping[str, Value] = field(default_factory=dict)
    """Selected EXIF facts; see ``metadata`` checks."""
    jpeg: JpegFacts | None = None
    warnings: tuple[str, ...] = ()
    """What was odd in the header, in words."""


def read_header(data: bytes, file_format: str | None) -> Header:
    """Read the header.

    Raises UnreadableError: ``unsupported`` (no decoder here), ``corrupt``.
    """
    try:
        with PillowImage.open(io.BytesIO(data)) as picture:
            return _from_pillow(picture)
    except UnreadableError:
        raise
    except Exception as problem:
        if file_format is None:
            raise UnreadableError("unsupported", "not a known picture format") from problem
        raise UnreadableError("corrupt", f"the {file_format} header is damaged") from problem


def _from_pillow(picture: PillowImage.Image) -> Header:
    width, height = picture.size
    orientation = picture.getexif().get(0x0112)
    turned = orientation in (5, 6, 7, 8)
    return Header(
        width=height if turned else width,
        height=width if turned else height,
        stored_width=width,
        stored_height=height,
        orientation=orientation,
        colour_model=COLOUR_MODELS.get(picture.mode, "rgb"),
        bit_depth=16 if "16" in picture.mode or picture.mode == "I" else 8,
        has_alpha="A" in picture.mode or "transparency" in picture.info,
        frames=getattr(picture, "n_frames", 1),
        icc=picture.info.get("icc_profile"),
        dpi=picture.info.get("dpi"),
        xmp=picture.info.get("xmp"),
        jpeg=_jpeg_facts(picture),
    )


def _jpeg_facts(picture: PillowImage.Image) -> JpegFacts | None:
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return None
    names = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}
    sampling = names.get(JpegImagePlugin.get_sampling(picture), "unknown")
    return JpegFacts(
        tables=tuple(tuple(table) for table in picture.quantization.values()),
        subsampling="4:0:0" if picture.layers == 1 else sampling,
        progressive="progressive" in picture.info,
        components=picture.layers,
    )
