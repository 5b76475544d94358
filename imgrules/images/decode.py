"""Decoding a picture once, to the upright RGB picture a shopper would see."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imgrules.errors import UnreadableError
from imgrules.images.bare import strip
from imgrules.images.damage import find_damage
from imgrules.images.header import Header
from imgrules.images.magic import sniff
from imgrules.images.pillow import DECODER_ERRORS, damaged, open_with_plugin, quiet
from imgrules.images.shortfall import ends_early
from imgrules.images.turbo import decode_rgb

MAX_PIXELS = 100_000_000
"""Amazon takes 10,000 × 10,000; anything above is refused before a byte is decoded."""
MAX_WORKING_BYTES = 850 * 1024 * 1024
"""What decoding may take at its peak, so that a process stays under 1 GiB."""

# libtiff prints what it could not decode and goes on; an unknown tag is no damage.
_DAMAGED = re.compile(r"Decode|Fill(Strip|Tile)|ReadProc|[Pp]remature|Not enough data")


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """The decoded picture, upright.

    ``rgb``: uint8, height × width × 3, flattened on white, profile not applied for RGB files.
    ``alpha``: uint8, height × width, None where nothing is transparent.
    ``rgb_raw``: the colours under the transparency, before flattening (is ``rgb`` without alpha).

    CMYK and Lab are converted to sRGB (through the embedded profile where it fits). Of 16 bits a
    channel the upper eight are kept, as browsers do: 255 means 65280 or more.
    """

    rgb: NDArray[np.uint8]
    alpha: NDArray[np.uint8] | None
    rgb_raw: NDArray[np.uint8]


def decode(data: bytes, header: Header, *, max_pixels: int = MAX_PIXELS) -> Pixels:
    """Decode the first frame.

    Raises UnreadableError: ``too-large``, ``truncated``, ``corrupt``, ``unsupported``.
    """
    file_format = header.format or sniff(data)
    if file_format is None:
        raise UnreadableError("unsupported", "the content is no picture format known here")
    _refuse_undecodable(header)
    _refuse_large(header, len(data), max_pixels)
    damage = find_damage(data, file_format)
    if damage:
        raise UnreadableError(damage.reason, damage.message)
    bare = strip(data, file_format)
    raw, alpha = _decode_stored(bare, header, file_format)
    if header.jpeg is not None and ends_early(bare, raw, header.jpeg):
        raise UnreadableError("truncated", "the JPEG's picture data ends before its last rows")
    # Pillow turns TIFF itself, as the format's specification asks of readers.
    turn = 1 if file_format == "tiff" else header.turn
    raw = turn_upright(raw, turn)
    if alpha is None:
        return Pixels(raw, None, raw)
    from imgrules.images.render import flatten

    alpha = turn_upright(alpha, turn)
    return Pixels(flatten(raw, alpha), alpha, raw)


def _refuse_undecodable(header: Header) -> None:
    if header.jpeg is not None and header.bit_depth != 8:
        words = f"{header.bit_depth}-bit JPEG pictures cannot be decoded here, nor by most programs"
        raise UnreadableError("unsupported", words)
    if header.colour_tags.get("planar") and header.bit_depth > 8:
        # Pillow misreads them without complaint.
        words = f"{header.bit_depth}-bit TIFF in separate colour planes cannot be decoded here"
        raise UnreadableError("unsupported", words)


def _refuse_large(header: Header, file_bytes: int, max_pixels: int) -> None:
    pixels = header.width * header.height
    if pixels > max_pixels:
        size = f"{header.width} × {header.height}"
        raise UnreadableError("too-large", f"{size} px is over the limit of {max_pixels} pixels")
    needed = int(pixels * _working_bytes_per_pixel(header)) + 2 * file_bytes
    if needed > MAX_WORKING_BYTES:
        words = f"{header.width} × {header.height} px coded like this"
        raise UnreadableError(
            "too-large", f"decoding {words} takes {needed >> 20} MiB, over the limit"
        )


_CODEC_BYTES = {"avif": 12.0, "jp2": 20.0, "webp": 16.0}
"""Bytes a pixel, measured: these codecs hold whole pictures of their own beside Pillow's."""


def _working_bytes_per_pixel(header: Header) -> float:
    """Peak of decoding: Pillow's four bytes a pixel, beside what the codec or the copy takes."""
    copying = 4.0 + (4 if header.has_alpha else 3)
    if header.jpeg is not None and header.jpeg.progressive:
        # The coefficients of the whole picture, two bytes each, are held while decoding.
        chroma = {"4:2:0": 0.5, "4:2:2": 1.0, "4:4:0": 1.0, "4:1:1": 0.5, "4:0:0": 0.0}
        share = chroma.get(header.jpeg.subsampling, 2.0)
        extra = 1 if header.jpeg.components == 4 else 0
        return max(copying, 4 + 2 * (1 + share + extra))
    if header.format in _CODEC_BYTES:
        return _CODEC_BYTES[header.format] * (2 if header.bit_depth > 8 else 1)
    if header.format == "tiff" and header.bit_depth > 8:
        # One strip may hold the whole picture.
        return 4 + copying * header.bit_depth / 8
    return copying


def _decode_stored(
    bare: bytes, header: Header, file_format: str
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Decode as stored, not yet turned."""
    common = decode_rgb(bare, header) if file_format == "jpeg" else None
    if common is not None:
        return common, None
    return _decode_with_pillow(bare, header, file_format)


def _decode_with_pillow(
    bare: bytes, header: Header, file_format: str
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Decode as stored. Pillow's picture is gone when this returns."""
    from PIL.Image import DecompressionBombError

    from imgrules.images.render import paint

    picture = open_with_plugin(bare, file_format)
    if picture.width * picture.height != header.width * header.height:
        raise UnreadableError("corrupt", "header and decoder disagree on the picture's size")
    try:
        with quiet(file_format) as complaints:
            picture.load()
            planes = paint(picture, header)
    except (MemoryError, DecompressionBombError) as problem:
        raise UnreadableError("too-large", f"too large to decode: {problem}") from problem
    except DECODER_ERRORS as problem:
        raise damaged(problem, "decoding failed") from problem
    finally:
        picture.close()
    if any(_DAMAGED.search(line) for line in complaints):
        raise UnreadableError("corrupt", f"decoding failed: {complaints[0]}")
    return planes


def turn_upright(plane: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Apply an EXIF orientation, 1 to 8, to height × width (× channels)."""
    if orientation in (5, 6, 7, 8):
        plane = plane.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        plane = plane[::-1]
    if orientation in (2, 3, 6, 7):
        plane = plane[:, ::-1]
    return np.ascontiguousarray(plane)
