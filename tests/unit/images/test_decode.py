from __future__ import annotations

import struct
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageCms

from imgrules.errors import UnreadableError
from imgrules.images import decode as decoding
from imgrules.images.decode import turn_upright
from tests.unit.images.samples import (
    encode,
    matrix_profile,
    orientation_block,
    pixels_of,
    scene,
    with_chunk,
    with_segment,
)


def test_rgb_stays_as_stored_whatever_its_profile() -> None:
    stored = np.asarray(scene())
    profile = matrix_profile((0.64, 0.33, 0.21, 0.71, 0.15, 0.06))
    pixels = pixels_of(encode(scene(), "PNG", icc_profile=profile))
    np.testing.assert_array_equal(pixels.rgb, stored)
    assert pixels.alpha is None
    assert pixels.rgb_raw is pixels.rgb
    assert pixels.rgb.flags.c_contiguous


def test_bands_cover_pictures_of_any_height() -> None:
    for size in ((1, 1), (3, 5000), (5000, 3), (700, 997)):
        picture = scene(*size)
        np.testing.assert_array_equal(pixels_of(encode(picture, "PNG")).rgb, np.asarray(picture))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("value", range(1, 9))
def test_every_orientation_is_applied(kind: str, value: int) -> None:
    turns: dict[int, Callable[[PillowImage.Image], PillowImage.Image]] = {
        1: lambda p: p,
        2: lambda p: p.transpose(PillowImage.Transpose.FLIP_LEFT_RIGHT),
        3: lambda p: p.transpose(PillowImage.Transpose.ROTATE_180),
        4: lambda p: p.transpose(PillowImage.Transpose.FLIP_TOP_BOTTOM),
        5: lambda p: p.transpose(PillowImage.Transpose.TRANSPOSE),
        6: lambda p: p.transpose(PillowImage.Transpose.ROTATE_270),
        7: lambda p: p.transpose(PillowImage.Transpose.TRANSVERSE),
        8: lambda p: p.transpose(PillowImage.Transpose.ROTATE_90),
    }
    lossless = {"JPEG": {"quality": 100, "subsampling": 0}, "WEBP": {"lossless": True}}
    exif = PillowImage.Exif()
    exif[0x0112] = value
    data = encode(scene(48, 32), kind, exif=exif.tobytes(), **lossless.get(kind, {}))
    wanted = np.asarray(turns[value](scene(48, 32)))
    got = pixels_of(data).rgb
    assert got.shape == wanted.shape
    assert np.abs(got.astype(int) - wanted).max() <= (6 if kind == "JPEG" else 0)


def test_alpha_is_turned_with_the_picture() -> None:
    picture = scene(40, 20).convert("RGBA")
    picture.putalpha(PillowImage.linear_gradient("L").resize((40, 20)))
    upright = pixels_of(with_chunk(encode(picture, "PNG"), b"eXIf", orientation_block(6)))
    assert upright.alpha is not None
    assert upright.alpha.shape == upright.rgb.shape[:2] == (40, 20)
    stored = np.asarray(picture)[..., 3]
    np.testing.assert_array_equal(upright.alpha, np.rot90(stored, -1))


def test_orientation_without_meaning_is_ignored() -> None:
    data = with_segment(encode(scene(), "JPEG"), 0xE1, b"Exif\0\0" + orientation_block(9))
    assert pixels_of(data).rgb.shape == (64, 96, 3)


def test_turning_leaves_one_as_it_is() -> None:
    plane = np.arange(6, dtype=np.uint8).reshape(2, 3)
    np.testing.assert_array_equal(turn_upright(plane, 1), plane)
    np.testing.assert_array_equal(turn_upright(turn_upright(plane, 6), 8), plane)


def test_transparency_is_laid_on_white() -> None:
    levels = np.zeros((1, 4, 4), np.uint8)
    levels[0, :, 3] = [0, 51, 128, 255]
    pixels = pixels_of(encode(PillowImage.fromarray(levels, "RGBA"), "PNG"))
    assert pixels.rgb[0, :, 0].tolist() == [255, 204, 127, 0]
    assert pixels.alpha is not None
    assert pixels.alpha[0].tolist() == [0, 51, 128, 255]
    assert not pixels.rgb_raw.any()


def test_opaque_alpha_counts_as_none() -> None:
    pixels = pixels_of(encode(scene().convert("RGBA"), "PNG"))
    assert pixels.alpha is None
    np.testing.assert_array_equal(pixels.rgb, np.asarray(scene()))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_transparent_colour_of_png(mode: str) -> None:
    picture = PillowImage.new("RGB", (4, 1), "black").convert(mode)
    white = {"1": 255, "L": 255, "P": 1, "RGB": (255, 255, 255)}[mode]
    if mode == "P":
        picture.putpalette([0, 0, 0, 250, 0, 0])
    picture.putpixel((1, 0), white)
    key = (255, 255, 255) if mode == "RGB" else white
    pixels = pixels_of(encode(picture, "PNG", transparency=key))
    assert pixels.alpha is not None
    assert pixels.alpha[0].tolist() == [255, 0, 255, 255]
    assert pixels.rgb[0, :, 0].tolist() == [0, 255, 0, 0]


def test_palette_with_several_levels_of_transparency() -> None:
    picture = PillowImage.new("P", (2, 1), 0)
    picture.putpalette([10, 20, 30, 40, 50, 60])
    picture.putpixel((1, 0), 1)
    pixels = pixels_of(encode(picture, "PNG", transparency=b"\x80\xff"))
    assert pixels.alpha is not None
    assert pixels.alpha[0].tolist() == [128, 255]
    assert pixels.rgb_raw[0].tolist() == [[10, 20, 30], [40, 50, 60]]


def test_transparent_gif_shows_white() -> None:
    picture = PillowImage.new("P", (2, 1), 0)
    picture.putpalette([10, 20, 30, 40, 50, 60])
    picture.putpixel((1, 0), 1)
    pixels = pixels_of(encode(picture, "GIF", transparency=1))
    assert pixels.rgb[0].tolist() == [[10, 20, 30], [255, 255, 255]]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_keeps_the_upper_eight(kind: str) -> None:
    deep = np.array([[0, 255, 256, 32768, 65279, 65280, 65535]], np.uint16)
    pixels = pixels_of(encode(PillowImage.fromarray(deep), kind))
    assert pixels.rgb[0, :, 1].tolist() == [0, 0, 1, 128, 254, 255, 255]


def _png_of(colour_type: int, deep: list[int], transparent: bytes = b"") -> bytes:
    import zlib

    from tests.unit.images.samples import chunk

    width = len(deep) // {0: 1, 2: 3}[colour_type]
    body = b"\0" + struct.pack(f">{len(deep)}H", *deep)
    head = struct.pack(">IIBBBBB", width, 1, 16, colour_type, 0, 0, 0)
    extra = chunk(b"tRNS", transparent) if transparent else b""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra
            + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b""))  # fmt: skip


def test_sixteen_bit_rgb_keeps_the_upper_eight() -> None:
    data = _png_of(2, [65535, 65280, 65279, 256, 255, 0])
    assert pixels_of(data).rgb[0].tolist() == [[255, 255, 254], [1, 0, 0]]


def test_transparent_level_of_sixteen_bit_png() -> None:
    grey = pixels_of(_png_of(0, [40000, 40001], struct.pack(">H", 40000)))
    assert grey.alpha is not None
    assert grey.alpha[0].tolist() == [0, 255]
    deep = [51200, 256, 2560, 0, 0, 0]
    colour = pixels_of(_png_of(2, deep, struct.pack(">3H", 51200, 256, 2560)))
    assert colour.alpha is not None
    assert colour.alpha[0].tolist() == [0, 255]


@pytest.mark.parametrize(
    ("values", "levels"),
    [([0.0, 0.5, 1.0], [0, 128, 255]), ([0.0, 127.0, 254.0], [0, 127, 254]),
     ([0.0, 257.0, 65535.0], [0, 1, 255]), ([float("nan"), 0.0, 1.0], [0, 0, 255])],
)  # fmt: skip
def test_floating_grey(values: list[float], levels: list[int]) -> None:
    picture = PillowImage.fromarray(np.array([values], np.float32))
    assert pixels_of(encode(picture, "TIFF")).rgb[0, :, 0].tolist() == levels


def test_thirty_two_bit_grey_uses_its_whole_range() -> None:
    deep = np.array([[0, 1 << 30, (1 << 31) - 1]], np.int32)
    assert pixels_of(encode(PillowImage.fromarray(deep), "TIFF")).rgb[0, :, 0].tolist() == [
        0, 128, 255,
    ]  # fmt: skip


def test_cmyk_jpeg_is_not_inverted() -> None:
    ink = PillowImage.new("CMYK", (16, 16), (0, 0, 0, 0))
    red = PillowImage.new("CMYK", (16, 16), (0, 255, 255, 0))
    black = PillowImage.new("CMYK", (16, 16), (0, 0, 0, 255))
    levels = [
        pixels_of(encode(p, "JPEG", quality=100)).rgb[8, 8].tolist() for p in (ink, red, black)
    ]
    assert levels == [[255, 255, 255], [255, 0, 0], [0, 0, 0]]


def test_cmyk_with_a_profile_of_another_space_is_converted_simply() -> None:
    data = encode(PillowImage.new("CMYK", (8, 8)), "TIFF", icc_profile=matrix_profile())
    assert pixels_of(data).rgb[0, 0].tolist() == [255, 255, 255]


def test_broken_cmyk_profile_does_not_stop_decoding() -> None:
    broken = matrix_profile(space=b"CMYK")
    data = encode(PillowImage.new("CMYK", (8, 8)), "TIFF", icc_profile=broken)
    assert pixels_of(data).rgb[0, 0].tolist() == [255, 255, 255]


def test_lab_is_converted_through_littlecms() -> None:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    for colour in ((255, 255, 255), (200, 40, 90), (10, 60, 30)):
        lab = ImageCms.applyTransform(PillowImage.new("RGB", (4, 4), colour), to_lab)
        assert lab is not None
        got = pixels_of(encode(lab, "TIFF")).rgb[0, 0]
        assert np.abs(got.astype(int) - colour).max() <= 3


def test_only_the_first_frame_counts() -> None:
    frames = [PillowImage.new("RGB", (8, 8), colour) for colour in ("red", "lime")]
    for kind in ("GIF", "WEBP", "PNG", "TIFF"):
        options = {"lossless": True} if kind == "WEBP" else {}
        data = encode(frames[0], kind, save_all=True, append_images=frames[1:], **options)
        assert pixels_of(data).rgb[0, 0].tolist() == [255, 0, 0]


def test_pictures_over_the_limit_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode(scene(10, 10), "PNG")
    assert pixels_of(data, max_pixels=100).rgb.shape == (10, 10, 3)
    with pytest.raises(UnreadableError, match="10 × 10 px is over the limit") as caught:
        pixels_of(data, max_pixels=99)
    assert caught.value.reason == "too-large"
    monkeypatch.setattr(decoding, "MAX_WORKING_BYTES", 700)
    with pytest.raises(UnreadableError, match="over the limit") as caught:
        pixels_of(data)
    assert caught.value.reason == "too-large"


def test_a_bomb_costs_nothing() -> None:
    data = bytearray(encode(scene(10, 10), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 65535, 65535)
    with pytest.raises(UnreadableError) as caught:
        pixels_of(bytes(data))
    assert caught.value.reason == "too-large"


def test_no_warning_escapes_for_large_pictures() -> None:
    picture = PillowImage.new("1", (10_000, 9_000), 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert pixels_of(encode(picture, "PNG")).rgb.shape == (9_000, 10_000, 3)


def test_metadata_that_stops_pillow_does_not_stop_us() -> None:
    data = with_chunk(encode(scene(), "PNG"), b"cHRM", b"")
    np.testing.assert_array_equal(pixels_of(data).rgb, np.asarray(scene()))
    junk = encode(scene(), "JPEG")
    shown = pixels_of(junk).rgb
    junk = with_segment(junk[:2] + b"\0\0\0" + junk[2:], 0xE1, b"Exif\0\0nonsense")
    np.testing.assert_array_equal(pixels_of(junk).rgb, shown)


@pytest.mark.parametrize("bits", [12])
def test_deep_jpeg_is_not_supported(bits: int) -> None:
    data = bytearray(encode(scene(), "JPEG"))
    data[data.index(b"\xff\xc0") + 4] = bits
    with pytest.raises(UnreadableError) as caught:
        pixels_of(bytes(data))
    assert caught.value.reason == "unsupported"
