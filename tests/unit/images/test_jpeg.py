from __future__ import annotations

import struct

import pytest

from imgrules.errors import UnreadableError
from imgrules.images import jpeg
from imgrules.images.jpeg import Component, name_subsampling
from tests.unit.images.samples import encode, header_of, matrix_profile, scene, with_segment


@pytest.mark.parametrize(("option", "name"), [(0, "4:4:4"), (1, "4:2:2"), (2, "4:2:0")])
def test_subsampling_from_the_frame_header(option: int, name: str) -> None:
    facts = header_of(encode(scene(), "JPEG", subsampling=option)).jpeg
    assert facts is not None
    assert facts.subsampling == name
    assert facts.components == 3


@pytest.mark.parametrize(
    ("factors", "name"),
    [
        ([(1, 2), (1, 1), (1, 1)], "4:4:0"),
        ([(4, 1), (1, 1), (1, 1)], "4:1:1"),
        ([(4, 2), (1, 1), (1, 1)], "4:1:0"),
        ([(2, 2), (2, 2), (2, 2)], "4:4:4"),
        ([(2, 1), (2, 1), (2, 1), (2, 1)], "4:4:4"),
        ([(2, 2), (1, 2), (2, 1)], "2x2,1x2,2x1"),
        ([(3, 1), (1, 1), (1, 1)], "3x1,1x1,1x1"),
        ([(2, 2)], "4:0:0"),
    ],
)
def test_names_of_odd_sampling_factors(factors: list[tuple[int, int]], name: str) -> None:
    components = tuple(Component(at, h, v) for at, (h, v) in enumerate(factors, 1))
    assert name_subsampling(components) == name


def test_progressive_grey_and_cmyk() -> None:
    progressive = header_of(encode(scene(), "JPEG", progressive=True))
    assert progressive.jpeg is not None
    assert progressive.jpeg.progressive
    grey = header_of(encode(scene(mode="L"), "JPEG"))
    assert (grey.colour_model, grey.jpeg and grey.jpeg.subsampling) == ("grey", "4:0:0")
    cmyk = header_of(encode(scene(mode="CMYK"), "JPEG"))
    assert (cmyk.colour_model, cmyk.jpeg and cmyk.jpeg.adobe_transform) == ("cmyk", 0)


def test_quantisation_tables_come_in_natural_order() -> None:
    table = list(range(1, 65))
    data = encode(scene(), "JPEG", qtables=[table, table])
    facts = header_of(data).jpeg
    assert facts is not None
    assert facts.tables == (tuple(table), tuple(table))


def test_sixteen_bit_tables() -> None:
    body = b"\x10" + struct.pack(">64H", *range(1000, 1064))
    (table,) = jpeg.parse_tables(body).values()
    assert table[0] == 1000
    assert max(table) == 1063
    assert jpeg.parse_tables(body[:-1]) == {}


def test_profile_of_several_segments_is_joined_in_order() -> None:
    profile = matrix_profile()
    data = encode(scene(), "JPEG")
    for number in (1, 2):
        part = profile[:100] if number == 1 else profile[100:]
        data = with_segment(data, 0xE2, b"ICC_PROFILE\0" + bytes((number, 2)) + part)
    header = header_of(data)
    assert header.icc == profile
    assert header.warnings == ()


@pytest.mark.parametrize("numbering", [(0, 1), (2, 1), (1, 2)])
def test_misnumbered_profile_is_noted(numbering: tuple[int, int]) -> None:
    body = b"ICC_PROFILE\0" + bytes(numbering) + matrix_profile()
    header = header_of(with_segment(encode(scene(), "JPEG"), 0xE2, body))
    assert header.colour_tags == {"icc_misnumbered": True}
    assert header.warnings == ("the ICC profile's parts are numbered wrongly",)


def test_empty_profile_counts_as_none() -> None:
    header = header_of(with_segment(encode(scene(), "JPEG"), 0xE2, b"ICC_PROFILE\0\1\1"))
    assert header.icc is None
    assert header.warnings == ("the ICC profile is empty",)


def test_density_in_inches_and_centimetres() -> None:
    data = encode(scene(), "JPEG", dpi=(300, 150))
    assert header_of(data).dpi == (300, 150)
    metric = data.replace(struct.pack(">BHH", 1, 300, 150), struct.pack(">BHH", 2, 100, 100))
    assert header_of(metric).dpi == pytest.approx((254, 254))
    none = data.replace(struct.pack(">BHH", 1, 300, 150), struct.pack(">BHH", 0, 1, 1))
    assert header_of(none).dpi is None


def test_junk_between_segments_is_noted_and_survived() -> None:
    data = encode(scene(), "JPEG")
    header = header_of(data[:2] + b"\x00\x01\x02" + data[2:])
    assert (header.width, header.height) == (96, 64)
    assert "belong to nothing" in header.warnings[0]
    # Any number of FF bytes may come before a marker.
    assert header_of(data[:2] + b"\xff\xff\xff" + data[2:]).warnings == ()


def test_without_frame_header_it_is_damaged() -> None:
    data = encode(scene(), "JPEG")
    start = next(s for s in jpeg.walk(data) if s.marker == 0xC0)
    with pytest.raises(UnreadableError, match="no frame header") as caught:
        header_of(data[: start.start] + data[start.end :])
    assert caught.value.reason == "corrupt"


@pytest.mark.parametrize(("at", "value"), [(5, b"\0\0"), (7, b"\0\0"), (9, b"\0\0"), (11, b"\xff")])
def test_impossible_frame_headers(at: int, value: bytes) -> None:
    data = bytearray(encode(scene(), "JPEG"))
    start = next(s for s in jpeg.walk(bytes(data)) if s.marker == 0xC0).start
    data[start + at : start + at + len(value)] = value
    with pytest.raises(UnreadableError) as caught:
        header_of(bytes(data))
    assert caught.value.reason == "corrupt"


def _mpf(*types: int) -> bytes:
    entries = b"".join(struct.pack(">IIIHH", kind << 16, 100, 0, 0, 0) for kind in types)
    directory = struct.pack(">HHHII", 1, 0xB002, 7, len(entries), 26) + b"\0" * 4
    return b"MPF\0MM\0*\0\0\0\x08" + directory + entries


@pytest.mark.parametrize(
    ("types", "frames"),
    [
        ([0x03, 0x00], 1),  # a phone's photo with its gain map
        ([0x03, 0x01], 1),  # with a large preview
        ([0x02, 0x02], 2),  # a stereo pair
        ([0x03, 0x02, 0x02], 3),
    ],
)
def test_pictures_of_a_multi_picture_jpeg(types: list[int], frames: int) -> None:
    primary = 0x030000 >> 16
    kinds = [primary if kind == 0x03 else kind for kind in types]
    data = with_segment(encode(scene(), "JPEG"), 0xE2, _mpf(*kinds))
    assert header_of(data).frames == frames


def test_broken_multi_picture_index_counts_one() -> None:
    assert header_of(with_segment(encode(scene(), "JPEG"), 0xE2, b"MPF\0MM")).frames == 1
