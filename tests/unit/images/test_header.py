from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules.errors import UnreadableError
from imgrules.images.header import read_header
from tests.unit.images.samples import (
    chunk,
    encode,
    exif_block,
    header_of,
    matrix_profile,
    orientation_block,
    scene,
    with_chunk,
    with_segment,
)


def test_nothing_is_read_of_an_unknown_format() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_header(b"plain text", None)
    assert caught.value.reason == "unsupported"


@pytest.mark.parametrize(("kind", "reason"), [("svg", "unsupported"), ("webp", "corrupt")])
def test_formats_without_decoder_and_damaged_ones(kind: str, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_header(b"RIFF\x10\0\0\0WEBP nothing behind it", kind)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("mode", "model", "bits", "alpha"),
    [
        ("1", "grey", 1, False),
        ("L", "grey", 8, False),
        ("LA", "grey", 8, True),
        ("P", "palette", 8, False),
        ("RGB", "rgb", 8, False),
        ("RGBA", "rgb", 8, True),
        ("I;16", "grey", 16, False),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_colour_model_depth_and_alpha(
    kind: str, mode: str, model: str, bits: int, alpha: bool
) -> None:
    if mode == "I;16":
        picture = PillowImage.fromarray(np.full((9, 9), 700, np.uint16))
    else:
        picture = scene(mode=mode)
    header = header_of(encode(picture, kind))
    assert (header.colour_model, header.bit_depth, header.has_alpha) == (model, bits, alpha)
    assert header.frames == 1


@pytest.mark.parametrize(("mode", "model"), [("CMYK", "cmyk"), ("LAB", "lab"), ("YCbCr", "rgb")])
def test_colour_models_of_tiff(mode: str, model: str) -> None:
    picture = PillowImage.new(mode, (8, 8))
    assert header_of(encode(picture, "TIFF")).colour_model == model


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("value", range(1, 9))
def test_size_is_that_of_the_upright_picture(kind: str, value: int) -> None:
    exif = PillowImage.Exif()
    exif[0x0112] = value
    header = header_of(encode(scene(64, 32), kind, exif=exif.tobytes()))
    assert header.orientation == value or (kind == "AVIF" and value == 1)
    assert (header.stored_width, header.stored_height) == (64, 32)
    assert (header.width, header.height) == ((32, 64) if value > 4 else (64, 32))
    assert header.turn == value


@pytest.mark.parametrize("value", [0, 9, 65535])
@pytest.mark.parametrize("order", ["<", ">"])
def test_orientation_without_meaning_turns_nothing(value: int, order: str) -> None:
    block = orientation_block(value, order)
    header = header_of(with_segment(encode(scene(), "JPEG"), 0xE1, b"Exif\0\0" + block))
    assert (header.orientation, header.turn) == (value, 1)
    assert (header.width, header.height) == (96, 64)


def test_png_exif_is_read_without_decoding() -> None:
    data = with_chunk(encode(scene(), "PNG"), b"eXIf", orientation_block(6))
    assert header_of(data[: data.index(b"IDAT") + 20]).orientation == 6


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (b"", "no TIFF header"),
        (b"garbage!", "no TIFF header"),
        (b"MM\0*\0\0\xff\xff", "outside the data"),
        (b"MM\0*\0\0\0\x08\0\x09", "cut short"),
        (exif_block((0x010F, 2, 900, b"\0\0\0\x20")), "a value lies outside it"),
        (exif_block((0x011A, 2, 4, b"abc")), "density is no number"),
        (exif_block((0x8769, 4, 1, b"\xff\0\0\0")), "outside the data"),
    ],
)
def test_damaged_exif_is_a_warning(block: bytes, words: str) -> None:
    header = header_of(with_segment(encode(scene(), "JPEG"), 0xE1, b"Exif\0\0" + block))
    assert (header.width, header.height) == (96, 64)
    assert len(header.warnings) == 1
    assert words in header.warnings[0]


def test_exif_tells_what_is_private_but_not_what() -> None:
    exif = PillowImage.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    exif.get_ifd(0x8769)[0xA431] = "SN-1234"
    header = header_of(encode(scene(), "JPEG", exif=exif.tobytes()))
    wanted = {"make": "Maker", "gps": True, "serial": True, "owner": False}
    assert dict(header.exif) == wanted


def test_a_place_of_zeros_gives_nothing_away() -> None:
    exif = PillowImage.Exif()
    exif.get_ifd(0x8825)[2] = (0.0, 0.0, 0.0)
    assert header_of(encode(scene(), "JPEG", exif=exif.tobytes())).exif["gps"] is False


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_frames_are_counted(kind: str) -> None:
    frames = [scene(32, 32).rotate(90 * turn) for turn in range(3)]
    data = encode(frames[0], kind, save_all=True, append_images=frames[1:])
    assert header_of(data).frames == 3
    assert header_of(encode(frames[0], kind)).frames == 1


def test_thumbnails_in_a_tiff_are_no_pages() -> None:
    page = PillowImage.new("L", (4, 4))
    data = bytearray(encode(page, "TIFF", save_all=True, append_images=[page]))
    assert header_of(bytes(data)).frames == 2
    first = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, first)[0]
    second = struct.unpack_from("<I", data, first + 2 + 12 * count)[0]
    struct.pack_into("<HHII", data, second + 2, 0xFE, 4, 1, 1)
    assert header_of(bytes(data)).frames == 1


def test_endless_chain_of_tiff_pages_ends() -> None:
    data = bytearray(encode(PillowImage.new("L", (4, 4)), "TIFF"))
    start = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, start)[0]
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    assert header_of(bytes(data)).frames == 1


def test_colour_chunks_of_png() -> None:
    data = encode(scene(), "PNG")
    data = with_chunk(data, b"gAMA", struct.pack(">I", 45455))
    white_first = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    data = with_chunk(data, b"cHRM", struct.pack(">8I", *white_first))
    data = with_chunk(data, b"sRGB", b"\0")
    tags = header_of(data).colour_tags
    assert tags["png_gamma"] == 0.45455
    assert tags["png_srgb"] == 0
    assert tags["png_primaries"] == [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329]


def test_png_density_is_a_metre_s() -> None:
    data = with_chunk(encode(scene(), "PNG"), b"pHYs", struct.pack(">IIB", 11811, 11811, 1))
    assert header_of(data).dpi == pytest.approx((300, 300), abs=0.01)
    no_unit = with_chunk(encode(scene(), "PNG"), b"pHYs", struct.pack(">IIB", 3, 2, 0))
    assert header_of(no_unit).dpi is None


def test_png_profile_and_xmp() -> None:
    profile, packet = matrix_profile(), b"<x:xmpmeta/>"
    data = encode(scene(), "PNG", icc_profile=profile)
    packed = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(packet)
    plain = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
    assert header_of(data).icc == profile
    assert header_of(with_chunk(data, b"iTXt", packed)).xmp == packet
    assert header_of(with_chunk(data, b"iTXt", plain)).xmp == packet


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (b"iCCP", b"name\0\0not packed"),
        (b"cHRM", b""),
        (b"gAMA", b"\0\0\0\0"),
        (b"pHYs", b"\0"),
        (b"sRGB", b"\x09"),
        (b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 5_000_000)),
        (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"\0" * 30_000_000)),
    ],
)
def test_broken_extras_of_a_png_are_warnings(name: bytes, body: bytes) -> None:
    header = header_of(with_chunk(encode(scene(), "PNG"), name, body))
    assert header.warnings == (f"the {name.decode()} chunk is damaged",)
    assert (header.width, header.height) == (96, 64)
    # A profile that cannot be read is broken, which is not the same as none.
    assert (header.icc is None) == (name != b"iCCP")


def test_extra_chunk_with_wrong_checksum_is_a_warning() -> None:
    bad = bytearray(chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1)))
    bad[-1] ^= 1
    data = encode(scene(), "PNG")
    header = header_of(data[:33] + bytes(bad) + data[33:])
    assert header.dpi is None
    assert header.warnings == ("the pHYs chunk is damaged",)


@pytest.mark.parametrize(
    "fields",
    [(0, 9, 8, 2, 0, 0, 0), (9, 9, 3, 2, 0, 0, 0), (9, 9, 8, 5, 0, 0, 0), (9, 9, 8, 2, 1, 0, 0),
     (9, 9, 8, 2, 0, 1, 0), (9, 9, 8, 2, 0, 0, 2), (1 << 31, 9, 8, 2, 0, 0, 0)],
)  # fmt: skip
def test_impossible_png_headers(fields: tuple[int, ...]) -> None:
    body = struct.pack(">IIBBBBB", *fields)
    with pytest.raises(UnreadableError) as caught:
        header_of(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", body) + chunk(b"IEND", b""))
    assert caught.value.reason == "corrupt"


def test_avif_tells_depth_and_colour_codes() -> None:
    header = header_of(encode(scene(), "AVIF"))
    assert header.bit_depth == 8
    assert header.colour_tags["cicp"] == [1, 13]


def test_sixteen_bit_pgm_is_not_thirty_two() -> None:
    data = b"P5 4 4 65535\n" + bytes(32)
    assert header_of(data).bit_depth == 16


def test_gif_that_lies_about_its_frames() -> None:
    data = encode(scene(32, 32), "GIF")
    assert header_of(data).warnings == ()
    assert header_of(data[:-1]).warnings == ("the GIF lacks its closing byte",)
    at = data.index(b"\x2c\0\0\0\0\x20\0\x20\0")
    wide = data[: at + 5] + b"\x40\0" + data[at + 7 :]
    assert "outside its canvas" in header_of(wide).warnings[0]
