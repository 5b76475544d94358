"""The one encode: sizes, qualities, white, profile, metadata, and files that are left alone."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import ExifTags
from PIL import Image as PillowImage

from imgrules import ext
from imgrules.images.iptc import read_iptc
from imgrules.images.metadata import read_metadata
from imgrules.images.profile import read_profile
from imgrules.images.quality import estimate_quality
from imgrules.testing.icc import profile_bytes
from imgrules.testing.metadata import xmp_packet
from imgrules.testing.recipe import Xmp
from imgrules_processors import _white
from imgrules_processors._chroma import VISIBLE, colour_edges
from imgrules_processors._exif import refresh
from imgrules_processors._jpeg_file import GOOD
from imgrules_processors._search import Search, Window
from imgrules_processors.colour import to_srgb
from imgrules_processors.encode import FLOOR, encode
from imgrules_processors.profiles import srgb_profile
from tests.unit.processors.drafts import header_of, plain, shot

FORMATS = ("jpeg", "png", "webp", "tiff", "bmp")


def opened(data: bytes) -> PillowImage.Image:
    picture = PillowImage.open(io.BytesIO(data))
    picture.load()
    return picture


def quality_of(data: bytes) -> int:
    facts = header_of(data).jpeg
    assert facts is not None
    found = estimate_quality(facts.tables)
    assert found is not None
    assert found.exact
    return found.value


def changed(**fields: Any) -> ext.Draft:
    return shot(400, 320, **{"changed": True, **fields})


# -- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_what_it_says(name: str) -> None:
    draft = changed()
    made = encode(draft, formats=(name,))
    header = header_of(made.data)
    assert made.format == header.format == name
    assert made.extension == {"jpeg": "jpg", "tiff": "tif"}.get(name, name)
    assert (header.width, header.height) == (400, 320)
    assert header.colour_model == "rgb"
    if name != "bmp":
        assert read_profile(header).name == "srgb"
    if name != "jpeg":
        assert (np.asarray(opened(made.data).convert("RGB")) == draft.samples).all()


def test_jpeg_comes_first_then_the_order_given() -> None:
    assert encode(changed(), formats=("png", "jpeg")).format == "jpeg"
    assert encode(changed(), formats=("webp", "png")).format == "webp"
    assert encode(changed(), formats=("gif", "png")).format == "png"


def test_formats_nobody_writes() -> None:
    with pytest.raises(ext.Declined, match="gif, heic"):
        encode(changed(), formats=("gif", "heic"))


def test_the_same_draft_gives_the_same_bytes() -> None:
    for name in FORMATS:
        assert encode(changed(), formats=(name,)).data == encode(changed(), formats=(name,)).data


def test_plenty_of_room_means_95_at_full_colour() -> None:
    made = encode(changed(), formats=("jpeg",))
    assert quality_of(made.data) == 95
    facts = header_of(made.data).jpeg
    assert facts is not None
    assert (facts.subsampling, facts.progressive) == ("4:4:4", False)
    assert "quality 95, 4:4:4" in made.note


@pytest.mark.parametrize("progressive", [True, False])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_coding_on_request(progressive: bool, subsampling: str) -> None:
    made = encode(changed(), formats=("jpeg",), progressive=progressive, subsampling=(subsampling,))
    facts = header_of(made.data).jpeg
    assert facts is not None
    assert (facts.subsampling, facts.progressive) == (subsampling, progressive)


def test_coding_nobody_writes() -> None:
    with pytest.raises(ext.Declined, match="4:1:1"):
        encode(changed(), formats=("jpeg",), subsampling=("4:1:1",))


def test_other_colours_become_srgb() -> None:
    draft = shot(64, 64, icc=profile_bytes("adobe-rgb"), changed=True)
    made = encode(draft, formats=("png",))
    assert (np.asarray(opened(made.data)) == to_srgb(draft).samples).all()
    assert read_profile(header_of(made.data)).name == "srgb"
    with pytest.raises(ext.Declined, match="CMYK"):
        encode(plain((0, 0, 0, 0), "CMYK", changed=True), formats=("jpeg",))


def test_transparency() -> None:
    alpha = np.full((320, 400), 255, np.uint8)
    alpha[:100] = 0
    draft = shot(400, 320, alpha=alpha, changed=True)
    made = encode(draft, formats=("png",))
    assert (np.asarray(opened(made.data))[..., 3] == alpha).all()
    flat = encode(draft, formats=("jpeg", "png"))
    assert "transparency laid on white" in flat.note
    assert (np.asarray(opened(flat.data))[:90] == 255).all()


# -- the size window ------------------------------------------------------------------------------


class TestSearch:
    """Sizes grow by 10 bytes with quality: quality 95 is 950 bytes."""

    def search(self, least: int | None, most: int | None) -> Search:
        return Search(lambda quality: bytes(10 * quality), Window(least, most))

    @pytest.mark.parametrize(
        ("least", "most", "floor", "found"),
        [
            (None, None, 80, 95), (None, 950, 80, 95), (None, 949, 80, 94), (None, 800, 80, 80),
            (None, 799, 80, None), (950, None, 80, 95), (951, None, 80, 96), (1000, None, 80, 100),
            (1001, None, 80, None), (851, 869, 80, 86), (851, 859, 80, None), (None, None, 97, 97),
            (None, 960, 97, None), (971, 979, 80, None), (None, 900, 90, 90),
        ],
    )  # fmt: skip
    def test_both_ends(
        self, least: int | None, most: int | None, floor: int, found: int | None
    ) -> None:
        made = self.search(least, most).run(floor)
        assert (made and made[0]) == found

    def test_few_files_are_written(self) -> None:
        search = self.search(None, 810)
        search.run(80)
        assert len(search.tried) <= 5


def test_the_largest_that_fits() -> None:
    free = encode(changed(), formats=("jpeg",))
    tight = encode(changed(), formats=("jpeg",), max_bytes=len(free.data) - 1)
    assert len(tight.data) < len(free.data)
    assert 90 <= quality_of(tight.data) < 95
    exact = encode(changed(), formats=("jpeg",), max_bytes=len(free.data))
    assert exact.data == free.data


def test_too_small_raises_quality() -> None:
    free = encode(changed(), formats=("jpeg",))
    made = encode(changed(), formats=("jpeg",), min_bytes=len(free.data) + 1)
    assert quality_of(made.data) > 95
    assert len(made.data) > len(free.data)


def test_what_never_fits_names_the_sizes() -> None:
    with pytest.raises(ext.Declined, match=r"at most 500 bytes: \d+ bytes at quality 80"):
        encode(changed(), formats=("jpeg",), max_bytes=500)
    with pytest.raises(ext.Declined, match=r"at least 90000000 bytes: .*at quality 100"):
        encode(changed(), formats=("jpeg",), min_bytes=9e7)
    with pytest.raises(ext.Declined, match=r"PNG does not fit at most 500 bytes: \d+ bytes"):
        encode(changed(), formats=("png",), max_bytes=500)


def test_the_next_format_where_the_first_does_not_fit() -> None:
    flat = plain((200, 30, 30), changed=True)
    png = encode(flat, formats=("png",))
    jpeg = encode(flat, formats=("jpeg",))
    limit = min(len(png.data), len(jpeg.data))
    smaller = "png" if len(png.data) < len(jpeg.data) else "jpeg"
    if smaller == "png":
        assert encode(flat, formats=("jpeg", "png"), max_bytes=limit).format == "png"
    else:
        assert encode(flat, formats=("png", "jpeg"), max_bytes=limit).format == "jpeg"


@pytest.mark.parametrize("least", [None, 50, FLOOR, 88])
def test_never_below_the_floor(least: float | None) -> None:
    floor = max(FLOOR, int(least or 0))
    size = len(encode(changed(), formats=("jpeg",), subsampling=("4:2:0",)).data)
    for limit in range(int(size * 0.3), size, size // 12):
        try:
            made = encode(changed(), formats=("jpeg",), quality_min=least, max_bytes=limit)
        except ext.Declined as problem:
            assert f"at quality {floor}" in problem.message
        else:
            assert quality_of(made.data) >= floor
            assert len(made.data) <= limit


def coloured(strength: int) -> ext.Draft:
    """Faint colour noise everywhere, which costs bytes; with ``strength``, lines of colour too."""
    random = np.random.default_rng(1)
    luma = random.integers(90, 160, (320, 400, 1), dtype=np.uint8)
    ycc = np.concatenate([luma, random.integers(124, 132, (320, 400, 2), dtype=np.uint8)], axis=2)
    ycc[:, ::8, 1] += np.uint8(strength)
    return ext.Draft(cv2.cvtColor(ycc, cv2.COLOR_YCrCb2RGB), changed=True)


def test_colour_edges_are_measured() -> None:
    assert colour_edges(coloured(0).samples) < VISIBLE
    assert colour_edges(coloured(60).samples) >= VISIBLE
    assert colour_edges(np.full((20, 20, 3), 255, np.uint8)) == 0


@pytest.mark.parametrize(("strength", "kept"), [(0, "4:2:0"), (60, "4:4:4")])
def test_half_colour_only_where_colours_allow_it(strength: int, kept: str) -> None:
    """In a window that full colour meets, at a quality that is allowed but not good."""
    draft = coloured(strength)
    full = encode(draft, formats=("jpeg",), subsampling=("4:4:4",))
    limit = len(full.data)
    while quality_of(full.data) >= GOOD:
        limit = int(limit * 0.95)
        full = encode(draft, formats=("jpeg",), subsampling=("4:4:4",), max_bytes=limit)
    made = encode(draft, formats=("jpeg",), max_bytes=limit)
    facts = header_of(made.data).jpeg
    assert facts is not None
    assert facts.subsampling == kept
    assert quality_of(made.data) >= quality_of(full.data)


def test_half_colour_where_nothing_else_fits() -> None:
    draft = coloured(60)
    limit = _at_floor(draft, "4:4:4") - 1
    assert _at_floor(draft, "4:2:0") < limit
    made = encode(draft, formats=("jpeg",), max_bytes=limit)
    assert "4:2:0" in made.note


def _at_floor(draft: ext.Draft, subsampling: str) -> int:
    """Return the size at quality 80, as the refusal of an impossible window tells it."""
    with pytest.raises(ext.Declined) as caught:
        encode(draft, formats=("jpeg",), subsampling=(subsampling,), max_bytes=10)
    return int(caught.value.message.partition(": ")[2].split()[0])


# -- white ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:0"])
@pytest.mark.parametrize("share", [1.0, 0.7])
def test_white_survives(subsampling: str, share: float) -> None:
    draft = changed()
    free = encode(draft, formats=("jpeg",), subsampling=(subsampling,))
    made = encode(draft, formats=("jpeg",), subsampling=(subsampling,),
                  max_bytes=len(free.data) * share)  # fmt: skip
    after = np.asarray(opened(made.data))
    far = _white._far_inside_white(draft.samples, _white.RIMS[subsampling]) > 0
    assert far.mean() > 0.3
    assert (after[far] == 255).all()


@pytest.mark.parametrize(("level", "lost"), [(255, 0), (254, 1)])
def test_a_lost_white_is_counted(level: int, lost: int) -> None:
    before = np.full((40, 40, 3), 255, np.uint8)
    after = before.copy()
    after[20, 20] = (255, level, 255)
    out = io.BytesIO()
    PillowImage.fromarray(after).save(out, "PNG")
    assert _white.white_lost(before, out.getvalue(), 7) == lost


@pytest.mark.parametrize(("distance", "counts"), [(7, False), (8, True)])
def test_the_rim_is_not_counted(distance: int, counts: bool) -> None:
    white = np.full((60, 60, 3), 255, np.uint8)
    white[:, 10] = 0
    assert bool(_white._far_inside_white(white, 7)[30, 10 + distance]) is counts


def test_white_that_is_lost_is_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imgrules_processors._jpeg_file.white_lost", lambda *_: 3)
    with pytest.raises(ext.Declined, match="takes exact white away"):
        encode(changed(), formats=("jpeg",))
    assert encode(changed(), formats=("jpeg", "png")).format == "png"


# -- metadata -------------------------------------------------------------------------------------


def iptc(**values: str) -> bytes:
    numbers = {"headline": 5, "creator": 80, "rights": 116}
    body = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for name, value in values.items():
        text = value.encode()
        body += bytes((0x1C, 2, numbers[name])) + len(text).to_bytes(2, "big") + text
    return body


def exif(order: str = "<", **tags: Any) -> bytes:
    block = PillowImage.Exif()
    block.endian = order
    values = {"Orientation": 6, "Make": "Maker", "Model": "Model 1", "Artist": "A. Photographer",
              "XResolution": 72.0, "YResolution": 72.0, "ResolutionUnit": 2, **tags}  # fmt: skip
    for name, value in values.items():
        block[ExifTags.Base[name]] = value
    inner = block.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.ExifImageWidth], inner[ExifTags.Base.ExifImageHeight] = 9000, 7000
    inner[ExifTags.Base.ColorSpace] = 65535
    inner[ExifTags.Base.ExposureTime] = 0.01
    return block.tobytes().removeprefix(b"Exif\0\0")


XMP = xmp_packet(Xmp(subject=("watch", "steel"), rights="© Studio", title="A watch",
                     digital_source_type="digitalCapture", creator="A. Photographer"))  # fmt: skip
KEPT = ext.Kept(XMP, iptc(headline="Watch", creator="A. Ö."), exif(), (300.0, 300.0))
CARRIES: Mapping[str, tuple[str, ...]] = {
    "jpeg": ("xmp", "iptc", "exif", "dpi"), "png": ("xmp", "exif", "dpi"),
    "webp": ("xmp", "exif"), "tiff": ("xmp", "iptc", "exif", "dpi"), "bmp": ("dpi",),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_metadata_comes_back_equal(name: str) -> None:
    made = encode(changed(kept=KEPT), formats=(name,))
    header = header_of(made.data)
    values = read_metadata(header).values
    carried = CARRIES[name]
    if "xmp" in carried:
        assert header.xmp == XMP
        assert values["xmp:dc:subject"] == ["watch", "steel"]
    if "iptc" in carried:
        assert header.iptc is not None
        assert read_iptc(header.iptc) == {"ObjectName": ["Watch"], "By-line": ["A. Ö."]}
    if "exif" in carried:
        assert header.orientation == 1
        assert values["exif:Artist"] == ["A. Photographer"]
        assert header.exif["model"] == "Model 1"
    if "dpi" in carried:
        assert header.dpi == pytest.approx((300, 300), abs=0.05)
    for block in ("xmp", "iptc", "exif"):
        assert (block not in carried) == (f"{block.upper()} has no place" in made.note)


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_is_brought_up_to_date(order: str) -> None:
    block = exif(order)
    made = refresh(block, width=400, height=320, dpi=(300.0, 240.0))
    assert made is not None
    read = PillowImage.Exif()
    read.load(made)
    inner = read.get_ifd(ExifTags.IFD.Exif)
    assert read[ExifTags.Base.Orientation] == 1
    assert inner[ExifTags.Base.ExifImageWidth] == 400
    assert inner[ExifTags.Base.ExifImageHeight] == 320
    assert inner[ExifTags.Base.ColorSpace] == 1
    assert float(inner[ExifTags.Base.ExposureTime]) == 0.01
    assert float(read[ExifTags.Base.XResolution]) == 300
    assert float(read[ExifTags.Base.YResolution]) == 240
    assert len(made) == len(block)


def test_without_a_density_the_exif_keeps_its_own() -> None:
    made = refresh(exif(), width=1, height=1, dpi=None)
    read = PillowImage.Exif()
    read.load(made or b"")
    assert float(read[ExifTags.Base.XResolution]) == 72


def with_thumbnail(trailing: bytes = b"") -> tuple[bytes, bytes]:
    """One directory with an orientation, a second with a JPEG thumbnail behind it."""
    thumbnail = b"\xff\xd8 old picture \xff\xd9"
    main = b"\x01\0" + b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0" + (26).to_bytes(4, "little")
    place = 26 + 2 + 24 + 4
    second = b"\x02\0"
    second += b"\x01\x02\x04\0\x01\0\0\0" + place.to_bytes(4, "little")
    second += b"\x02\x02\x04\0\x01\0\0\0" + len(thumbnail).to_bytes(4, "little")
    second += b"\0\0\0\0"
    return b"II*\0\x08\0\0\0" + main + second + thumbnail + trailing, thumbnail


@pytest.mark.parametrize("trailing", [b"", b"maker notes"])
def test_the_thumbnail_of_the_old_picture_goes(trailing: bytes) -> None:
    block, thumbnail = with_thumbnail(trailing)
    made = refresh(block, width=5, height=5, dpi=None)
    assert made is not None
    assert thumbnail not in made
    assert made.endswith(trailing)
    assert made[22:26] == b"\0\0\0\0"
    assert made[18:20] == b"\x01\0"


@pytest.mark.parametrize(
    "block", [b"", b"II*\0", b"XX*\0\x08\0\0\0" + b"\0" * 20, exif()[:40],
              b"II*\0\xff\0\0\0" + b"\0" * 20, b"II+\0\x08\0\0\0" + b"\0" * 20]
)  # fmt: skip
def test_damaged_exif_is_not_carried_on(block: bytes) -> None:
    assert refresh(block, width=1, height=1, dpi=None) is None
    made = encode(changed(kept=ext.Kept(exif=block)), formats=("jpeg",))
    assert header_of(made.data).orientation is None


def test_xmp_numbers_are_brought_up_to_date() -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
        b'syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif='
        b'"http://ns.adobe.com/exif/1.0/" tiff:Orientation="6" exif:PixelXDimension="9000">'
        b"<exif:PixelYDimension>7000</exif:PixelYDimension></rdf:Description></rdf:RDF>"
        b"</x:xmpmeta>"
    )
    made = encode(changed(kept=ext.Kept(xmp=packet)), formats=("jpeg",))
    values = read_metadata(header_of(made.data)).values
    assert values["xmp:tiff:Orientation"] == ["1"]
    assert values["xmp:exif:PixelXDimension"] == ["400"]
    assert values["xmp:exif:PixelYDimension"] == ["320"]


@pytest.mark.parametrize(("extra", "fits"), [(0, True), (1, False)])
def test_xmp_too_long_for_a_jpeg_is_said(extra: int, fits: bool) -> None:
    packet = XMP + b" " * (65533 - 29 - len(XMP) + extra)
    made = encode(changed(kept=ext.Kept(xmp=packet)), formats=("jpeg",))
    assert (header_of(made.data).xmp == packet) is fits
    assert ("too long for a JPEG" in made.note) is not fits
    assert (
        header_of(encode(changed(kept=ext.Kept(xmp=packet)), formats=("png",)).data).xmp == packet
    )


@pytest.mark.parametrize("name", ["jpeg", "png", "tiff"])
@pytest.mark.parametrize(
    ("kept", "least", "wanted"),
    [(None, None, None), (72.0, None, 72), (72.0, 72, 72), (72.0, 300, 300), (None, 300, 300),
     (600.0, 300, 600), (299.0, 299.5, 300)],
)  # fmt: skip
def test_density(name: str, kept: float | None, least: float | None, wanted: int | None) -> None:
    density = None if kept is None else (kept, kept)
    made = encode(changed(kept=ext.Kept(dpi=density)), formats=(name,), dpi_min=least)
    found = header_of(made.data).dpi
    if wanted is None:
        assert found is None
    else:
        assert found is not None
        assert min(found) >= wanted
        assert max(found) < wanted + 0.1


def test_a_long_profile_is_split_and_joined() -> None:
    from imgrules_processors._jpeg import tag

    bare = io.BytesIO()
    PillowImage.new("RGB", (8, 8)).save(bare, "JPEG")
    icc = srgb_profile() + bytes(150_000)
    assert header_of(tag(bare.getvalue(), icc)).icc == icc


# -- files that are left alone --------------------------------------------------------------------


def original(name: str = "jpeg", **options: Any) -> tuple[ext.Draft, bytes]:
    draft = shot(160, 120)
    out = io.BytesIO()
    PillowImage.fromarray(draft.samples).save(out, name, **options)
    return draft, out.getvalue()


def test_an_unchanged_file_comes_back_as_it_is() -> None:
    draft, data = original(quality=60)
    made = encode(draft, formats=("jpeg",), original=data, original_format="jpeg")
    assert made.data is data
    assert (made.format, made.extension) == ("jpeg", "jpg")


@pytest.mark.parametrize("name", ["gif", "bmp", "png"])
def test_also_in_formats_that_are_not_written_here(name: str) -> None:
    draft, data = original(name)
    made = encode(draft, formats=("jpeg", name), original=data, original_format=name)
    assert made.data is data
    assert made.extension == name


def test_a_changed_draft_is_written_anew() -> None:
    draft, data = original(quality=95, subsampling=0)
    made = encode(draft.with_(), formats=("jpeg",), original=data, original_format="jpeg")
    assert made.data != data


@pytest.mark.parametrize(
    ("wants", "kept"),
    [
        ({}, True),
        ({"formats": ("png",)}, False),
        ({"max_bytes": 0}, True), ({"max_bytes": -1}, False),
        ({"min_bytes": 0}, True), ({"min_bytes": 1}, False),
        ({"progressive": False}, True), ({"progressive": True}, False),
        ({"subsampling": ("4:2:0",)}, True), ({"subsampling": ("4:4:4",)}, False),
        ({"dpi_min": 72}, True), ({"dpi_min": 73}, False),
        ({"quality_min": 90}, True),
    ],
)  # fmt: skip
def test_the_file_is_kept_only_where_it_meets_every_limit(
    wants: dict[str, Any], kept: bool
) -> None:
    draft, data = original(quality=85, subsampling=2, dpi=(72, 72))
    draft = ext.Draft(draft.samples, kept=ext.Kept(dpi=(72.0, 72.0)))
    limits = {key: len(data) + value if key.endswith("bytes") else value
              for key, value in wants.items()}  # fmt: skip
    options = {"formats": ("jpeg",), "original": data, "original_format": "jpeg", **limits}
    try:
        made = encode(draft, **options)
    except ext.Declined:
        assert not kept
    else:
        assert (made.data is data) is kept


@pytest.mark.parametrize("name", ["jpeg", "png"])
def test_only_the_profile_is_added_where_only_it_is_missing(name: str) -> None:
    draft, data = original(name)
    tagged = ext.Draft(draft.samples, icc=srgb_profile())
    made = encode(tagged, formats=(name,), original=data, original_format=name)
    assert read_profile(header_of(data)).name == "none"
    assert read_profile(header_of(made.data)).name == "srgb"
    assert header_of(made.data).warnings == ()
    assert (np.asarray(opened(made.data)) == np.asarray(opened(data))).all()
    assert "picture is unchanged" in made.note


def test_a_profile_added_replaces_what_a_png_says_otherwise() -> None:
    from imgrules_processors._png import tag

    _, data = original("png")
    gamma = b"\0\0\0\x04gAMA" + (45455).to_bytes(4, "big")
    crc = __import__("zlib").crc32(gamma[4:]).to_bytes(4, "big")
    made = tag(data[:33] + gamma + crc + data[33:], srgb_profile())
    assert b"gAMA" not in made
    assert header_of(made).icc == srgb_profile()
    assert header_of(made).warnings == ()
