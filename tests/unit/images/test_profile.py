from __future__ import annotations

import struct

import pytest
from PIL import Image as PillowImage
from PIL import ImageCms

from imgrules.images.colourspaces import SPACES, TONE_CURVES, ColourSpace
from imgrules.images.icc import SAMPLES, IccError, parse_icc, read_curve
from imgrules.images.profile import name_icc, read_profile
from tests.unit.images.samples import (
    D65,
    SRGB,
    SRGB_CURVE,
    curv_tag,
    encode,
    exif_block,
    header_of,
    icc,
    matrix_profile,
    para_tag,
    scene,
    with_chunk,
    with_segment,
    xyz_tag,
)

ADOBE = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
GAMMA_22 = para_tag(0, 563 / 256)


def _sampled(curve: str, points: int = 1024) -> bytes:
    tone = TONE_CURVES[curve]
    return curv_tag(*(round(65535 * tone(at / (points - 1))) for at in range(points)))


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
@pytest.mark.parametrize("version", [2, 4])
def test_known_spaces_by_their_numbers(space: ColourSpace, version: int) -> None:
    for curve in space.curves:
        facts = name_icc(
            matrix_profile(space.primaries, space.white, _sampled(curve), version=version)
        )
        assert facts.name == space.name
        assert facts.primaries == pytest.approx(space.primaries, abs=2e-3)
        assert facts.white_point == pytest.approx(space.white, abs=1e-3)


def test_littlecms_own_srgb() -> None:
    built = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    facts = name_icc(built)
    assert (facts.name, facts.kind, facts.misnamed) == ("srgb", "mntr", False)


@pytest.mark.parametrize("description", ["", "c2", "Adobe RGB (1998)", "Display P3"])
def test_srgb_by_any_name(description: str) -> None:
    facts = name_icc(matrix_profile(description=description))
    assert facts.name == "srgb"
    assert facts.description == description


def test_adobe_rgb_called_srgb_is_misnamed() -> None:
    facts = name_icc(matrix_profile(ADOBE, D65, GAMMA_22, description="sRGB IEC61966-2.1"))
    assert (facts.name, facts.misnamed) == ("adobe-rgb", True)


def test_speaking_of_srgb_s_transfer_is_no_misnomer() -> None:
    p3 = (0.68, 0.32, 0.265, 0.69, 0.15, 0.06)
    facts = name_icc(matrix_profile(p3, description="Display P3 Gamut with sRGB Transfer"))
    assert (facts.name, facts.misnamed) == ("display-p3", False)


def test_primaries_of_one_space_with_the_curve_of_another() -> None:
    facts = name_icc(matrix_profile(SRGB, D65, para_tag(0, 2.2)))
    assert (facts.name, facts.detail) == ("unknown-rgb", "the primaries of sRGB with gamma 2.2")
    facts = name_icc(matrix_profile(ADOBE, D65, para_tag(0, 1.45)))
    assert facts.detail == "the primaries of Adobe RGB (1998) with gamma 1.45"


@pytest.mark.parametrize(("shift", "name"), [(0.002, "srgb"), (0.006, "unknown-rgb")])
def test_primaries_a_little_off(shift: float, name: str) -> None:
    moved = (SRGB[0], SRGB[1], SRGB[2] - shift, *SRGB[3:])
    assert name_icc(matrix_profile(moved)).name == name


def test_old_profile_without_adaptation_tag_goes_by_its_media_white() -> None:
    tags = parse_icc(matrix_profile()).tags
    del tags["chad"]
    old = {**tags, "wtpt": xyz_tag((0.9505, 1, 1.0891))}
    facts = name_icc(icc(tags=old, version=2))
    assert facts.name == "srgb"
    assert facts.primaries == pytest.approx(SRGB, abs=1e-3)
    assert facts.white_point == pytest.approx(D65, abs=1e-3)


@pytest.mark.parametrize(
    ("tag", "at_half"),
    [
        (curv_tag(), 0.5),
        (curv_tag(563), 0.5 ** (563 / 256)),
        (curv_tag(0, 65535), 0.5),
        (curv_tag(0, 0, 65535), 0.0),
        (para_tag(0, 2), 0.25),
        (para_tag(1, 2, 2, -0.5), 0.25),
        (para_tag(2, 2, 2, -0.5, 0.1), 0.35),
        (para_tag(3, 2, 1, 0, 0.5, 0.75), 0.25),
        (para_tag(4, 2, 1, 0, 0.5, 0.25, 0.125, 0), 0.375),
        (para_tag(4, 2, 1, 0, 0.5, 0.75, 0.125, 0.0625), 0.3125),
    ],
)
def test_curves_of_every_kind(tag: bytes, at_half: float) -> None:
    curve = read_curve(tag)
    assert len(curve) == len(SAMPLES)
    assert curve[len(SAMPLES) // 2] == pytest.approx(at_half, abs=1e-4)


@pytest.mark.parametrize("kind", [1, 2])
def test_flat_foot_of_parametric_curves(kind: int) -> None:
    tag = para_tag(kind, 2, 2, -0.5, *([0.1] if kind == 2 else []))
    assert read_curve(tag)[2] == pytest.approx(0.1 if kind == 2 else 0, abs=1e-4)


@pytest.mark.parametrize(
    "tag", [b"", b"curv", curv_tag(1, 2, 3)[:-1], para_tag(3, 2.4), para_tag(7, 1), b"mft2" * 9]
)
def test_curves_that_cannot_be_read(tag: bytes) -> None:
    with pytest.raises(IccError):
        read_curve(tag)


def test_grey_profiles_tell_their_curve() -> None:
    facts = name_icc(icc(tags={"kTRC": GAMMA_22}, space=b"GRAY"))
    assert (facts.name, facts.space, facts.detail) == ("grey", "grey", "gamma 2.2")
    assert name_icc(icc(tags={"kTRC": SRGB_CURVE}, space=b"GRAY")).detail == "the sRGB curve"


@pytest.mark.parametrize(
    ("space", "name"),
    [(b"CMYK", "cmyk"), (b"Lab ", "lab"), (b"RGB ", "unknown-rgb"), (b"GRAY", "grey"),
     (b"6CLR", "other")],
)  # fmt: skip
def test_table_profiles_are_named_by_their_colour_model(space: bytes, name: str) -> None:
    facts = name_icc(icc(tags={"A2B0": b"mft2"}, space=space, kind=b"prtr"))
    assert (facts.name, facts.kind) == (name, "prtr")


def test_a_cmyk_profile_called_srgb_is_misnamed() -> None:
    assert name_icc(icc(tags={}, space=b"CMYK", description="sRGB")).misnamed


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(128),
        bytes(200),
        matrix_profile()[:-4],
        matrix_profile()[:130],
        matrix_profile().replace(b"rTRC", b"xTRC"),
        matrix_profile().replace(b"para", b"para"[::-1]),
        matrix_profile().replace(b"XYZ \0\0\0\0", b"XYZz\0\0\0\0"),
        matrix_profile().replace(b"sf32", b"sf16"),
        icc(tags={f"tag{n}": b"" for n in range(100)})[:128]
        + struct.pack(">I", 1 << 31)
        + b"x" * 9,
    ],
)
def test_broken_profiles(data: bytes) -> None:
    facts = name_icc(data)
    assert facts.name == "broken"
    assert facts.detail


def test_every_cut_of_a_profile_is_broken() -> None:
    whole = matrix_profile(description="sRGB")
    assert {name_icc(whole[:end]).name for end in range(0, len(whole), 7)} == {"broken"}


@pytest.mark.parametrize(
    ("mode", "profile", "fits"),
    [
        ("RGB", matrix_profile(), True),
        ("P", matrix_profile(), True),
        ("L", matrix_profile(), True),
        ("CMYK", matrix_profile(), False),
        ("RGB", icc(tags={}, space=b"CMYK"), False),
        ("CMYK", icc(tags={}, space=b"CMYK"), True),
        ("RGB", icc(tags={"kTRC": GAMMA_22}, space=b"GRAY"), False),
        ("L", icc(tags={"kTRC": GAMMA_22}, space=b"GRAY"), True),
        ("L", icc(tags={}, space=b"CMYK"), False),
    ],
)
def test_profiles_must_fit_the_pixels(mode: str, profile: bytes, fits: bool) -> None:
    data = encode(scene(mode=mode), "TIFF", icc_profile=profile)
    assert read_profile(header_of(data)).fits_pixels is fits


def test_nothing_declared() -> None:
    facts = read_profile(header_of(encode(scene(), "JPEG")))
    assert (facts.name, facts.origin, facts.fits_pixels) == ("none", "none", True)


def test_misnumbered_profile_is_broken() -> None:
    body = b"ICC_PROFILE\0\2\1" + matrix_profile()
    facts = read_profile(header_of(with_segment(encode(scene(), "JPEG"), 0xE2, body)))
    assert facts.name == "broken"
    assert "numbered wrongly" in facts.detail


def _png(*chunks: tuple[bytes, bytes], mode: str = "RGB") -> bytes:
    data = encode(scene(mode=mode), "PNG")
    for name, body in chunks:
        data = with_chunk(data, name, body)
    return data


def _chrm(primaries: tuple[float, ...], white: tuple[float, float] = D65) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(v * 100_000) for v in (*white, *primaries)))


def _gama(gamma: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(100_000 / gamma))


@pytest.mark.parametrize(
    ("chunks", "name", "origin"),
    [
        ([(b"sRGB", b"\1")], "srgb", "png"),
        ([_gama(2.2)], "srgb", "png"),
        ([_gama(2.2), _chrm(SRGB)], "srgb", "png"),
        ([_gama(1.0)], "srgb-linear", "png"),
        ([_gama(1.8), _chrm(SRGB)], "unknown-rgb", "png"),
        ([_gama(2.2), _chrm(ADOBE)], "adobe-rgb", "png"),
        ([_gama(2.2), _chrm((*SRGB[2:4], *SRGB[:2], *SRGB[4:]))], "unknown-rgb", "png"),
        ([_gama(2.2), _chrm((0, 0, 0, 0, 0, 0))], "none", "none"),
        ([(b"cICP", bytes((1, 13, 0, 1))), (b"sRGB", b"\0")], "srgb", "cicp"),
        ([(b"cICP", bytes((12, 13, 0, 1)))], "display-p3", "cicp"),
        ([(b"cICP", bytes((12, 16, 0, 1)))], "unknown-rgb", "cicp"),
        ([(b"cICP", bytes((2, 2, 0, 1)))], "none", "none"),
    ],
)
def test_colour_declared_by_png_chunks(
    chunks: list[tuple[bytes, bytes]], name: str, origin: str
) -> None:
    facts = read_profile(header_of(_png(*chunks)))
    assert (facts.name, facts.origin) == (name, origin)


def test_icc_profile_goes_before_chunks() -> None:
    data = encode(scene(), "PNG", icc_profile=matrix_profile(ADOBE, D65, GAMMA_22))
    facts = read_profile(header_of(with_chunk(data, b"sRGB", b"\0")))
    assert (facts.name, facts.origin) == ("adobe-rgb", "icc")


def test_grey_png_with_a_gamma_of_its_own() -> None:
    facts = read_profile(header_of(_png(_gama(1.6), mode="L")))
    assert (facts.name, facts.space) == ("grey", "grey")


@pytest.mark.parametrize(("value", "name"), [(1, "srgb"), (2, "none"), (65535, "none")])
def test_colour_declared_by_exif(value: int, name: str) -> None:
    exif = PillowImage.Exif()
    exif.get_ifd(0x8769)[0xA001] = value
    assert read_profile(header_of(encode(scene(), "JPEG", exif=exif.tobytes()))).name == name


def test_camera_adobe_rgb() -> None:
    exif = PillowImage.Exif()
    exif.get_ifd(0x8769)[0xA001] = 65535
    exif.get_ifd(0x8769)[0xA005] = {1: "R03", 2: b"0100"}
    facts = read_profile(header_of(encode(scene(), "JPEG", exif=exif.tobytes())))
    assert (facts.name, facts.origin) == ("adobe-rgb", "exif")


def test_damaged_exif_declares_nothing() -> None:
    block = exif_block((0x8769, 4, 1, b"\xff\0\0\0"))
    data = with_segment(encode(scene(), "JPEG"), 0xE1, b"Exif\0\0" + block)
    assert read_profile(header_of(data)).name == "none"
