"""Drafts: upright, in the file's own colours, with what must outlive a fix."""

from __future__ import annotations

import io
import os
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags
from PIL import Image as PillowImage

from imgrules.errors import UnreadableError
from imgrules.fixes.draft import TRUSTED, enlarged, open_draft
from imgrules.images.image import Image
from imgrules.images.metadata import read_metadata
from imgrules.images.profile import name_icc
from imgrules.processor import Declined, Draft, Kept
from imgrules.testing.icc import profile_bytes
from imgrules.testing.metadata import xmp_packet
from imgrules.testing.pictures import draw
from imgrules.testing.recipe import Recipe, Xmp
from imgrules_processors.colour import to_srgb
from imgrules_processors.encode import encode

SMALL: dict[str, Any] = {"canvas": [160, 120], "subject": {"shape": "box", "size": [80, 60]}}


def image_of(folder: Path, **recipe: Any) -> Image:
    drawn = draw(Recipe.model_validate({**SMALL, **recipe}))
    return image_from(folder, drawn.data, drawn.name)


def image_from(folder: Path, data: bytes, name: str = "picture.bin") -> Image:
    path = folder / name
    path.write_bytes(data)
    return Image(path)


def saved(picture: PillowImage.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def seen(data: bytes, folder: Path) -> Any:
    return image_from(folder, data, "again.bin").pixels.rgb


# -- samples --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file_format", "mode", "model", "channels"),
    [
        ("jpeg", "rgb", "RGB", 3), ("jpeg", "grey", "L", 1), ("jpeg", "cmyk", "CMYK", 4),
        ("png", "rgb", "RGB", 3), ("png", "grey", "L", 1), ("png", "palette", "RGB", 3),
        ("png", "rgb16", "RGB", 3), ("png", "rgba", "RGB", 3), ("gif", "palette", "RGB", 3),
        ("tiff", "rgb", "RGB", 3), ("tiff", "cmyk", "CMYK", 4), ("tiff", "lab", "LAB", 3),
        ("tiff", "grey", "L", 1), ("webp", "rgb", "RGB", 3), ("avif", "rgb", "RGB", 3),
        ("bmp", "rgb", "RGB", 3), ("jp2", "rgb", "RGB", 3), ("psd", "rgb", "RGB", 3),
    ],
)  # fmt: skip
def test_the_files_own_colour_model(
    tmp_path: Path, file_format: str, mode: str, model: str, channels: int
) -> None:
    image = image_of(tmp_path, format=file_format, mode=mode)
    draft = open_draft(image)
    assert (draft.mode, draft.samples.shape) == (model, (120, 160, channels))
    assert draft.samples.dtype == np.uint8
    assert not draft.changed
    if model in ("RGB", "L"):
        shown = draft.samples if model == "RGB" else draft.samples.repeat(3, axis=2)
        assert (shown == image.pixels.rgb_raw).all()


def test_rgb_is_not_copied(tmp_path: Path) -> None:
    image = image_of(tmp_path)
    assert np.shares_memory(open_draft(image).samples, image.pixels.rgb_raw)


def test_cmyk_means_ink_whatever_the_writer_inverts(tmp_path: Path) -> None:
    inks = PillowImage.new("CMYK", (16, 16), (255, 0, 0, 0))
    for kind in ("JPEG", "TIFF"):
        draft = open_draft(image_from(tmp_path, saved(inks, kind)))
        assert abs(draft.samples[8, 8].astype(int) - (255, 0, 0, 0)).max() <= 3


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["jpeg", "png", "tiff", "webp"])
def test_upright(tmp_path: Path, orientation: int, file_format: str) -> None:
    image = image_of(
        tmp_path,
        format=file_format,
        orientation=orientation,
        quality=100,
        background="#f0e0d0",
        subject={"size": [80, 60], "center": [0.3, 0.4]},
    )
    plain = open_draft(image_of(tmp_path, format="png", background="#f0e0d0",
                                subject={"size": [80, 60], "center": [0.3, 0.4]}))  # fmt: skip
    draft = open_draft(image)
    assert draft.samples.shape == plain.samples.shape
    assert np.abs(draft.samples.astype(int) - plain.samples).mean() < 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_cmyk_is_turned_as_well(tmp_path: Path, orientation: int) -> None:
    image = image_of(tmp_path, mode="cmyk", orientation=orientation, quality=100)
    draft = open_draft(image)
    assert draft.samples.shape == (120, 160, 4)
    inked = draft.samples.max(axis=2) > 60
    assert (inked == (image.pixels.rgb.min(axis=2) < 195)).mean() > 0.98


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_pictures_are_written_upright(tmp_path: Path, orientation: int) -> None:
    image = image_of(tmp_path, orientation=orientation, quality=100)
    made = encode(open_draft(image).with_(), formats=("jpeg",))
    again = image_from(tmp_path, made.data, "again.jpg")
    assert again.header.orientation == 1
    assert np.abs(again.pixels.rgb.astype(int) - image.pixels.rgb).mean() < 1


def test_sixteen_bits_are_read_as_the_checks_read_them(tmp_path: Path) -> None:
    levels = np.array([[65535, 65280, 65279, 128, 127, 0]], np.uint16)
    data = saved(PillowImage.fromarray(levels), "PNG")
    draft = open_draft(image_from(tmp_path, data))
    assert draft.samples[0, :, 0].tolist() == [255, 255, 254, 0, 0, 0]


def test_transparency_is_kept_apart_from_the_colours(tmp_path: Path) -> None:
    picture = PillowImage.new("RGBA", (8, 8), (200, 30, 40, 0))
    picture.putpixel((2, 3), (1, 2, 3, 128))
    draft = open_draft(image_from(tmp_path, saved(picture, "PNG")))
    assert draft.alpha is not None
    assert draft.alpha[3, 2] == 128
    assert draft.alpha.sum() == 128
    assert draft.samples[0, 0].tolist() == [200, 30, 40]
    opaque = open_draft(image_from(tmp_path, saved(PillowImage.new("RGBA", (8, 8)), "PNG")))
    assert opaque.alpha is not None
    solid = PillowImage.new("RGBA", (8, 8), (1, 2, 3, 255))
    assert open_draft(image_from(tmp_path, saved(solid, "PNG"))).alpha is None


def test_grey_with_alpha(tmp_path: Path) -> None:
    data = saved(PillowImage.new("LA", (8, 8), (90, 10)), "PNG")
    draft = open_draft(image_from(tmp_path, data))
    assert (draft.mode, draft.samples.shape) == ("L", (8, 8, 1))
    assert draft.alpha is not None
    assert (draft.alpha == 10).all()


@pytest.mark.parametrize("data", [b"", b"no picture", draw(Recipe(truncate=0.5)).data])
def test_what_cannot_be_decoded(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableError):
        open_draft(image_from(tmp_path, data))


# -- profiles -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "profile", "kept"),
    [
        ("rgb", "none", False), ("rgb", "srgb", True), ("rgb", "adobe-rgb", True),
        ("rgb", "srgb-misnamed", True), ("rgb", "cmyk", False), ("rgb", "grey", False),
        ("cmyk", "cmyk", True), ("cmyk", "none", False), ("cmyk", "srgb", False),
        ("grey", "grey", True), ("grey", "cmyk", False),
    ],
)  # fmt: skip
def test_only_a_profile_that_fits(tmp_path: Path, mode: Any, profile: Any, kept: bool) -> None:
    draft = open_draft(image_of(tmp_path, mode=mode, profile=profile))
    assert draft.icc == (profile_bytes(profile) if kept else None)


def test_grey_in_an_rgb_space_is_opened_as_rgb(tmp_path: Path) -> None:
    draft = open_draft(image_of(tmp_path, mode="grey", profile="adobe-rgb"))
    assert draft.mode == "RGB"
    assert draft.icc == profile_bytes("adobe-rgb")
    assert to_srgb(draft).mode == "RGB"


def test_a_damaged_profile_is_not_taken_for_none(tmp_path: Path) -> None:
    draft = open_draft(image_of(tmp_path, profile="broken"))
    assert draft.icc == b""
    with pytest.raises(Declined, match="damaged"):
        to_srgb(draft)


def png_with(*chunks: tuple[bytes, bytes], mode: str = "RGB") -> bytes:
    data = saved(PillowImage.new(mode, (8, 8), 128 if mode == "L" else (128, 90, 200)), "PNG")
    extra = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return data[:33] + extra + data[33:]


def gamma(exponent: float) -> tuple[bytes, bytes]:
    return b"gAMA", round(100_000 / exponent).to_bytes(4, "big")


def primaries(*numbers: float) -> tuple[bytes, bytes]:
    return b"cHRM", b"".join(round(number * 100_000).to_bytes(4, "big") for number in numbers)


P3 = (0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


@pytest.mark.parametrize(
    ("chunks", "name"),
    [
        ((), None),
        (((b"sRGB", b"\0"),), None),
        ((gamma(2.2),), None),
        ((gamma(1.0),), "srgb-linear"),
        ((gamma(2.2), primaries(*P3)), "unknown-rgb"),
        (((b"cICP", bytes((12, 13, 0, 1))),), "display-p3"),
        (((b"cICP", bytes((1, 13, 0, 1))),), None),
    ],
)
def test_colours_declared_without_a_profile(tmp_path: Path, chunks: Any, name: str | None) -> None:
    draft = open_draft(image_from(tmp_path, png_with(*chunks)))
    assert (draft.icc and name_icc(draft.icc).name) == name
    assert to_srgb(draft).mode == "RGB"


def test_colours_nobody_converts(tmp_path: Path) -> None:
    draft = open_draft(image_from(tmp_path, png_with((b"cICP", bytes((9, 16, 0, 1))))))
    assert draft.icc == b""


def test_grey_with_a_declared_curve(tmp_path: Path) -> None:
    draft = open_draft(image_from(tmp_path, png_with(gamma(1.0), mode="L")))
    made = to_srgb(draft).samples[0, 0]
    # Half of the light is level 188.
    assert abs(made.astype(int) - 188).max() <= 1


def test_exif_may_say_adobe_rgb(tmp_path: Path) -> None:
    block = PillowImage.Exif()
    inner = block.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.ColorSpace] = 65535
    inner[ExifTags.IFD.Interop] = {1: "R03"}
    data = saved(PillowImage.new("RGB", (16, 16), (90, 160, 70)), "JPEG", exif=block.tobytes())
    draft = open_draft(image_from(tmp_path, data))
    assert draft.icc is not None
    assert name_icc(draft.icc).name == "adobe-rgb"
    made = encode(draft.with_(), formats=("jpeg",))
    again = image_from(tmp_path, made.data, "again.jpg")
    assert (again.header.exif["interop"], again.header.exif["color_space"]) == ("R98", 1)


# -- the product ----------------------------------------------------------------------------------


def test_the_product_at_full_size(tmp_path: Path) -> None:
    image = image_of(tmp_path, canvas=[2000, 1501],
                     subject={"shape": "ellipse", "size": [1000, 900]})  # fmt: skip
    draft = open_draft(image)
    assert draft.product is not None
    assert draft.product.shape == (1501, 2000)
    truth = image.pixels.rgb.min(axis=2) < 250
    both = (draft.product & truth).sum() / (draft.product | truth).sum()
    assert both > 0.985


@pytest.mark.parametrize(("confidence", "known"), [(TRUSTED, True), (TRUSTED - 0.01, False)])
def test_an_uncertain_product_is_no_product(tmp_path: Path, confidence: float, known: bool) -> None:
    image = image_of(tmp_path)
    image._planes["subject"] = replace(image.subject, confidence=confidence)
    assert (open_draft(image).product is not None) is known


def test_no_product_is_no_product(tmp_path: Path) -> None:
    draft = open_draft(image_of(tmp_path, subject={"shape": "none"}))
    assert draft.product is None


@pytest.mark.parametrize(("factor", "shape"), [(1, (5, 7)), (3, (15, 21)), (3, (17, 23))])
def test_masks_are_enlarged(factor: int, shape: tuple[int, int]) -> None:
    mask = np.zeros((5, 7), bool)
    mask[2:, 3:] = True
    made = enlarged(mask, shape, factor)
    assert made.shape == shape
    assert made[-1, -1]
    assert made[2 * factor + factor // 2, 3 * factor + factor // 2]
    assert not made[: 2 * factor - 1].any()


# -- metadata -------------------------------------------------------------------------------------

NOTES: dict[str, Any] = {
    "xmp": {"subject": ["watch"], "rights": "© Studio", "digital_source_type": "digitalCapture"},
    "exif": {"make": "Maker"}, "dpi": 300,
}  # fmt: skip


@pytest.mark.parametrize("source", ["jpeg", "png", "tiff", "webp"])
@pytest.mark.parametrize("target", ["jpeg", "png", "tiff", "webp"])
def test_metadata_outlives_the_fix(tmp_path: Path, source: str, target: str) -> None:
    image = image_of(tmp_path, format=source, orientation=6, **NOTES)
    draft = open_draft(image)
    made = encode(draft.with_(), formats=(target,))
    again = image_from(tmp_path, made.data, "again.bin")
    before, after = read_metadata(image.header), read_metadata(again.header)
    assert after.values == before.values
    assert after.values["xmp:dc:subject"] == ["watch"]
    assert after.private == before.private
    assert again.header.turn == 1
    assert again.header.warnings == ()
    if target != "webp" and draft.kept.dpi is not None:
        assert again.header.dpi == pytest.approx(draft.kept.dpi, abs=0.1)


@pytest.mark.parametrize("name", ["jpeg", "tiff"])
def test_what_was_kept_is_kept_again(tmp_path: Path, name: str) -> None:
    record = b"\x1c\x02\x05\0\x05Watch\x1c\x02\x50\0\x02AB"
    kept = Kept(xmp_packet(Xmp(subject=("watch",))), record, None, (300.0, 300.0))
    draft = Draft(np.full((20, 30, 3), 200, np.uint8), kept=kept, changed=True)
    made = encode(draft, formats=(name,))
    again = open_draft(image_from(tmp_path, made.data)).kept
    assert (again.xmp, again.iptc, again.dpi) == (kept.xmp, kept.iptc, kept.dpi)


def test_a_tiffs_own_structure_is_no_metadata(tmp_path: Path) -> None:
    image = image_of(tmp_path, format="tiff", canvas=[400, 400], exif={"make": "Maker"})
    block = open_draft(image).kept.exif
    assert block is not None
    assert len(block) < 2000
    read = PillowImage.Exif()
    read.load(block)
    assert 256 not in read
    assert read[ExifTags.Base.Make] == "Maker"


def test_a_bare_file_has_nothing_to_keep(tmp_path: Path) -> None:
    kept = open_draft(image_of(tmp_path, format="png", dpi=None)).kept
    assert (kept.xmp, kept.iptc, kept.exif, kept.dpi) == (None, None, None, None)


@pytest.mark.parametrize("target", ["jpeg", "png", "tiff", "webp"])
def test_a_result_needs_nothing_the_second_time(tmp_path: Path, target: str) -> None:
    first = to_srgb(open_draft(image_of(tmp_path, profile="adobe-rgb", orientation=6)))
    made = encode(first, formats=(target,), dpi_min=300, min_bytes=100)
    draft = to_srgb(open_draft(image_from(tmp_path, made.data)))
    assert not draft.changed
    again = encode(draft, formats=(target,), dpi_min=None if target == "webp" else 299,
                   min_bytes=100, original=made.data, original_format=target)  # fmt: skip
    assert again.data is made.data


# -- real files -----------------------------------------------------------------------------------

CORPUS = Path(os.environ.get("IMGRULES_CORPUS", ""))
FOLDERS = ("formats", "orientation", "profiles") if "IMGRULES_CORPUS" in os.environ else ()
REAL = [path for name in FOLDERS for path in sorted((CORPUS / name).glob("*.*"))]


@pytest.mark.skipif(not REAL, reason="IMGRULES_CORPUS names no folder with pictures")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_files_go_through(tmp_path: Path, path: Path) -> None:
    """Every file that decodes is converted and written, or declined for its colours alone."""
    image = Image(path)
    try:
        draft = open_draft(image)
    except UnreadableError:
        assert image.failure("header") or image.failure("pixels")
        return
    assert draft.samples.shape[:2] == image.pixels.rgb.shape[:2]
    try:
        converted = to_srgb(draft)
    except Declined as problem:
        assert "profile" in problem.message
        assert draft.icc == b"" or draft.mode == "CMYK"
        return
    _assert_written(converted, image, tmp_path)


def _assert_written(draft: Draft, image: Image, folder: Path) -> None:
    made = encode(draft.with_(), formats=("jpeg",))
    again = image_from(folder, made.data, "again.jpg")
    assert (again.header.width, again.header.height) == (image.header.width, image.header.height)
    assert again.header.orientation in (None, 1)
    before, after = read_metadata(image.header).values, read_metadata(again.header).values
    moved = ("xmp:tiff:Orientation", "xmp:exif:PixelXDimension", "xmp:exif:PixelYDimension",
             "xmp:tiff:ImageWidth", "xmp:tiff:ImageLength", "xmp:exif:ColorSpace")  # fmt: skip
    for name in before.keys() - set(moved):
        assert after[name] == before[name], name
    assert seen(made.data, folder).shape == image.pixels.rgb.shape
