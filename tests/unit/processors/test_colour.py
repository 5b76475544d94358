"""Conversion to sRGB, against colour-science and both sides of what may be converted."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from imgrules import ext
from imgrules.images.profile import name_icc
from imgrules.testing.icc import profile_bytes
from imgrules_processors.colour import is_srgb, to_srgb
from imgrules_processors.profiles import rgb_profile, srgb_profile, srgb_to_linear
from tests.unit.processors.drafts import plain

REFERENCES = {
    "adobe-rgb": "Adobe RGB (1998)", "display-p3": "Display P3", "prophoto": "ProPhoto RGB",
    "rec2020": "ITU-R BT.2020", "apple-rgb": "Apple RGB",
}  # fmt: skip
ECI_PRIMARIES = (0.670103, 0.329897, 0.209906, 0.709906, 0.140062, 0.08033)


def lstar(level: float) -> float:
    return ((100 * level + 16) / 116) ** 3 if level > 0.08 else 100 * level / 903.3


def eci() -> bytes:
    return rgb_profile("eciRGB v2", ECI_PRIMARIES, (0.3457, 0.3585), lstar)


def in_gamut(reference: str, count: int = 600) -> tuple[Any, Any]:
    """sRGB colours, and the same in the reference space, as 8-bit levels."""
    import colour

    srgb, space = colour.RGB_COLOURSPACES["sRGB"], colour.RGB_COLOURSPACES[reference]
    wanted = np.random.default_rng(3).uniform(0.05, 0.95, (count, 3))
    there = colour.RGB_to_RGB(
        wanted, srgb, space, "Bradford", apply_cctf_decoding=True, apply_cctf_encoding=True
    )
    kept = ((there >= 0) & (there <= 1)).all(axis=1)
    levels = np.rint(there[kept] * 255).astype(np.uint8)
    back = colour.RGB_to_RGB(
        levels / 255, space, srgb, "Bradford", apply_cctf_decoding=True, apply_cctf_encoding=True
    )
    return levels, back


def delta_e(first: Any, second: Any) -> Any:
    import colour

    labs = [colour.XYZ_to_Lab(colour.sRGB_to_XYZ(np.clip(v, 0, 1))) for v in (first, second)]
    return colour.delta_E(*labs, method="CIE 2000")


@pytest.mark.parametrize("name", REFERENCES)
@pytest.mark.filterwarnings("ignore")
def test_agrees_with_colour_science(name: Any) -> None:
    levels, wanted = in_gamut(REFERENCES[name])
    made = to_srgb(ext.Draft(levels[None], icc=profile_bytes(name)))
    assert delta_e(made.samples[0] / 255, wanted).max() < 1.0


@pytest.mark.parametrize("icc", [*map(profile_bytes, REFERENCES), eci()],
                         ids=[*REFERENCES, "ecirgb"])  # fmt: skip
def test_white_and_black_stay(icc: bytes) -> None:
    white, black = to_srgb(plain((255,) * 3, icc=icc)), to_srgb(plain((0,) * 3, icc=icc))
    assert white.changed
    assert white.mode == "RGB"
    assert white.icc == srgb_profile()
    assert (white.samples == 255).all()
    assert (black.samples == 0).all()


def test_lab_white_is_white() -> None:
    assert (to_srgb(plain((255, 0, 0), "LAB")).samples == 255).all()
    assert to_srgb(plain((0, 0, 0), "LAB")).samples.max() <= 1


@pytest.mark.parametrize("name", ["srgb", "srgb-unnamed"])
def test_srgb_by_any_name_is_left_alone(name: Any) -> None:
    draft = plain((10, 200, 90), icc=profile_bytes(name))
    assert to_srgb(draft) is draft
    assert is_srgb(draft)


@pytest.mark.parametrize("icc", [None, srgb_profile()])
def test_untagged_rgb_is_srgb(icc: bytes | None) -> None:
    draft = plain((10, 200, 90), icc=icc)
    assert to_srgb(draft) is draft


def test_a_misnamed_profile_is_converted_by_what_it_does() -> None:
    draft = plain((10, 200, 90), icc=profile_bytes("srgb-misnamed"))
    assert to_srgb(draft) is draft


@pytest.mark.parametrize(("gamma", "same"), [(1.8, False), (2.2, False), (None, True)])
def test_another_curve_is_another_space(gamma: float | None, same: bool) -> None:
    icc = rgb_profile("gamma", (0.64, 0.33, 0.3, 0.6, 0.15, 0.06), (0.3127, 0.329),
                      lambda level: level**gamma if gamma else srgb_to_linear(level))  # fmt: skip
    assert is_srgb(plain((1, 2, 3), icc=icc)) is same


def test_grey_becomes_neutral_rgb() -> None:
    untagged = to_srgb(plain((77,), "L"))
    assert untagged.samples.tolist() == [[[77] * 3] * 6] * 4
    tagged = to_srgb(plain((77,), "L", icc=profile_bytes("grey"))).samples
    # Gamma 2.2 against the sRGB curve: a level or two, and still neutral.
    assert abs(int(tagged[0, 0, 0]) - 77) <= 3
    assert tagged.min() == tagged.max()
    assert (to_srgb(plain((255,), "L", icc=profile_bytes("grey"))).samples == 255).all()


def test_cmyk_goes_through_its_profile() -> None:
    icc = profile_bytes("cmyk")
    paper = to_srgb(plain((0, 0, 0, 0), "CMYK", icc=icc)).samples[0, 0]
    key = to_srgb(plain((0, 0, 0, 255), "CMYK", icc=icc)).samples[0, 0]
    cyan = to_srgb(plain((255, 0, 0, 0), "CMYK", icc=icc)).samples[0, 0].astype(int)
    assert (paper == 255).all()
    assert key.max() <= 40
    assert cyan[0] < min(cyan[1:])


def test_alpha_and_product_stay() -> None:
    alpha, product = np.full((4, 6), 9, np.uint8), np.ones((4, 6), bool)
    draft = plain((9, 9, 9), icc=profile_bytes("adobe-rgb"), alpha=alpha, product=product)
    made = to_srgb(draft)
    assert made.alpha is alpha
    assert made.product is product


def as_class(kind: bytes) -> bytes:
    icc = profile_bytes("adobe-rgb") or b""
    return icc[:12] + kind + icc[16:]


@pytest.mark.parametrize(
    ("mode", "colour", "icc", "words"),
    [
        ("CMYK", (0, 0, 0, 0), None, "without a profile"),
        ("CMYK", (0, 0, 0, 0), profile_bytes("adobe-rgb"), "for RGB pixels"),
        ("RGB", (0, 0, 0), profile_bytes("cmyk"), "for CMYK pixels"),
        ("RGB", (0, 0, 0), profile_bytes("broken"), "damaged"),
        ("RGB", (0, 0, 0), b"", "damaged"),
        ("RGB", (0, 0, 0), b"no profile", "damaged"),
        ("RGB", (0, 0, 0), as_class(b"link"), "kind link"),
        ("RGB", (0, 0, 0), as_class(b"abst"), "kind abst"),
        ("L", (0,), profile_bytes("adobe-rgb"), "for RGB pixels"),
    ],
)
def test_what_nobody_can_say_is_declined(mode: Any, colour: Any, icc: Any, words: str) -> None:
    with pytest.raises(ext.Declined, match=words) as caught:
        to_srgb(plain(colour, mode, icc=icc))
    assert caught.value.hint


def test_bands_join_without_a_seam() -> None:
    ramp = np.arange(3 * 1500 * 1000, dtype=np.uint32).reshape(1500, 1000, 3).astype(np.uint8)
    icc = profile_bytes("display-p3")
    whole = to_srgb(ext.Draft(ramp, icc=icc)).samples
    row = to_srgb(ext.Draft(ramp[1048:1050], icc=icc)).samples
    assert (whole[1048:1050] == row).all()


# -- the profile that is embedded -----------------------------------------------------------------


def test_the_srgb_profile_is_srgb_and_small() -> None:
    icc = srgb_profile()
    assert name_icc(icc).name == "srgb"
    assert not name_icc(icc).misnamed
    assert len(icc) < 4096
    assert icc[8:12] == bytes((2, 0x40, 0, 0))


def test_written_profiles_are_the_same_each_day() -> None:
    assert eci() == eci()
    assert struct.unpack(">6H", srgb_profile()[24:36]) == (2024, 1, 1, 0, 0, 0)


def test_written_profiles_are_named_by_the_engine() -> None:
    assert name_icc(eci()).name == "ecirgb"


def test_primaries_add_up_to_white() -> None:
    from imgrules.images.icc import parse_icc, read_xyz

    tags = parse_icc(eci()).tags
    total = np.sum([read_xyz(tags[name]) for name in ("rXYZ", "gXYZ", "bXYZ")], axis=0)
    assert np.allclose(total, (0.9642, 1.0, 0.8249), atol=1 / 65536)


# -- real profiles --------------------------------------------------------------------------------

CORPUS = Path(os.environ.get("IMGRULES_CORPUS", ""))
REAL = (
    sorted((CORPUS / "profiles" / "icc").glob("*.icc")) if "IMGRULES_CORPUS" in os.environ else []
)
NAMED = {
    "AdobeCompat": "Adobe RGB (1998)", "DisplayP3": "Display P3", "Rec2020-g24": "",
    "ProPhoto": "ProPhoto RGB", "AppleCompat": "Apple RGB",
}  # fmt: skip


@pytest.mark.skipif(not REAL, reason="IMGRULES_CORPUS names no folder with bare profiles")
def test_real_profiles_keep_white() -> None:
    for path in REAL:
        icc = path.read_bytes()
        space = name_icc(icc).space
        mode, white = {"rgb": ("RGB", (255,) * 3), "grey": ("L", (255,)),
                       "cmyk": ("CMYK", (0,) * 4)}[space]  # fmt: skip
        assert (to_srgb(plain(white, mode, icc=icc)).samples == 255).all(), path.name


@pytest.mark.skipif(not REAL, reason="IMGRULES_CORPUS names no folder with bare profiles")
@pytest.mark.filterwarnings("ignore")
def test_real_profiles_agree_with_colour_science() -> None:
    compared = 0
    for path in REAL:
        reference = NAMED.get(path.stem.partition("__")[2].partition("-v")[0])
        if not reference:
            continue
        levels, wanted = in_gamut(reference)
        made = to_srgb(ext.Draft(levels[None], icc=path.read_bytes()))
        assert delta_e(made.samples[0] / 255, wanted).max() < 1.0, path.name
        assert np.median(delta_e(made.samples[0] / 255, wanted)) < 0.5, path.name
        compared += 1
    assert compared >= 8
