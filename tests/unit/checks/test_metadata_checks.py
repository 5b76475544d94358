from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image as PillowImage
from pydantic import ValidationError

from imgrules.checks.metadata_ai_disclosure import MetadataAiDisclosure
from imgrules.checks.metadata_private import MetadataPrivate
from imgrules.checks.metadata_required import MetadataRequired
from imgrules.testing import assert_check
from tests.unit.images.samples import encode, scene, with_segment
from tests.unit.images.test_metadata import GENERATED, PACKET

KEYWORD = "contains-synthetic-performer"


def _saved(folder: Path, xmp: str | None = None, exif: PillowImage.Exif | None = None) -> Path:
    options: dict[str, Any] = {"xmp": xmp.encode()} if xmp is not None else {}
    if exif is not None:
        options["exif"] = exif.tobytes()
    path = folder / "picture.jpg"
    path.write_bytes(encode(scene(), "JPEG", **options))
    return path


@pytest.mark.parametrize(
    ("field", "values", "outcome"),
    [
        ("xmp:dc:subject", None, "pass"),
        ("xmp:dc:subject", ["SHOE"], "pass"),
        ("xmp:dc:subject", ["boot", "shoe"], "pass"),
        ("xmp:dc:subject", ["sho"], "fail"),
        ("xmp:dc:creator", None, "fail"),
        ("iptc:DigitalSourceType", ["trainedAlgorithmicMedia"], "pass"),
        ("iptc:DigitalSourceType", [GENERATED], "pass"),
        ("iptc:DigitalSourceType", ["digitalCapture"], "fail"),
        ("iptc:Keywords", None, "fail"),
    ],
)
def test_required(tmp_path: Path, field: str, values: list[str] | None, outcome: str) -> None:
    params = {"field": field, "values": values}
    assert_check(MetadataRequired, _saved(tmp_path, PACKET), params=params, outcome=outcome)


def test_required_but_unreadable_goes_to_review(tmp_path: Path) -> None:
    params = {"field": "xmp:dc:subject"}
    assert_check(MetadataRequired, _saved(tmp_path, "<broken"), params=params, outcome="review")


@pytest.mark.parametrize("field", ["subject", "xmp:subject", "foo:bar", "xmp:dc:"])
def test_field_names_have_a_form(field: str) -> None:
    with pytest.raises(ValidationError):
        MetadataRequired.Params.model_validate({"field": field})


@pytest.mark.parametrize(
    ("packet", "outcome", "note"),
    [
        (PACKET, "pass", ""),
        (PACKET.replace(KEYWORD, "Contains-Synthetic-Performer"), "pass", ""),
        (PACKET.replace(KEYWORD, "hat"), "review", "the keyword is missing"),
        (PACKET.replace(KEYWORD, "hat").replace("trained", "compositeWithTrained"), "review", ""),
        (PACKET.replace(KEYWORD, "hat").replace("trainedA", "a"), "review", ""),
        (PACKET.replace(KEYWORD, "hat").replace(GENERATED, "digitalCapture"), "pass", ""),
        (None, "pass", "nothing declared"),
        ("<broken", "review", "cannot be read"),
    ],
)
def test_ai_disclosure(tmp_path: Path, packet: str | None, outcome: str, note: str) -> None:
    path = _saved(tmp_path, packet)
    params = {"keyword": KEYWORD}
    assert_check(MetadataAiDisclosure, path, params=params, outcome=outcome, note=note)


def _private(gps: bool = False, serial: bool = False, owner: bool = False) -> PillowImage.Exif:
    exif = PillowImage.Exif()
    exif[0x010F] = "Maker"
    if gps:
        exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    if serial:
        exif.get_ifd(0x8769)[0xA431] = "SN-1"
    if owner:
        exif.get_ifd(0x8769)[0xA430] = "Ada"
    return exif


@pytest.mark.parametrize("kind", ["gps", "serial", "owner"])
def test_private_data(tmp_path: Path, kind: str) -> None:
    path = _saved(tmp_path, exif=_private(**{kind: True}))
    assert_check(MetadataPrivate, path, params={"forbid": [kind]}, outcome="fail")
    others = [each for each in ("gps", "serial", "owner") if each != kind]
    assert_check(MetadataPrivate, path, params={"forbid": others}, outcome="pass")


def test_nothing_private_is_kept_in_the_measurement(tmp_path: Path) -> None:
    path = _saved(tmp_path, exif=_private(gps=True, serial=True, owner=True))
    values = {"gps": True, "serial": True, "owner": True, "problem": ""}
    params = {"forbid": ["gps", "serial", "owner"]}
    judged = assert_check(MetadataPrivate, path, params=params, outcome="fail", values=values)
    assert judged.measured == "GPS position and serial number and owner's name"


def test_private_data_that_cannot_be_read_goes_to_review(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(with_segment(encode(scene(), "JPEG"), 0xE1, b"Exif\0\0nonsense"))
    assert_check(MetadataPrivate, path, params={"forbid": ["gps"]}, outcome="review")
