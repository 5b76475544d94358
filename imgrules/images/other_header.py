"""Header facts of formats that are neither JPEG nor PNG: Pillow's, and what it does not tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgrules.errors import UnreadableError
from imgrules.images.containers import read_avif_properties, walk_gif, webp_is_whole
from imgrules.images.pillow import DECODER_ERRORS, open_with_plugin, quiet
from imgrules.images.raw import RawHeader
from imgrules.images.tiff import Directory, Pages, TiffError, read_pages

if TYPE_CHECKING:
    from PIL import Image as PillowImage

_MODELS = {
    "1": "grey", "L": "grey", "LA": "grey", "La": "grey", "I": "grey", "F": "grey", "P": "palette",
    "PA": "palette", "CMYK": "cmyk", "LAB": "lab",
}  # fmt: skip
"""Pillow mode → colour model as marketplaces name them; any other mode is RGB or 16-bit grey."""
_DEPTHS = {"1": 1, "I": 32, "F": 32}
_PHOTOMETRIC = {0: "grey", 1: "grey", 2: "rgb", 3: "palette", 5: "cmyk", 6: "rgb", 8: "lab",
                9: "lab", 10: "lab"}  # fmt: skip
_WIDTH, _HEIGHT, _BITS, _PHOTO = 256, 257, 258, 262
_PLANAR = 284
_XMP, _IPTC, _ICC = 700, 33723, 34675


def read_other(data: bytes, file_format: str) -> RawHeader:
    """Read the header. Raises UnreadableError ``unsupported``, ``corrupt``, ``truncated``."""
    if file_format == "tiff":
        return _read_tiff(data)
    if file_format == "webp" and not webp_is_whole(data):
        raise UnreadableError("truncated", "the WebP is shorter than it says")
    with open_with_plugin(data, file_format) as picture:
        raw = _from_pillow(picture)
        if file_format in ("webp", "avif"):
            raw.frames = _count_frames(picture, raw)
    if file_format == "gif":
        raw.colour_model, raw.bit_depth = "palette", 8
        structure = walk_gif(data)
        raw.frames = max(1, structure.frames)
        if structure.whole and not structure.trailer:
            raw.warnings.append("the GIF lacks its closing byte")
        if structure.outside:
            raw.warnings.append("a frame of the GIF lies outside its canvas")
    if file_format == "avif":
        depth, raw.colour_tags = read_avif_properties(data)
        raw.bit_depth = depth or raw.bit_depth
    if file_format == "pnm" and raw.bit_depth == 32:
        raw.bit_depth = 16  # Pillow holds 16-bit PGM in 32-bit integers
    return raw


def _from_pillow(picture: PillowImage.Image) -> RawHeader:
    width, height = picture.size
    mode, info = picture.mode, picture.info
    exif = info.get("exif")
    dpi = info.get("dpi")
    return RawHeader(
        width=width,
        height=height,
        colour_model=_MODELS.get(mode, "grey" if mode.startswith("I") else "rgb"),
        bit_depth=16 if "16" in mode else _DEPTHS.get(mode, 8),
        has_alpha="A" in mode or mode.endswith("a") or "transparency" in info,
        icc=info.get("icc_profile"),
        exif=exif.removeprefix(b"Exif\x00\x00") if isinstance(exif, bytes) else None,
        xmp=_as_bytes(info.get("xmp")),
        dpi=(float(dpi[0]), float(dpi[1])) if dpi and all(dpi) else None,
    )


def _as_bytes(value: object) -> bytes | None:
    if isinstance(value, str):
        return value.encode()
    return value if isinstance(value, bytes) else None


def _count_frames(picture: PillowImage.Image, raw: RawHeader) -> int:
    try:
        return int(getattr(picture, "n_frames", 1))
    except DECODER_ERRORS as problem:
        raw.warnings.append(f"the frames cannot be counted: {problem}")
        return 1


def _read_tiff(data: bytes) -> RawHeader:
    """Read the directory here: a TIFF that Pillow cannot open may still be a sound one."""
    try:
        pages = read_pages(data)
    except TiffError as problem:
        raise UnreadableError("corrupt", f"the TIFF header is damaged: {problem}") from problem
    first = pages.first
    width, height = first.integer(_WIDTH), first.integer(_HEIGHT)
    if not width or not height or width < 0 or height < 0:
        raise UnreadableError("corrupt", "the TIFF does not say how large it is")
    raw = _from_directory(first, pages, (width, height))
    raw.exif = data  # EXIF is a TIFF structure, so the file itself is one
    with _open_tiff(data, first), quiet("tiff"):
        return raw


def _open_tiff(data: bytes, first: Directory) -> PillowImage.Image:
    try:
        return open_with_plugin(data, "tiff")
    except UnreadableError as problem:
        bits, kind = first.integers(_BITS), first.integer(_PHOTO)
        if isinstance(problem.__cause__, SyntaxError) and not first.broken and bits:
            message = f"this kind of TIFF cannot be decoded here ({bits} bits, type {kind})"
            raise UnreadableError("unsupported", message) from problem
        raise


def _from_directory(first: Directory, pages: Pages, size: tuple[int, int]) -> RawHeader:
    extra = first.integers(338)
    return RawHeader(
        width=size[0],
        height=size[1],
        colour_model=_PHOTOMETRIC.get(first.integer(_PHOTO) or 0, "rgb"),
        bit_depth=max(first.integers(_BITS), default=1),
        has_alpha=any(kind in (1, 2) for kind in extra),
        frames=pages.count,
        icc=first.raw(_ICC) or None,
        xmp=first.raw(_XMP) or None,
        iptc=first.raw(_IPTC) or None,
        colour_tags={"planar": True} if first.integer(_PLANAR) == 2 else {},
    )
