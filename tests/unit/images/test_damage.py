"""Files cut, bent and patched: every one must be told, none may raise anything else."""

from __future__ import annotations

import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image as PillowImage

from imgrules.errors import UnreadableError
from imgrules.images import jpeg
from imgrules.images.damage import find_damage
from imgrules.images.decode import decode
from imgrules.images.header import read_header
from imgrules.images.magic import sniff
from imgrules.images.png import chunks, count_raw_bytes
from tests.unit.images.samples import chunk, encode, pixels_of, scene

TENTHS = [tenth / 10 for tenth in range(1, 10)]
KINDS = {
    "jpeg": ("JPEG", {}),
    "progressive": ("JPEG", {"progressive": True}),
    "restarts": ("JPEG", {"restart_marker_blocks": 4}),
    "png": ("PNG", {}),
    "gif": ("GIF", {}),
    "webp": ("WEBP", {}),
    "lossless-webp": ("WEBP", {"lossless": True}),
    "tiff": ("TIFF", {}),
    "tiff-lzw": ("TIFF", {"compression": "tiff_lzw"}),
    "tiff-deflate": ("TIFF", {"compression": "tiff_adobe_deflate"}),
    "bmp": ("BMP", {}),
    "avif": ("AVIF", {}),
    "jp2": ("JPEG2000", {}),
    "pnm": ("PPM", {}),
}


def _made(kind: str) -> bytes:
    name, options = KINDS[kind]
    return encode(scene(160, 120), name, **options)


def _reason(data: bytes) -> str:
    try:
        decode(data, read_header(data, sniff(data)))
    except UnreadableError as problem:
        return problem.reason
    return "whole"


@pytest.mark.parametrize("kind", KINDS)
def test_whole_files_are_whole(kind: str) -> None:
    data = _made(kind)
    assert _reason(data) == "whole"
    assert find_damage(data, sniff(data)) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", TENTHS)
def test_cut_files_never_pass(kind: str, share: float) -> None:
    data = _made(kind)
    assert _reason(data[: int(len(data) * share)]) in ("truncated", "corrupt")


@pytest.mark.parametrize("kind", ["jpeg", "progressive", "restarts", "png", "gif", "webp"])
def test_one_byte_short_is_short(kind: str) -> None:
    if kind == "gif":  # its last byte is only a full stop: a warning of the header
        return
    assert _reason(_made(kind)[:-1]) == "truncated"


@pytest.mark.parametrize("kind", ["jpeg", "progressive", "png", "gif", "webp", "bmp"])
def test_what_follows_the_picture_is_no_damage(kind: str) -> None:
    assert _reason(_made(kind) + b"\xff\xd8\xff and anything else") == "whole"


@pytest.mark.parametrize("kind", KINDS)
def test_bent_bytes_end_in_an_answer(kind: str) -> None:
    data, chance = _made(kind), random.Random(kind)  # noqa: S311
    for _ in range(60):
        bent = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            bent[chance.randrange(len(bent))] = chance.randrange(256)
        assert _reason(bytes(bent)) in {
            "whole", "truncated", "corrupt", "unsupported", "too-large",
        }  # fmt: skip


@pytest.mark.parametrize("where", ["IHDR", "IDAT", "IEND"])
def test_png_checksums_are_held(where: str) -> None:
    data = bytearray(_made("png"))
    at = data.index(where.encode())
    length = struct.unpack_from(">I", data, at - 4)[0]
    data[at + 4 + length] ^= 1
    assert _reason(bytes(data)) == "corrupt"


def _png(*parts: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


_HEAD = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
_ROWS = zlib.compress(b"\0\1\2\0\3\4")


def test_png_parts() -> None:
    end = chunk(b"IEND", b"")
    assert _reason(_png(_HEAD, chunk(b"IDAT", _ROWS), end)) == "whole"
    assert (
        _reason(_png(_HEAD, chunk(b"IDAT", _ROWS[:3]), chunk(b"IDAT", _ROWS[3:]), end)) == "whole"
    )
    assert _reason(_png(_HEAD, end)) == "truncated"
    assert _reason(_png(_HEAD, chunk(b"IDAT", _ROWS))) == "truncated"
    assert _reason(_png(_HEAD, chunk(b"IDAT", _ROWS[:-5]), end)) == "truncated"
    assert _reason(_png(_HEAD, chunk(b"IDAT", _ROWS[:-1] + b"\0"), end)) == "corrupt"
    assert _reason(_png(_HEAD, chunk(b"t\0XT", b""), chunk(b"IDAT", _ROWS), end)) == "corrupt"
    assert _reason(_png(_HEAD, chunk(b"neWx", b""), chunk(b"IDAT", _ROWS), end)) == "whole"
    short = chunk(b"IDAT", zlib.compress(b"\0\1\2"))
    assert _reason(_png(_HEAD, short, end)) == "truncated"
    huge = struct.pack(">I", 0x3FFFFFFF) + b"tEXtshort"
    assert _reason(_png(_HEAD, huge)) == "truncated"


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 9), (8, 8), (33, 17)])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_length_of_png_data_is_known(size: tuple[int, int], mode: str) -> None:
    data = encode(scene(*size, mode=mode), "PNG")
    body = b"".join(c.body(data) for c in chunks(data) if c.name == b"IDAT")
    assert len(zlib.decompress(body)) == count_raw_bytes(data)


def test_length_of_interlaced_png_data() -> None:
    head = struct.pack(">IIBBBBB", 5, 5, 8, 0, 0, 0, 1)
    data = _png(chunk(b"IHDR", head))
    # Rows of the seven passes, each with its filter byte.
    assert count_raw_bytes(data) == 2 + 2 + 3 + 2 * 2 + 4 + 3 * 3 + 2 * 6
    rows = chunk(b"IDAT", zlib.compress(bytes(count_raw_bytes(data))))
    assert _reason(data + rows + chunk(b"IEND", b"")) == "whole"


def _ended_early(kind: str, share: float, mode: str = "RGB", **options: object) -> bytes:
    """A JPEG that lacks part of its scan data but does have an end marker."""
    data = encode(scene(320, 240, mode=mode), "JPEG", **KINDS[kind][1], **options)
    scan = next(s for s in jpeg.walk(data) if s.marker == jpeg.SOS)
    end = jpeg.find_scan_end(data, scan.end)
    assert end is not None
    cut = scan.end + int((end - scan.end) * share)
    while data[cut - 1] == 0xFF or data[cut - 2] == 0xFF:
        cut -= 1
    return data[:cut] + b"\xff\xd9"


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("share", TENTHS)
def test_scan_data_that_runs_out_before_the_end_marker(share: float, mode: str) -> None:
    assert _reason(_ended_early("jpeg", share, mode)) == "truncated"


@pytest.mark.parametrize("share", TENTHS)
def test_missing_restart_intervals(share: float) -> None:
    assert _reason(_ended_early("restarts", share)) == "truncated"


def test_missing_passes_of_a_progressive_jpeg() -> None:
    data = _made("progressive")
    scans = [s for s in jpeg.walk(data, beyond_scan=True) if s.marker == jpeg.SOS]
    assert _reason(data[: scans[1].start] + b"\xff\xd9") == "truncated"


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("level", [0, 127, 128, 129, 255])
def test_pictures_that_truly_end_in_grey_are_whole(level: int, mode: str) -> None:
    picture = scene(320, 240)
    picture.paste((level, level, level), (0, 120, 320, 240))
    for size in ((320, 240), (317, 233)):
        for options in ({}, {"progressive": True}, {"subsampling": 0}):
            assert _reason(encode(picture.resize(size).convert(mode), "JPEG", **options)) == "whole"


def test_a_marker_within_scan_data_is_damage() -> None:
    data = bytearray(encode(scene(320, 240), "JPEG"))
    scan = next(s for s in jpeg.walk(bytes(data)) if s.marker == jpeg.SOS)
    data[scan.end + 500 : scan.end + 502] = b"\xff\x3c"
    assert _reason(bytes(data)) == "corrupt"


def test_jpeg_without_scan() -> None:
    data = encode(scene(), "JPEG")
    scan = next(s for s in jpeg.walk(data) if s.marker == jpeg.SOS)
    assert _reason(data[: scan.start] + b"\xff\xd9") == "truncated"


def test_gif_ends() -> None:
    frames = [PillowImage.effect_noise((64, 64), 50) for _ in range(3)]
    data = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert _reason(data) == "whole"
    assert _reason(data[:-1]) == "whole"
    assert _reason(data[:-200]) == "truncated"


def test_webp_that_is_shorter_than_it_says() -> None:
    data = _made("webp")
    longer = data[:4] + struct.pack("<I", len(data)) + data[8:]
    assert _reason(longer) == "truncated"


def test_damaged_tiff_data_that_libtiff_only_prints_about() -> None:
    picture = PillowImage.effect_noise((200, 100), 90).point(lambda v: 255 * (v > 128))
    data = bytearray(encode(picture.convert("1"), "TIFF", compression="group4"))
    assert _reason(bytes(data)) == "whole"
    start = struct.unpack_from("<I", data, 4)[0]
    at = next(at for at in range(8, len(data) - 40) if not start <= at < start + 400)
    data[at + 5 : at + 25] = b"\0" * 20
    assert _reason(bytes(data)) == "corrupt"


def test_deep_planar_tiff_is_refused_rather_than_misread() -> None:
    body = encode(PillowImage.fromarray(np.zeros((4, 4), np.uint16)), "TIFF")
    data = bytearray(body)
    start = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, start)[0]
    tags = [struct.unpack_from("<H", data, start + 2 + 12 * n)[0] for n in range(count)]
    at = start + 2 + 12 * tags.index(284)
    struct.pack_into("<H", data, at + 8, 2)
    assert _reason(body) == "whole"
    assert _reason(bytes(data)) == "unsupported"


def test_standard_error_is_given_back(capfd: pytest.CaptureFixture[str]) -> None:
    import os

    pixels_of(_made("tiff-lzw"))
    os.write(2, b"still here")
    assert capfd.readouterr().err == "still here"
