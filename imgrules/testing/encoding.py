"""From painted pixels to a file's bytes."""

from __future__ import annotations

import io
import struct
import time
import zlib
from typing import Any

import cv2
import numpy as np
from PIL import ExifTags, ImageCms
from PIL import Image as PillowImage
from PIL.PngImagePlugin import PngInfo

from imgrules.colours import parse_colour
from imgrules.testing import containers
from imgrules.testing.canvas import Canvas
from imgrules.testing.icc import profile_bytes
from imgrules.testing.metadata import exif_block, xmp_packet
from imgrules.testing.recipe import Recipe

_UNTURN = {
    2: PillowImage.Transpose.FLIP_LEFT_RIGHT,
    3: PillowImage.Transpose.ROTATE_180,
    4: PillowImage.Transpose.FLIP_TOP_BOTTOM,
    5: PillowImage.Transpose.TRANSPOSE,
    6: PillowImage.Transpose.ROTATE_90,
    7: PillowImage.Transpose.TRANSVERSE,
    8: PillowImage.Transpose.ROTATE_270,
}
"""EXIF orientation → how the stored picture is turned against the one shown."""

_CONTAINERS = {"psd": containers.psd, "svg": containers.svg, "heic": containers.heic}


def encode(canvas: Canvas, recipe: Recipe) -> bytes:
    """Write the picture in the recipe's format, colour model and profile."""
    picture = _to_pillow(canvas, recipe)
    if recipe.orientation in _UNTURN:
        picture = picture.transpose(_UNTURN[recipe.orientation])
    if recipe.format in _CONTAINERS:
        return _CONTAINERS[recipe.format](picture)
    if recipe.stored_mode == "rgb16":
        return _png_16(np.asarray(picture), recipe)
    buffer = io.BytesIO()
    picture.save(buffer, _pillow_name(recipe.format), **_options(picture, recipe))
    return buffer.getvalue()


def _pillow_name(file_format: str) -> str:
    return {"jp2": "JPEG2000"}.get(file_format, file_format.upper())


# -- colour models --------------------------------------------------------------------------------


def _to_pillow(canvas: Canvas, recipe: Recipe) -> PillowImage.Image:
    mode = recipe.stored_mode
    picture = PillowImage.fromarray(canvas.rgb)
    if mode == "rgba":
        cover = canvas.cover if recipe.transparent_background else np.full_like(canvas.cover, 255)
        picture.putalpha(PillowImage.fromarray(cover))
        return picture
    if mode == "palette":
        return _indexed(canvas, recipe)
    if mode == "lab":
        return _lab(picture)
    return picture.convert({"grey": "L", "cmyk": "CMYK"}.get(mode, "RGB"))


def _indexed(canvas: Canvas, recipe: Recipe) -> PillowImage.Image:
    """Reduce to 255 colours and keep the last entry for the backdrop, which must stay exact."""
    background = parse_colour(recipe.background)
    picture = PillowImage.fromarray(canvas.rgb).quantize(255, PillowImage.Quantize.FASTOCTREE)
    plain = (canvas.rgb == background).all(axis=2)
    if recipe.transparent_background:
        plain = canvas.cover < 128
    indices = np.where(plain, 255, np.asarray(picture)).astype(np.uint8)
    colours = (picture.getpalette() or [])[: 3 * 255]
    colours += [0] * (3 * 255 - len(colours))
    indexed = PillowImage.fromarray(indices)
    indexed.putpalette([*colours, *background])
    if recipe.transparent_background:
        indexed.info["transparency"] = 255
    return indexed


def _lab(picture: PillowImage.Image) -> PillowImage.Image:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    transform = ImageCms.buildTransform(srgb, lab, "RGB", "LAB")
    converted = ImageCms.applyTransform(picture, transform)
    if converted is None:
        raise TypeError("LittleCMS returned no picture")
    return converted


# -- what is saved along --------------------------------------------------------------------------


def _options(picture: PillowImage.Image, recipe: Recipe) -> dict[str, Any]:
    options = {**_metadata(recipe), **_codec(recipe)}
    if recipe.frames > 1 or recipe.format == "mpo":
        turns = range(1, max(2, recipe.frames))
        options |= {"save_all": True, "append_images": [_turned(picture, i) for i in turns]}
    if recipe.frames > 1 and recipe.format != "tiff":
        options |= {"duration": 120, "loop": 0}
    return options


def _metadata(recipe: Recipe) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if recipe.dpi:
        options["dpi"] = (recipe.dpi, recipe.dpi)
    if profile := profile_bytes(recipe.stored_profile):
        options["icc_profile"] = profile
    return {**options, **_facts(recipe)}


def _facts(recipe: Recipe) -> dict[str, Any]:
    exif, packet = exif_block(recipe), xmp_packet(recipe.xmp) if recipe.xmp else None
    if recipe.format == "tiff":
        return _tiff_facts(exif, packet)
    options: dict[str, Any] = {}
    if exif is not None:
        options["exif"] = exif.tobytes()  # from the object, Pillow loses the position
    if packet and recipe.format == "png":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", packet.decode())
    elif packet:
        options["xmp"] = packet
    return options


def _tiff_facts(exif: PillowImage.Exif | None, packet: bytes | None) -> dict[str, Any]:
    """Return both in one block of tags: Pillow ignores EXIF where other tags are given."""
    tags = PillowImage.Exif()
    if exif is not None:
        tags.load(exif.tobytes())  # only what was read lists its inner blocks
    if packet:
        tags[ExifTags.Base.XMLPacket] = packet
    return {"tiffinfo": tags} if len(tags) else {}


def _codec(recipe: Recipe) -> dict[str, Any]:
    if recipe.format in ("jpeg", "mpo"):
        return {
            "quality": recipe.quality,
            "subsampling": recipe.subsampling,
            "progressive": recipe.progressive,
        }
    # Pillow's compressed TIFFs lose the camera's facts, and LittleCMS's Lab cannot be compressed.
    plain_tiff = recipe.stored_mode == "lab" or recipe.exif is not None
    long_ago = time.gmtime(0)  # Pillow stamps PDFs with the clock, and the bytes must not change
    codecs: dict[str, dict[str, Any]] = {
        "png": {"compress_level": 1},
        "webp": {"quality": recipe.quality, "lossless": recipe.quality == 100, "method": 2},
        "avif": {"quality": recipe.quality, "subsampling": "4:4:4", "speed": 9},
        "tiff": {"compression": None if plain_tiff else "tiff_lzw"},
        "pdf": {"creationDate": long_ago, "modDate": long_ago},
    }
    return codecs.get(recipe.format, {})


def _turned(picture: PillowImage.Image, index: int) -> PillowImage.Image:
    """Make a further frame: the product a little aside, or equal frames would be merged."""
    moved = PillowImage.fromarray(np.roll(np.asarray(picture), index * 4, axis=1))
    if picture.mode == "P":
        moved.putpalette(picture.getpalette() or [])
    return moved


# -- sixteen bits ---------------------------------------------------------------------------------


def _png_16(rgb: np.ndarray[Any, np.dtype[np.uint8]], recipe: Recipe) -> bytes:
    deep = rgb[..., ::-1].astype(np.uint16) * 257
    _, plain = cv2.imencode(".png", deep, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    data, chunks = plain.tobytes(), b""
    if profile := profile_bytes(recipe.stored_profile):
        chunks += _png_chunk(b"iCCP", b"icc\0\0" + zlib.compress(profile))
    if recipe.dpi:
        per_metre = round(recipe.dpi / 0.0254)
        chunks += _png_chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
    if (exif := exif_block(recipe)) is not None:
        chunks += _png_chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    if recipe.xmp:
        head = b"XML:com.adobe.xmp\0\0\0\0\0"
        chunks += _png_chunk(b"iTXt", head + xmp_packet(recipe.xmp))
    after_header = 8 + 25
    return data[:after_header] + chunks + data[after_header:]


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    whole = kind + body
    return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))
