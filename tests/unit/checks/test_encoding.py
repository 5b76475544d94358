from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image as PillowImage

from imgrules.checks.encoding_jpeg_quality import EncodingJpegQuality
from imgrules.checks.encoding_progressive import EncodingProgressive
from imgrules.checks.encoding_subsampling import EncodingSubsampling
from imgrules.checks.orientation_exif import OrientationExif
from imgrules.images import jpeg
from imgrules.testing import assert_check
from tests.unit.images.samples import encode, orientation_block, scene, with_segment
from tests.unit.images.test_quality import MEDIUM


def _saved(folder: Path, kind: str, mode: str = "RGB", **options: Any) -> Path:
    path = folder / f"picture.{kind.lower()}"
    path.write_bytes(encode(scene(mode=mode), kind, **options))
    return path


@pytest.mark.parametrize(("quality", "outcome"), [(90, "pass"), (89, "fail")])
def test_quality(tmp_path: Path, quality: int, outcome: str) -> None:
    path = _saved(tmp_path, "JPEG", quality=quality)
    values = {"quality": quality, "exact": True}
    assert_check(
        EncodingJpegQuality, path, params={"min_quality": 90}, outcome=outcome, values=values
    )


@pytest.mark.parametrize(("limit", "outcome"), [(75, "pass"), (87, "review"), (95, "fail")])
def test_estimated_quality(tmp_path: Path, limit: int, outcome: str) -> None:
    path = _saved(tmp_path, "JPEG", qtables=[list(MEDIUM), list(MEDIUM)])
    judged = assert_check(EncodingJpegQuality, path, params={"min_quality": limit}, outcome=outcome)
    assert judged.measured.startswith("quality about ")


def test_without_tables_no_quality(tmp_path: Path) -> None:
    data = encode(scene(), "JPEG")
    for segment in reversed([s for s in jpeg.walk(data) if s.marker == jpeg.DQT]):
        data = data[: segment.start] + data[segment.end :]
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    assert_check(EncodingJpegQuality, path, params={"min_quality": 1}, outcome="review")


@pytest.mark.parametrize(
    ("option", "allowed", "outcome"),
    [(0, ["4:4:4"], "pass"), (2, ["4:4:4"], "fail"), (2, ["4:4:4", "4:2:0"], "pass"),
     (1, ["4:2:0"], "fail")],
)  # fmt: skip
def test_subsampling(tmp_path: Path, option: int, allowed: list[str], outcome: str) -> None:
    path = _saved(tmp_path, "JPEG", subsampling=option)
    assert_check(EncodingSubsampling, path, params={"allowed": allowed}, outcome=outcome)


def test_grey_has_nothing_to_subsample(tmp_path: Path) -> None:
    path = _saved(tmp_path, "JPEG", mode="L")
    assert_check(
        EncodingSubsampling, path, params={"allowed": ["4:4:4"]}, outcome="pass", note="grey JPEG"
    )


@pytest.mark.parametrize(
    ("progressive", "allowed", "outcome"),
    [(True, False, "fail"), (True, True, "pass"), (False, False, "pass"), (False, True, "pass")],
)
def test_progressive(tmp_path: Path, progressive: bool, allowed: bool, outcome: str) -> None:
    path = _saved(tmp_path, "JPEG", progressive=progressive)
    assert_check(EncodingProgressive, path, params={"allowed": allowed}, outcome=outcome)


@pytest.mark.parametrize(
    ("check", "params"),
    [(EncodingJpegQuality, {"min_quality": 90}), (EncodingSubsampling, {"allowed": ["4:4:4"]}),
     (EncodingProgressive, {"allowed": False})],
)  # fmt: skip
def test_other_formats_pass_with_a_note(tmp_path: Path, check: Any, params: dict[str, Any]) -> None:
    path = _saved(tmp_path, "PNG")
    assert_check(check, path, params=params, outcome="pass", note="not a JPEG")


@pytest.mark.parametrize(
    ("tag", "outcome"),
    [(None, "pass"), (1, "pass"), *((tag, "fail") for tag in range(2, 9)), (0, "review"),
     (9, "review")],
)  # fmt: skip
def test_orientation(tmp_path: Path, tag: int | None, outcome: str) -> None:
    data = encode(scene(), "JPEG")
    if tag is not None:
        data = with_segment(data, 0xE1, b"Exif\0\0" + orientation_block(tag))
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    assert_check(OrientationExif, path, outcome=outcome, values={"orientation": tag})


def test_orientation_in_webp(tmp_path: Path) -> None:
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    path = _saved(tmp_path, "WEBP", exif=exif.tobytes())
    judged = assert_check(OrientationExif, path, outcome="fail")
    assert judged.measured == "turned by 90° by a tag (6)"
