from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as PillowImage
from pydantic import ValidationError

from imgrules import ext, plugins
from imgrules.checks import CHECKS
from imgrules.checks.dimensions_aspect_max import DimensionsAspectMax
from imgrules.checks.dimensions_aspect_ratio import DimensionsAspectRatio
from imgrules.checks.dimensions_density import DimensionsDensity
from imgrules.checks.dimensions_size import DimensionsSize
from imgrules.checks.dimensions_trimmed import DimensionsTrimmed
from imgrules.images.image import Image
from imgrules.testing import assert_check
from tests.unit.images.samples import encode, orientation_block, with_chunk, with_segment


def _picture(folder: Path, width: int, height: int, **options: Any) -> Path:
    path = folder / "picture.png"
    path.write_bytes(encode(PillowImage.new("L", (width, height)), "PNG", **options))
    return path


CASES = [
    ("long_edge", (300, 200), {"min_px": 300}, "pass"),
    ("long_edge", (200, 299), {"min_px": 300}, "fail"),
    ("long_edge", (200, 300), {"max_px": 300}, "pass"),
    ("long_edge", (301, 200), {"max_px": 300}, "fail"),
    ("short_edge", (300, 200), {"min_px": 200}, "pass"),
    ("short_edge", (199, 300), {"min_px": 200}, "fail"),
    ("short_edge", (201, 300), {"max_px": 200}, "fail"),
    ("size", (300, 200), {"min_width": 300, "min_height": 200}, "pass"),
    ("size", (200, 300), {"min_width": 300, "min_height": 200}, "fail"),
    ("size", (300, 199), {"min_height": 200}, "fail"),
    ("size", (300, 200), {"max_width": 300, "max_height": 200}, "pass"),
    ("size", (300, 201), {"max_width": 300, "max_height": 200}, "fail"),
    ("size", (301, 200), {"max_width": 300}, "fail"),
    ("exact", (300, 200), {"width": 300, "height": 200}, "pass"),
    ("exact", (200, 300), {"width": 300, "height": 200}, "fail"),
    ("exact", (302, 198), {"width": 300, "height": 200, "tolerance_px": 2}, "pass"),
    ("exact", (302, 197), {"width": 300, "height": 200, "tolerance_px": 2}, "fail"),
    ("sum", (300, 200), {"max_px": 500}, "pass"),
    ("sum", (300, 201), {"max_px": 500}, "fail"),
    ("megapixels", (1000, 500), {"min_mp": 0.5}, "pass"),
    ("megapixels", (1000, 499), {"min_mp": 0.5}, "fail"),
    ("megapixels", (1000, 501), {"max_mp": 0.5}, "fail"),
    ("aspect_ratio", (300, 300), {"ratio": "1:1", "tolerance": 0.0}, "pass"),
    ("aspect_ratio", (300, 301), {"ratio": "1:1", "tolerance": 0.0}, "fail"),
    ("aspect_ratio", (303, 300), {"ratio": "1:1", "tolerance": 0.01}, "pass"),
    ("aspect_ratio", (304, 300), {"ratio": "1:1", "tolerance": 0.01}, "fail"),
    ("aspect_ratio", (1000, 1440), {"ratio": "1:1.44", "tolerance": 0.0}, "pass"),
    ("aspect_ratio", (1440, 1000), {"ratio": "1:1.44", "tolerance": 0.01}, "fail"),
    ("aspect_max", (500, 100), {"ratio": "5:1"}, "pass"),
    ("aspect_max", (100, 500), {"ratio": "5:1"}, "pass"),
    ("aspect_max", (501, 100), {"ratio": "5:1"}, "fail"),
    ("aspect_max", (100, 501), {"ratio": "1:5"}, "fail"),
    ("orientation", (300, 200), {"allowed": ["landscape"]}, "pass"),
    ("orientation", (200, 300), {"allowed": ["landscape", "square"]}, "fail"),
    ("orientation", (200, 200), {"allowed": ["square"]}, "pass"),
    ("orientation", (200, 201), {"allowed": ["square"]}, "fail"),
]


@pytest.mark.parametrize(("name", "size", "params", "outcome"), CASES)
def test_both_sides_of_every_bound(
    tmp_path: Path, name: str, size: tuple[int, int], params: dict[str, Any], outcome: str
) -> None:
    check = plugins.load_check(f"dimensions.{name}")
    judged = assert_check(check, _picture(tmp_path, *size), params=params, outcome=outcome)
    assert judged.measured
    assert judged.required


def test_the_upright_picture_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    data = encode(PillowImage.new("L", (300, 200)), "JPEG")
    path.write_bytes(with_segment(data, 0xE1, b"Exif\0\0" + orientation_block(6)))
    values = {"width": 200, "height": 300}
    params = {"min_width": 200, "min_height": 300}
    assert_check(DimensionsSize, path, params=params, outcome="pass", values=values)


def test_which_side_is_wrong_is_said(tmp_path: Path) -> None:
    judged = assert_check(
        DimensionsSize,
        _picture(tmp_path, 90, 210),
        params={"min_width": 100, "max_height": 200},
        outcome="fail",
    )
    assert judged.note == "too narrow and too high"
    assert judged.required == "at least 100 px wide, at most 200 px high"


@pytest.mark.parametrize("ratio", ["1", "1:0", "0:1", "a:b", "1:-1", "", "1:1:1"])
@pytest.mark.parametrize("check", [DimensionsAspectRatio, DimensionsAspectMax])
def test_ratios_that_are_none(check: type[ext.Check[Any, Any]], ratio: str) -> None:
    with pytest.raises(ValidationError, match="is no ratio"):
        check.Params.model_validate({"ratio": ratio})


@pytest.mark.parametrize(
    "name", ["long_edge", "short_edge", "size", "megapixels", "trimmed"]
)  # fmt: skip
def test_a_rule_without_bounds_is_refused(name: str) -> None:
    params = plugins.load_check(f"dimensions.{name}").Params
    with pytest.raises(ValidationError, match="give at least one of"):
        params.model_validate({})


@pytest.mark.parametrize(
    "name", ["exact", "sum", "aspect_ratio", "aspect_max", "orientation", "density"]
)
def test_what_a_rule_must_say_has_no_default(name: str) -> None:
    params = plugins.load_check(f"dimensions.{name}").Params
    with pytest.raises(ValidationError, match="Field required"):
        params.model_validate({})


def _product(folder: Path, level: int, background: int = 255) -> Path:
    picture = PillowImage.new("RGB", (400, 300), (background,) * 3)
    picture.paste((level, 255, 255), (50, 60, 150, 260))
    path = folder / "product.png"
    path.write_bytes(encode(picture, "PNG"))
    return path


@pytest.mark.parametrize(("level", "size"), [(249, (100, 200)), (250, (0, 0)), (0, (100, 200))])
def test_trimmed_size(tmp_path: Path, level: int, size: tuple[int, int]) -> None:
    values = {"width": size[0], "height": size[1]}
    path = _product(tmp_path, level)
    wanted = "pass" if size[0] else "fail"
    judged = assert_check(
        DimensionsTrimmed, path, params={"min_width": 100}, outcome=wanted, values=values
    )
    assert judged.regions == ((ext.Region(50, 60, 100, 200, "without margins"),) if size[0] else ())
    assert_check(DimensionsTrimmed, path, params={"min_width": 101}, outcome="fail")


def test_what_counts_as_margin_is_a_parameter(tmp_path: Path) -> None:
    path = _product(tmp_path, 0, background=245)
    whole = {"width": 400, "height": 300}
    params: dict[str, Any] = {"max_width": 100}
    assert_check(DimensionsTrimmed, path, params=params, outcome="fail", values=whole)
    assert_check(DimensionsTrimmed, path, params={**params, "white_from": 245}, outcome="pass")


@pytest.mark.parametrize(
    ("metre", "outcome"), [(2835, "pass"), (2834, "pass"), (2830, "fail"), (11811, "pass")]
)
def test_density(tmp_path: Path, metre: int, outcome: str) -> None:
    path = tmp_path / "a.png"
    data = encode(PillowImage.new("L", (8, 8)), "PNG")
    path.write_bytes(with_chunk(data, b"pHYs", struct.pack(">IIB", metre, metre, 1)))
    assert_check(DimensionsDensity, path, params={"min_dpi": 72.0}, outcome=outcome)


def test_no_density_goes_to_review(tmp_path: Path) -> None:
    assert_check(
        DimensionsDensity, _picture(tmp_path, 8, 8), params={"min_dpi": 72.0}, outcome="review"
    )


def test_no_pixel_is_decoded_for_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("imgrules.images.decode.decode", refuse)
    path = _picture(tmp_path, 30, 20)
    families = ("dimensions", "color", "encoding", "metadata", "orientation", "file")
    names = [name for name in CHECKS if name.partition(".")[0] in families]
    checks = [plugins.load_check(name) for name in names]
    cheap = [check for check in checks if check.needs in (ext.Need.FILE, ext.Need.HEADER)]
    assert len(cheap) == len(checks) - 3
    for check in cheap:
        assert check.measure(Image(path), check.Options()).values
