from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from imgrules.checks._gtin import begins_with_gtin, has_check_digit
from imgrules.checks._words import say_bytes
from imgrules.checks.file_complete import FileComplete
from imgrules.checks.file_extension import FileExtension
from imgrules.checks.file_format import FileFormat
from imgrules.checks.file_frames import FileFrames
from imgrules.checks.file_name import FileName
from imgrules.checks.file_size import FileSize
from imgrules.errors import UnreadableError
from imgrules.images.image import Image
from imgrules.testing import assert_check
from tests.unit.images.samples import encode, scene, with_chunk, with_segment


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("kind", "params", "outcome"),
    [
        ("JPEG", {"allowed": ["jpeg"]}, "pass"),
        ("JPEG", {"allowed": ["mpo"]}, "pass"),
        ("PNG", {"allowed": ["jpeg"]}, "fail"),
        ("PNG", {"allowed": ["jpeg", "png"]}, "pass"),
        ("GIF", {"refused": ["gif"]}, "fail"),
        ("PNG", {"refused": ["gif"]}, "pass"),
        ("GIF", {"allowed": ["gif"], "refused": ["gif"]}, "fail"),
    ],
)
def test_format(tmp_path: Path, kind: str, params: dict[str, Any], outcome: str) -> None:
    path = _write(tmp_path, "any.jpg", encode(scene(), kind))
    assert_check(FileFormat, path, params=params, outcome=outcome)


def test_format_of_no_picture(tmp_path: Path) -> None:
    path = _write(tmp_path, "text.jpg", b"hello, I am a text")
    for params in ({"allowed": ["jpeg"]}, {"refused": ["gif"]}):
        judged = assert_check(FileFormat, path, params=params, outcome="fail")
        assert judged.measured == "no known picture format"


def test_misspelt_format_is_refused() -> None:
    with pytest.raises(ValidationError, match="did you mean jpeg"):
        FileFormat.Params.model_validate({"allowed": ["jpegg"]})
    with pytest.raises(ValidationError, match="at least one of allowed, refused"):
        FileFormat.Params.model_validate({})


@pytest.mark.parametrize(
    ("name", "kind", "outcome"),
    [("a.jpg", "JPEG", "pass"), ("a.JPEG", "JPEG", "pass"), ("a.mpo", "JPEG", "pass"),
     ("a.jpg", "PNG", "fail"), ("a.png", "JPEG", "fail"), ("a", "JPEG", "fail"),
     (".jpg", "JPEG", "fail"), ("a.tar.webp", "WEBP", "pass"), ("a.ai", "PDF", "pass"),
     ("a.jpg", "TXT", "fail")],
)  # fmt: skip
def test_extension(tmp_path: Path, name: str, kind: str, outcome: str) -> None:
    data = b"text" if kind == "TXT" else encode(scene(), kind)
    assert_check(FileExtension, _write(tmp_path, name, data), outcome=outcome)


@pytest.mark.parametrize(
    ("size", "params", "outcome"),
    [(1000, {"max_bytes": 1000}, "pass"), (1001, {"max_bytes": 1000}, "fail"),
     (10, {"min_bytes": 10}, "pass"), (9, {"min_bytes": 10}, "fail"),
     (50, {"min_bytes": 10, "max_bytes": 49}, "fail")],
)  # fmt: skip
def test_size(tmp_path: Path, size: int, params: dict[str, int], outcome: str) -> None:
    assert_check(FileSize, _write(tmp_path, "a.jpg", b"x" * size), params=params, outcome=outcome)


def test_sizes_in_words() -> None:
    assert say_bytes(999) == "999 bytes"
    assert say_bytes(50_000) == "50 kB"
    assert say_bytes(12_000_000) == "12 MB"
    assert say_bytes(12_000_001) == "12 MB (12,000,001 bytes)"


@pytest.mark.parametrize(
    ("name", "params", "outcome"),
    [
        ("B0TEST.MAIN.jpg", {"pattern": r"[A-Z0-9]+\.MAIN\.jpg"}, "pass"),
        ("B0TEST.MAIN.jpg.bak", {"pattern": r"[A-Z0-9]+\.MAIN\.jpg"}, "fail"),
        ("x-B0TEST.MAIN.jpg", {"pattern": r"[A-Z0-9]+\.MAIN\.jpg"}, "fail"),
        ("00614141007349_1.jpg", {"pattern": r"\d{14}.*", "check_digit": "gtin"}, "pass"),
        ("00614141007348_1.jpg", {"pattern": r"\d{14}.*", "check_digit": "gtin"}, "fail"),
        ("614141007349.jpg", {"pattern": ".*", "check_digit": "gtin"}, "pass"),
        ("61414100734.jpg", {"pattern": ".*", "check_digit": "gtin"}, "fail"),
        ("shoe.jpg", {"pattern": ".*", "check_digit": "gtin"}, "fail"),
    ],
)
def test_name(tmp_path: Path, name: str, params: dict[str, str], outcome: str) -> None:
    assert_check(FileName, _write(tmp_path, name, b"x"), params=params, outcome=outcome)


def test_pattern_must_be_one() -> None:
    with pytest.raises(ValidationError, match="no regular expression"):
        FileName.Params.model_validate({"pattern": "("})


@pytest.mark.parametrize("good", ["96385074", "036000291452", "4006381333931", "10614141000415"])
def test_check_digits(good: str) -> None:
    assert has_check_digit(good)
    assert begins_with_gtin(f"{good}-1.jpg")
    assert not has_check_digit(good[:-1] + str((int(good[-1]) + 1) % 10))


def test_digits_of_other_scripts_are_no_gtin() -> None:
    assert not begins_with_gtin("٩٦٣٨٥٠٧٤.jpg")


@pytest.mark.parametrize(("frames", "outcome"), [(1, "pass"), (2, "fail")])
def test_frames(tmp_path: Path, frames: int, outcome: str) -> None:
    pictures = [scene(16, 16).rotate(90 * turn) for turn in range(frames)]
    data = encode(pictures[0], "GIF", save_all=True, append_images=pictures[1:])
    path = _write(tmp_path, "a.gif", data)
    assert_check(FileFrames, path, outcome=outcome, values={"frames": frames})
    assert_check(FileFrames, path, params={"max": 2}, outcome="pass")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_complete(tmp_path: Path, kind: str) -> None:
    data = encode(scene(200, 150), kind)
    assert_check(FileComplete, _write(tmp_path, "a", data), outcome="pass")
    cut = _write(tmp_path, "b", data[: len(data) // 2])
    assert_check(FileComplete, cut, outcome="fail")


@pytest.mark.parametrize(
    ("data", "measured"),
    [
        (b"", "empty"),
        (b"a text under a picture's name", "no readable picture"),
        (b"%PDF-1.7 a document", "no readable picture"),
        (b"\xff\xd8\xff\xe0 and nothing", "damaged"),
    ],
)
def test_what_is_no_picture_fails(tmp_path: Path, data: bytes, measured: str) -> None:
    judged = assert_check(FileComplete, _write(tmp_path, "a.jpg", data), outcome="fail")
    assert judged.measured == measured
    assert judged.note


@pytest.mark.parametrize("broken", ["exif", "junk", "chunk"])
def test_whole_pictures_with_damaged_metadata_go_to_review(tmp_path: Path, broken: str) -> None:
    jpeg = encode(scene(), "JPEG")
    data = {
        "exif": with_segment(jpeg, 0xE1, b"Exif\0\0nonsense"),
        "junk": jpeg[:2] + b"\0\0" + jpeg[2:],
        "chunk": with_chunk(encode(scene(), "PNG"), b"gAMA", b""),
    }[broken]
    judged = assert_check(FileComplete, _write(tmp_path, "a.jpg", data), outcome="review")
    assert judged.measured == "damaged metadata"


def test_too_large_to_decode_goes_to_review(tmp_path: Path) -> None:
    data = bytearray(encode(scene(), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = b"\xff\xff\xff\xff"
    judged = assert_check(FileComplete, _write(tmp_path, "a.jpg", bytes(data)), outcome="review")
    assert "over the limit" in judged.note


def test_a_missing_file_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        FileComplete().measure(Image(tmp_path / "gone.jpg"), FileComplete.Options())
    assert caught.value.reason == "no-access"
