"""Files: formats, colour models, profiles, metadata, damage; and that every key has an effect."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps, JpegImagePlugin

from imgrules.images.magic import sniff
from imgrules.testing import Recipe, draw
from imgrules.testing.recipe import Exif, Subject, Xmp

SMALL = {"canvas": [160, 120]}


def recipe(**keys: Any) -> Recipe:
    return Recipe.model_validate({**SMALL, **keys})


def opened(**keys: Any) -> Image.Image:
    picture = Image.open(io.BytesIO(draw(recipe(**keys)).data))
    picture.load()
    return picture


EFFECTS: dict[str, list[dict[str, Any]]] = {
    "canvas": [{"canvas": [161, 120]}],
    "background": [{"background": "#fefefe"}],
    "gradient": [{"gradient": {"to": "#eeeeee"}}],
    "vignette": [{"vignette": 0.1}],
    "subject": [
        {"subject": {key: value}}
        for key, value in {
            "shape": "ring", "color": "#204020", "fill": 0.7, "size": [50, 50],
            "center": [0.4, 0.5], "texture": 0.1, "parts": 2, "print": "ACME",
        }.items()
    ],
    "shadow": [{"shadow": "contact"}, {"shadow": "edge"}],
    "residue": [{"residue": {}, "subject": {"fill": 0.3}}],
    "halo": [{"halo": {}}],
    "border": [{"border": {}}],
    "text": [{"text": {"height": 8}}],
    "badge": [{"badge": {}}],
    "watermark": [{"watermark": {}}],
    "blur": [{"blur": 1.0}],
    "pixelate": [{"pixelate": 4}],
    "enlarged_from": [{"enlarged_from": [80, 60]}],
    "noise": [{"noise": 3.0}],
    "brightness": [{"brightness": 0.5}],
    "contrast": [{"contrast": 0.5}],
    "seed": [{"seed": 2}],
    "mode": [{"mode": "cmyk"}],
    "profile": [{"profile": "none"}],
    "transparent_background": [{"transparent_background": True, "format": "png"}],
    "format": [{"format": "png"}],
    "quality": [{"quality": 94}],
    "subsampling": [{"subsampling": "4:2:0"}],
    "progressive": [{"progressive": True}],
    "dpi": [{"dpi": 72}, {"dpi": None}],
    "orientation": [{"orientation": 6}],
    "frames": [{"frames": 2, "format": "gif"}],
    "xmp": [
        {"xmp": {"subject": ["a"]}}, {"xmp": {"digital_source_type": "digitalArt"}},
        {"xmp": {"rights": "R"}}, {"xmp": {"title": "T"}}, {"xmp": {"creator": "C"}},
    ],
    "exif": [
        {"exif": {"gps": True}}, {"exif": {"serial": "1"}}, {"exif": {"owner": "O"}},
        {"exif": {"make": "M"}},
    ],
    "bytes": [{"bytes": {"pad_to": 90_000}}],
    "truncate": [{"truncate": 0.5}],
    "corrupt": [{"corrupt": True}],
    "name": [{"name": "a.jpg"}],
    "extension": [{"extension": "jpeg"}],
}  # fmt: skip


def test_the_table_of_effects_is_complete() -> None:
    assert set(EFFECTS) == set(Recipe.model_fields)
    for key, model in (("subject", Subject), ("xmp", Xmp), ("exif", Exif)):
        assert {name for each in EFFECTS[key] for name in each[key]} == set(model.model_fields)


@pytest.mark.parametrize(
    ("key", "changes"), [(key, one) for key, many in EFFECTS.items() for one in many]
)
def test_every_key_changes_the_file_and_only_by_itself(key: str, changes: dict[str, Any]) -> None:
    first, again = draw(recipe(**changes)), draw(recipe(**changes))
    assert first == again
    others = {name: value for name, value in changes.items() if name != key}
    assert first != draw(recipe(**others))


@pytest.mark.parametrize(
    ("file_format", "content"),
    [
        ("jpeg", "jpeg"), ("mpo", "jpeg"), ("png", "png"), ("gif", "gif"), ("tiff", "tiff"),
        ("webp", "webp"), ("avif", "avif"), ("bmp", "bmp"), ("jp2", "jp2"), ("pdf", "pdf"),
        ("eps", "eps"), ("psd", "psd"), ("svg", "svg"), ("heic", "heic"),
    ],
)  # fmt: skip
def test_the_content_is_of_the_format(file_format: str, content: str) -> None:
    first, again = (draw(recipe(format=file_format)) for _ in range(2))
    assert sniff(first.data) in (content, file_format)
    assert first == again


@pytest.mark.parametrize("file_format", ["png", "gif", "tiff", "webp", "avif", "bmp", "psd", "jp2"])
def test_white_stays_white_in_every_format(file_format: str) -> None:
    rgb = np.asarray(opened(format=file_format, subject={"fill": 0.5}).convert("RGB"))
    assert rgb.shape == (120, 160, 3)
    assert (rgb[:4] == 255).all()


@pytest.mark.parametrize(
    ("file_format", "mode", "pillow"),
    [
        ("jpeg", "grey", "L"), ("jpeg", "cmyk", "CMYK"), ("png", "rgba", "RGBA"),
        ("png", "grey", "L"), ("png", "palette", "P"), ("tiff", "cmyk", "CMYK"),
        ("tiff", "lab", "LAB"), ("tiff", "palette", "P"), ("bmp", "palette", "P"),
        ("tiff", "rgba", "RGBA"), ("bmp", "grey", "L"),
    ],
)  # fmt: skip
def test_the_colour_model_is_stored(file_format: str, mode: str, pillow: str) -> None:
    assert opened(format=file_format, mode=mode).mode == pillow


def test_sixteen_bits_are_stored_with_their_profile_and_density() -> None:
    data = draw(recipe(format="png", mode="rgb16", xmp={"title": "T"}, exif={"make": "M"})).data
    deep = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert deep.dtype == np.uint16
    assert deep[0, 0].tolist() == [65535] * 3
    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert "icc_profile" in picture.info
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert b"dc:title" in picture.info["xmp"]
    assert picture.getexif()[0x010F] == "M"


PRIMARIES = {
    "srgb": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
    "display-p3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    "adobe-rgb": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)),
    "prophoto": ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001)),
    "rec2020": ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    "apple-rgb": ((0.625, 0.340), (0.280, 0.595), (0.155, 0.070)),
    "srgb-unnamed": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
    "srgb-misnamed": ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
}


def profile_of(**keys: Any) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(opened(**keys).info["icc_profile"]))


@pytest.mark.parametrize("name", PRIMARIES)
def test_littlecms_reads_the_primaries_of_the_space(name: str) -> None:
    inner = profile_of(profile=name).profile
    if name != "prophoto":  # its own white is D50: nothing to adapt
        assert inner.chromatic_adaptation is not None
    adapted = [inner.red_colorant, inner.green_colorant, inner.blue_colorant]
    total = np.sum([each[0] for each in adapted], axis=0)
    assert total == pytest.approx((0.9642, 1.0, 0.8249), abs=0.001)
    matrix = np.array(inner.chromatic_adaptation[0])
    for (xyz, _), expected in zip(adapted, PRIMARIES[name], strict=True):
        back = np.linalg.solve(matrix, np.array(xyz))
        assert back[:2] / back.sum() == pytest.approx(expected, abs=0.002)


def test_profiles_bear_the_names_recipes_promise() -> None:
    def named(profile: str) -> str:
        return ImageCms.getProfileDescription(profile_of(profile=profile)).strip()

    assert named("srgb") == "sRGB IEC61966-2.1"
    assert named("srgb-unnamed") == "c2"
    assert named("srgb-misnamed") == "Display P3"


def test_our_srgb_profile_does_what_littlecms_own_does() -> None:
    picture = opened(format="png", profile="srgb")
    changed = ImageCms.profileToProfile(
        picture, profile_of(profile="srgb"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    difference = np.asarray(picture, int) - np.asarray(changed, int)
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize(
    ("keys", "space"),
    [
        ({"mode": "cmyk", "profile": "cmyk"}, "CMYK"),
        ({"mode": "grey", "profile": "grey"}, "GRAY"),
        ({"format": "tiff", "mode": "lab", "profile": "lab"}, "Lab"),
        ({"profile": "grey"}, "GRAY"),
    ],
)
def test_other_profiles_are_of_their_colour_space(keys: dict[str, Any], space: str) -> None:
    assert profile_of(**keys).profile.xcolor_space.strip() == space


def test_the_cmyk_profile_makes_no_ink_white_and_full_ink_dark() -> None:
    transform = ImageCms.buildTransform(
        profile_of(mode="cmyk", profile="cmyk"), ImageCms.createProfile("sRGB"), "CMYK", "RGB"
    )
    strip = Image.new("CMYK", (2, 1))
    strip.putpixel((1, 0), (255, 255, 255, 255))
    out = ImageCms.applyTransform(strip, transform)
    assert out is not None
    assert np.asarray(out)[0, 0].min() > 225
    assert np.asarray(out)[0, 1].max() < 80


def test_a_broken_profile_cannot_be_opened() -> None:
    with pytest.raises(OSError, match="cannot open profile"):
        profile_of(profile="broken")


def test_no_profile_means_none() -> None:
    assert "icc_profile" not in opened(profile="none").info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_shows_upright(orientation: int) -> None:
    plain = opened(format="png")
    turned = opened(format="png", orientation=orientation)
    assert turned.getexif()[0x0112] == orientation
    assert (turned.size != plain.size) == (orientation > 4)
    assert np.array_equal(np.asarray(ImageOps.exif_transpose(turned)), np.asarray(plain))


@pytest.mark.parametrize("tag", [0, 9])
def test_an_invalid_orientation_is_written_as_it_is(tag: int) -> None:
    assert opened(orientation=tag).getexif()[0x0112] == tag


@pytest.mark.parametrize("file_format", ["jpeg", "png", "tiff", "webp", "avif"])
def test_metadata_is_found_in_every_format_that_takes_it(file_format: str) -> None:
    xmp = {"subject": ["ai & co"], "digital_source_type": "trainedAlgorithmicMedia"}
    exif = {"gps": True, "serial": "SN7", "owner": "Kim"}
    picture = opened(format=file_format, xmp=xmp, exif=exif)
    packet = picture.info.get("xmp") or picture.tag_v2[700]  # type: ignore[attr-defined]
    assert b"<rdf:li>ai &amp; co</rdf:li>" in bytes(packet)
    assert b"digitalsourcetype/trainedAlgorithmicMedia<" in bytes(packet)
    tags = picture.getexif()
    assert tags.get_ifd(0x8825)[1] == "N"
    assert tags.get_ifd(0x8769)[0xA431] == "SN7"
    assert tags.get_ifd(0x8769)[0xA430] == "Kim"


@pytest.mark.parametrize("file_format", ["png", "webp", "avif", "tiff"])
def test_a_transparent_backdrop_leaves_the_product_as_it_was(file_format: str) -> None:
    keys = {"format": file_format, "subject": {"shape": "ellipse"}, "quality": 100}
    clear = np.asarray(opened(**keys, transparent_background=True))
    alpha = clear[..., 3].astype(float)[..., None] / 255
    assert (alpha[0] == 0).all()
    assert alpha[60, 80] == 1
    flattened = clear[..., :3] * alpha + 255 * (1 - alpha)
    solid = np.asarray(opened(**keys).convert("RGB"))
    tolerance = 12 if file_format == "avif" else 2
    assert np.abs(flattened - solid).max() <= tolerance


def test_a_gif_has_a_transparent_index() -> None:
    clear = np.asarray(opened(format="gif", transparent_background=True).convert("RGBA"))
    assert clear[0, 0, 3] == 0
    assert clear[60, 80, 3] == 255


@pytest.mark.parametrize("file_format", ["gif", "webp", "png", "tiff"])
def test_frames_are_counted(file_format: str) -> None:
    assert getattr(opened(format=file_format, frames=3), "n_frames", 1) == 3
    assert getattr(opened(format=file_format), "n_frames", 1) == 1


def test_jpeg_settings_are_those_asked_for() -> None:
    picture = opened(quality=80, subsampling="4:2:0", progressive=True, dpi=72)
    assert isinstance(picture, JpegImagePlugin.JpegImageFile)
    assert JpegImagePlugin.get_sampling(picture) == 2
    assert picture.info["progressive"]
    assert picture.info["dpi"] == (72, 72)
    assert picture.quantization[0][0] == 6  # 16 × (200 - 2 × 80) / 100
    assert "dpi" not in opened(dpi=None).info


@pytest.mark.parametrize("file_format", ["jpeg", "png", "gif", "webp", "tiff", "bmp", "avif"])
@pytest.mark.parametrize("extra", [20, 70_000, 200_003])
def test_a_padded_file_is_exactly_that_long_and_still_a_picture(
    file_format: str, extra: int
) -> None:
    plain = draw(recipe(format=file_format)).data
    padded = draw(recipe(format=file_format, bytes={"pad_to": len(plain) + extra})).data
    assert len(padded) == len(plain) + extra
    first, second = (Image.open(io.BytesIO(data)).convert("RGB") for data in (plain, padded))
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("over", [65_536, 65_537, 65_538, 65_539, 65_540, 65_541, 131_075])
def test_padding_is_exact_around_the_size_of_a_jpeg_segment(over: int) -> None:
    plain = len(draw(recipe()).data)
    data = draw(recipe(bytes={"pad_to": plain + over})).data
    assert len(data) == plain + over
    Image.open(io.BytesIO(data)).load()


def test_a_file_cannot_be_padded_to_less() -> None:
    with pytest.raises(ValueError, match="bytes already, more than pad_to: 100"):
        draw(recipe(bytes={"pad_to": 100}))


@pytest.mark.parametrize("file_format", ["jpeg", "png", "gif", "tiff"])
@pytest.mark.parametrize("damage", [{"corrupt": True}, {"truncate": 0.6}])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_damaged_file_does_not_decode(file_format: str, damage: dict[str, Any]) -> None:
    with pytest.raises(OSError, match=r"."):
        opened(format=file_format, **damage)


def test_truncation_keeps_the_share_asked_for() -> None:
    plain = draw(recipe()).data
    assert draw(recipe(truncate=0.25)).data == plain[: len(plain) // 4]
    assert draw(recipe(truncate=0.0)).data == b""


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({}, "hint.jpg"),
        ({"format": "tiff"}, "hint.tif"),
        ({"name": "B0.MAIN.jpg"}, "B0.MAIN.jpg"),
        ({"extension": "png"}, "hint.png"),
        ({"name": "B0.MAIN.jpg", "extension": ".JPG"}, "B0.MAIN.JPG"),
        ({"name": "B0.MAIN.jpg", "extension": ""}, "B0.MAIN"),
    ],
)
def test_file_names(keys: dict[str, Any], name: str) -> None:
    assert draw(recipe(**keys), "hint").name == name
