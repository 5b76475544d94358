from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage
from pydantic import ValidationError

from imgrules.checks.alpha_transparency import AlphaTransparency
from imgrules.checks.color_bit_depth import ColorBitDepth
from imgrules.checks.color_greyscale import ColorGreyscale
from imgrules.checks.color_mode import ColorMode
from imgrules.checks.color_profile import ColorProfile
from imgrules.testing import assert_check
from tests.unit.images.samples import (
    D65,
    encode,
    icc,
    matrix_profile,
    para_tag,
    scene,
    with_chunk,
)

ADOBE = matrix_profile((0.64, 0.33, 0.21, 0.71, 0.15, 0.06), D65, para_tag(0, 563 / 256))


def _saved(folder: Path, picture: PillowImage.Image, kind: str = "PNG", **options: Any) -> Path:
    path = folder / f"picture.{kind.lower()}"
    path.write_bytes(encode(picture, kind, **options))
    return path


@pytest.mark.parametrize(
    ("mode", "kind", "allowed", "outcome"),
    [("RGB", "PNG", ["rgb"], "pass"), ("RGBA", "PNG", ["rgb"], "pass"),
     ("L", "PNG", ["rgb"], "fail"), ("L", "PNG", ["rgb", "grey"], "pass"),
     ("CMYK", "JPEG", ["rgb", "grey"], "fail"), ("CMYK", "JPEG", ["cmyk"], "pass"),
     ("LAB", "TIFF", ["rgb"], "fail"), ("P", "PNG", ["rgb"], "fail"),
     ("P", "GIF", ["palette"], "pass")],
)  # fmt: skip
def test_mode(tmp_path: Path, mode: str, kind: str, allowed: list[str], outcome: str) -> None:
    picture = PillowImage.new("LAB", (8, 8)) if mode == "LAB" else scene(mode=mode)
    path = _saved(tmp_path, picture, kind)
    assert_check(ColorMode, path, params={"allowed": allowed}, outcome=outcome)


@pytest.mark.parametrize(
    ("deep", "params", "outcome"),
    [(False, {"max_bits": 8}, "pass"), (True, {"max_bits": 8}, "fail"),
     (True, {"min_bits": 16}, "pass"), (False, {"min_bits": 9}, "fail")],
)  # fmt: skip
def test_bit_depth(tmp_path: Path, deep: bool, params: dict[str, int], outcome: str) -> None:
    levels = np.zeros((8, 8), np.uint16 if deep else np.uint8)
    path = _saved(tmp_path, PillowImage.fromarray(levels))
    assert_check(ColorBitDepth, path, params=params, outcome=outcome)


@pytest.mark.parametrize(
    ("mode", "profile", "outcome", "note"),
    [
        ("RGB", matrix_profile(), "pass", ""),
        ("RGB", matrix_profile(description="c2"), "pass", ""),
        ("RGB", ADOBE, "fail", ""),
        ("CMYK", matrix_profile(), "fail", "does not fit the pixels, which are CMYK"),
        ("RGB", icc(tags={}, space=b"CMYK"), "fail", "does not fit the pixels, which are RGB"),
        ("RGB", matrix_profile()[:-9], "fail", "cannot be used: it is cut short"),
        ("RGB", matrix_profile(curve=para_tag(0, 1.8)), "fail", "primaries of sRGB with gamma 1.8"),
    ],
)
def test_profile(tmp_path: Path, mode: str, profile: bytes, outcome: str, note: str) -> None:
    path = _saved(tmp_path, scene(mode=mode), "TIFF", icc_profile=profile)
    assert_check(ColorProfile, path, params={"allowed": ["srgb"]}, outcome=outcome, note=note)


def test_profile_that_lies_about_its_name(tmp_path: Path) -> None:
    liar = matrix_profile(
        (0.64, 0.33, 0.21, 0.71, 0.15, 0.06), D65, para_tag(0, 563 / 256), description="sRGB"
    )
    path = _saved(tmp_path, scene(), icc_profile=liar)
    params = {"allowed": ["srgb"]}
    judged = assert_check(ColorProfile, path, params=params, outcome="fail", note="calls itself")
    assert (judged.measured, judged.required) == ("Adobe RGB (1998)", "sRGB")
    assert_check(ColorProfile, path, params={"allowed": ["adobe-rgb"]}, outcome="pass")


@pytest.mark.parametrize("missing", ["pass", "review", "fail"])
def test_no_profile(tmp_path: Path, missing: str) -> None:
    params = {"allowed": ["srgb"], "missing": missing}
    judged = assert_check(ColorProfile, _saved(tmp_path, scene()), params=params, outcome=missing)
    assert judged.measured == "no profile"


def test_png_that_declares_srgb(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(with_chunk(encode(scene(), "PNG"), b"sRGB", b"\0"))
    params = {"allowed": ["srgb"], "missing": "fail"}
    assert_check(ColorProfile, path, params=params, outcome="pass")


def test_misspelt_profile_is_refused() -> None:
    with pytest.raises(ValidationError, match="did you mean adobe-rgb"):
        ColorProfile.Params.model_validate({"allowed": ["adobergb"]})


@pytest.mark.parametrize(
    ("colour", "outcome"),
    [((128, 128, 128), "fail"), ((128, 128, 129), "fail"), ((128, 128, 132), "review"),
     ((128, 128, 140), "pass"), ((200, 30, 30), "pass")],
)  # fmt: skip
def test_greyscale(tmp_path: Path, colour: tuple[int, int, int], outcome: str) -> None:
    picture = PillowImage.new("RGB", (600, 600), "white")
    picture.paste(colour, (100, 100, 500, 500))
    assert_check(ColorGreyscale, _saved(tmp_path, picture), outcome=outcome)


def test_a_speck_of_colour_does_not_make_a_colour_picture(tmp_path: Path) -> None:
    picture = scene(600, 600, mode="L").convert("RGB")
    picture.putpixel((300, 300), (255, 0, 0))
    assert_check(ColorGreyscale, _saved(tmp_path, picture), outcome="fail", note="in a colour file")


def test_grey_files_have_no_colour(tmp_path: Path) -> None:
    judged = assert_check(ColorGreyscale, _saved(tmp_path, scene(mode="L")), outcome="fail")
    assert judged.note == "a black-and-white picture"


def _with_hole(share: float, beneath: tuple[int, int, int] = (0, 0, 0)) -> PillowImage.Image:
    picture = PillowImage.new("RGBA", (100, 100), (200, 10, 10, 255))
    picture.paste((*beneath, 0), (0, 0, 100, round(100 * share)))
    return picture


@pytest.mark.parametrize(
    ("share", "params", "outcome"),
    [(0, {}, "pass"), (0.01, {}, "fail"), (0.2, {"max_share": 0.2}, "pass"),
     (0.21, {"max_share": 0.2}, "fail")],
)  # fmt: skip
def test_transparency(tmp_path: Path, share: float, params: dict[str, float], outcome: str) -> None:
    assert_check(
        AlphaTransparency, _saved(tmp_path, _with_hole(share)), params=params, outcome=outcome
    )


def test_what_lies_beneath_is_said(tmp_path: Path) -> None:
    path = _saved(tmp_path, _with_hole(0.3, (0, 16, 255)))
    values = {"share": 0.3, "beneath": "#0010ff"}
    assert_check(AlphaTransparency, path, outcome="fail", note="#0010ff shows", values=values)


def test_a_single_pixel_counts_even_if_its_share_rounds_to_nothing(tmp_path: Path) -> None:
    picture = PillowImage.new("RGBA", (2000, 2000), "white")
    picture.putpixel((5, 5), (255, 255, 255, 254))
    assert_check(AlphaTransparency, _saved(tmp_path, picture), outcome="fail")
