from __future__ import annotations

import pytest

from imgrules.images.magic import EXTENSIONS, sniff
from tests.unit.images.samples import encode, scene


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "jpeg"), ("PNG", "png"), ("GIF", "gif"), ("TIFF", "tiff"), ("BMP", "bmp"),
     ("WEBP", "webp"), ("AVIF", "avif"), ("ICO", "ico"), ("JPEG2000", "jp2"), ("PPM", "pnm"),
     ("EPS", "eps"), ("PDF", "pdf")],
)  # fmt: skip
def test_formats_are_told_by_their_content(kind: str, name: str) -> None:
    assert sniff(encode(scene(32, 32), kind)) == name
    assert name in EXTENSIONS


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xd8\x00\x00junk before the first marker", "jpeg"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'<?xml version="1.0"?>\n<html/>', None),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "avif"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"II+\x00\x08\x00", "tiff"),
        (b"", None),
        (b"not a picture", None),
    ],
)
def test_signatures(data: bytes, name: str | None) -> None:
    assert sniff(data) == name
