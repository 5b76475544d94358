"""Real files against facts established otherwise; needs a folder with a MANIFEST.csv."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from imgrules.checks.file_complete import FileComplete
from imgrules.checks.file_extension import FileExtension
from imgrules.errors import UnreadableError
from imgrules.images.image import Image
from imgrules.images.profile import name_icc, read_profile

FOLDER = Path(os.environ.get("IMGRULES_CORPUS", ""))
HELD = "IMGRULES_CORPUS" in os.environ and (FOLDER / "MANIFEST.csv").is_file()
pytestmark = pytest.mark.skipif(not HELD, reason="IMGRULES_CORPUS names no folder with a manifest")


@dataclass(frozen=True)
class Row:
    path: str
    columns: dict[str, str]
    facts: dict[str, str]


def _rows(*folders: str) -> list[Row]:
    if not HELD:
        return []
    with (FOLDER / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(row["path"], row, dict(fact.split("=", 1) for fact in facts if "=" in fact))
            for row in csv.DictReader(file)
            if row["path"].startswith(folders)
            for facts in [row["computed_facts"].split("; ")]
        ]


PICTURES = [row for row in _rows("formats/", "orientation/", "profiles/")
            if not row.path.endswith(".icc") and row.columns["width"]]  # fmt: skip
ODD_ORIENTATION = {"profiles/pillow__xmp_tags_orientation.png"}
"""Only XMP states an orientation there, which browsers ignore and so do we."""
ODD_FRAMES = {
    "formats/pillow__hopper.psd",  # layers
    "formats/pillow__mode_16bit.png",  # a still that is no part of the animation
    "profiles/libavif__apple_gainmap_new.jpg",  # a gain map
    "profiles/libavif__apple_gainmap_old.jpg",
    "profiles/pillow__frame_size.mpo",
}


@pytest.mark.parametrize("row", PICTURES, ids=lambda row: row.path)
def test_header_facts(row: Row) -> None:
    header = Image(FOLDER / row.path).header
    stored = int(row.columns["width"]), int(row.columns["height"])
    assert (header.stored_width, header.stored_height) == stored
    tag = row.facts.get("exif_orientation", "")
    if row.path not in ODD_ORIENTATION and tag != "ERR":
        assert header.orientation == (int(tag) if tag else None)
    if row.path not in ODD_FRAMES:
        assert header.frames == int(row.facts.get("frames", 1))
    depth = row.facts.get("png_bit_depth") or row.facts.get("jpeg_precision")
    assert depth is None or header.bit_depth == int(depth)


@pytest.mark.parametrize("row", PICTURES, ids=lambda row: row.path)
def test_sound_pictures_decode(row: Row) -> None:
    image = Image(FOLDER / row.path)
    if row.facts.get("pillow13_decode") != "ok" or "planar-16" in row.path:
        with pytest.raises(UnreadableError):
            _ = image.pixels
        return
    assert image.pixels.rgb.shape == (image.header.height, image.header.width, 3)


NAMES = {
    "AdobeCompat": "adobe-rgb", "AppleCompat": "apple-rgb", "CGATS001Compat": "cmyk",
    "ColorMatchCompat": "colormatch", "DCI-P3": "dci-p3", "DisplayP3": "display-p3",
    "DisplayP3Compat": "display-p3", "ProPhoto": "prophoto", "Rec2020": "rec2020",
    "Rec2020Compat": "rec2020", "Rec601NTSC": "rec601-ntsc", "Rec601PAL": "rec601-pal",
    "Rec709": "rec709", "WideGamutCompat": "wide-gamut", "sGrey": "grey", "sRGB": "srgb",
    "scRGB": "srgb-linear", "test1": "cmyk", "test2": "cmyk",
}  # fmt: skip


@pytest.mark.parametrize("row", _rows("profiles/icc/"), ids=lambda row: row.path)
def test_bare_profiles(row: Row) -> None:
    facts = name_icc((FOLDER / row.path).read_bytes())
    stem = Path(row.path).stem.partition("__")[2]
    stem = stem.partition("-v")[0].removesuffix("-g24")
    assert facts.name == NAMES[stem]
    assert facts.kind == row.facts["icc_class"]


@pytest.mark.parametrize("row", PICTURES, ids=lambda row: row.path)
def test_profiles_that_do_not_fit(row: Row) -> None:
    facts = read_profile(Image(FOLDER / row.path).header)
    if facts.name != "broken":
        assert facts.fits_pixels == (row.facts.get("icc_space_mismatches_mode") != "yes")


SOUND = {
    # Nothing is wrong with the pixels or the structure of these.
    "hostile/twelvemonkeys__jfif-exif-xmp-adobe-progressive-negative-component-count.jpg",
    "hostile/twelvemonkeys__jfif-progressive-invalid-dht.jpg",
    "hostile/twelvemonkeys__read-error1024.jpg",
    # PNG under a JPEG's name: file.extension says so.
    "hostile/misnamed__rembg__plants-1.jpg",
    "hostile/misnamed__thumbor__feature_detection.jpg",
}

JUDGE = """
import json, resource, sys
from pathlib import Path
from imgrules.checks.file_complete import FileComplete
from imgrules.images.image import Image
check = FileComplete()
made = check.measure(Image(Path(sys.argv[1])), check.Options())
outcome = check.judge(made, check.Params()).outcome
print(json.dumps([outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


@pytest.mark.parametrize("row", _rows("hostile/"), ids=lambda row: row.path)
def test_hostile_files(row: Row) -> None:
    done = subprocess.run(
        [sys.executable, "-c", JUDGE, str(FOLDER / row.path)],
        capture_output=True, text=True, timeout=10, check=True,
    )  # fmt: skip
    outcome, kibibytes = json.loads(done.stdout)
    assert kibibytes < 1024 * 1024
    assert done.stderr == ""
    assert (outcome == "pass") == (row.path in SOUND)


@pytest.mark.parametrize("row", _rows("hostile/misnamed"), ids=lambda row: row.path)
def test_misnamed_files(row: Row) -> None:
    check = FileExtension()
    measurement = check.measure(Image(FOLDER / row.path), check.Options())
    assert check.judge(measurement, check.Params()).outcome == "fail"


@pytest.mark.parametrize(
    "row",
    [row for row in _rows("") if row.facts.get("pillow13_decode") == "ok"
     and not row.path.startswith("hostile/")],
    ids=lambda row: row.path,
)  # fmt: skip
def test_no_sound_picture_is_called_damaged(row: Row) -> None:
    if "planar-16" in row.path:
        pytest.skip("16-bit colour planes are refused, since they are misread")
    check = FileComplete()
    measurement = check.measure(Image(FOLDER / row.path), check.Options())
    assert measurement.values["state"] == "whole"
