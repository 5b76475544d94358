from __future__ import annotations

import io
import os
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from imgrules.images import thumbnail as module
from imgrules.images.thumbnail import CHANGED, GONE, NEVER_READ, thumbnail
from imgrules.testing.icc import profile_bytes


def shown(path: Path, side: int = 320) -> Image.Image:
    made = thumbnail(path, sha256(path.read_bytes()).hexdigest(), side)
    assert made.why_not == ""
    picture = Image.open(io.BytesIO(made.jpeg))
    assert picture.size == (made.width, made.height)
    assert picture.mode == "RGB"
    return picture


def saved(path: Path, size: tuple[int, int] = (1200, 900), **options: object) -> Path:
    """Left half red, right half white."""
    picture = Image.new("RGB", size, "white")
    picture.paste("#c81e1e", (0, 0, size[0] // 2, size[1]))
    picture.save(path, **options)
    return path


def at(picture: Image.Image, x: float, y: float) -> tuple[int, int, int]:
    level = picture.getpixel((int(picture.width * x), int(picture.height * y)))
    assert isinstance(level, tuple)
    return level[0], level[1], level[2]


def near(found: tuple[int, int, int], wanted: tuple[int, int, int], by: int = 6) -> bool:
    return max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= by


RED, WHITE = (200, 30, 30), (255, 255, 255)


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "tiff", "bmp", "gif"])
def test_any_format_is_shown_small_and_in_its_colours(tmp_path: Path, kind: str) -> None:
    picture = shown(saved(tmp_path / f"a.{kind}"))
    assert picture.size == (320, 240)
    assert near(at(picture, 0.2, 0.5), RED)
    assert near(at(picture, 0.8, 0.5), WHITE)


@pytest.mark.parametrize("side", [100, 320, 640])
def test_the_longest_side_is_as_asked(tmp_path: Path, side: int) -> None:
    assert shown(saved(tmp_path / "a.jpg", (900, 3000)), side).size == (round(side * 0.3), side)


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    assert shown(saved(tmp_path / "a.jpg", (40, 30))).size == (40, 30)


def test_a_strip_keeps_a_row(tmp_path: Path) -> None:
    assert shown(saved(tmp_path / "a.png", (4000, 2))).size == (320, 1)


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_a_turned_picture_stands_upright(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = shown(saved(tmp_path / f"a.{kind}", exif=exif))
    assert picture.size == (240, 320)
    assert near(at(picture, 0.5, 0.2), RED)
    assert near(at(picture, 0.5, 0.8), WHITE)


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_a_wide_profile_is_brought_to_srgb(tmp_path: Path, kind: str) -> None:
    icc = profile_bytes("display-p3")
    assert icc is not None
    picture = shown(saved(tmp_path / f"a.{kind}", icc_profile=icc))
    source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    wanted = ImageCms.profileToProfile(
        Image.new("RGB", (1, 1), "#c81e1e"), source, ImageCms.createProfile("sRGB"),
        ImageCms.Intent.RELATIVE_COLORIMETRIC, flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    assert wanted is not None
    assert not near(at(wanted, 0, 0), RED)
    assert near(at(picture, 0.2, 0.5), at(wanted, 0, 0))


def test_a_broken_profile_hides_nothing(tmp_path: Path) -> None:
    icc = bytearray(profile_bytes("display-p3") or b"")
    icc[200:] = b"\0" * (len(icc) - 200)
    assert near(at(shown(saved(tmp_path / "a.jpg", icc_profile=bytes(icc))), 0.2, 0.5), RED)


def test_cmyk_looks_as_it_does_in_a_shop(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("CMYK", (900, 900), (0, 0, 0, 0)).save(path)
    assert near(at(shown(path), 0.5, 0.5), WHITE)


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (400, 400), (10, 10, 10, 0)).save(path)
    assert near(at(shown(path), 0.5, 0.5), WHITE)


def test_sixteen_bits_are_shown_in_eight(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.full((400, 400), 128 << 8, np.uint16)).save(path)
    assert near(at(shown(path), 0.5, 0.5), (128, 128, 128))


def test_a_file_that_has_changed_is_not_shown(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg")
    digest = sha256(path.read_bytes()).hexdigest()
    saved(path, (800, 800))
    assert thumbnail(path, digest, 320) == module.Thumbnail(why_not=CHANGED)


def test_a_file_that_is_gone_or_was_never_read_says_so(tmp_path: Path) -> None:
    assert thumbnail(tmp_path / "gone.jpg", "0" * 64, 320).why_not == GONE
    assert thumbnail(saved(tmp_path / "a.jpg"), None, 320).why_not == NEVER_READ


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg")
    data = path.read_bytes()[:-4000] if path.stat().st_size > 8000 else path.read_bytes()[:600]
    path.write_bytes(data)
    made = thumbnail(path, sha256(data).hexdigest(), 320)
    assert made.jpeg == b""
    assert made.why_not in ("the picture is cut off", "the picture is damaged")


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + b"\0" * 50]
)
def test_what_is_no_picture_says_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(data)
    made = thumbnail(path, sha256(data).hexdigest(), 320)
    assert made.jpeg == b""
    assert made.why_not


def test_neither_a_folder_nor_a_pipe_blocks_the_report(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    for path in (tmp_path, tmp_path / "pipe.jpg"):
        assert "not a regular file" in thumbnail(path, "0" * 64, 320).why_not


@pytest.mark.parametrize(("limit", "visible"), [(1200 * 900, True), (1200 * 900 - 1, False)])
def test_a_picture_over_the_limit_is_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int, visible: bool
) -> None:
    monkeypatch.setattr(module, "MAX_PIXELS", limit)
    path = saved(tmp_path / "a.jpg")
    made = thumbnail(path, sha256(path.read_bytes()).hexdigest(), 320)
    assert bool(made.jpeg) is visible
    assert made.why_not == ("" if visible else "too large to be shown")
