from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from imgrules.errors import RulebookError
from imgrules.rulebook.waivers import load_waivers

GOOD = """\
schema: 1
waivers:
  - id: W-0001
    rule: acme/longest-side
    images: ["shots/a.jpg"]
    reason: Transparent glass.
    owner: photo-studio
    granted: "2026-11-01"
    expires: "2026-12-01"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "imgrules-waivers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_waiver_says_who_why_and_until_when(tmp_path: Path) -> None:
    (waiver,) = load_waivers(write(tmp_path, GOOD)).entries
    assert (waiver.owner, waiver.reason) == ("photo-studio", "Transparent glass.")
    assert (waiver.granted, waiver.expires) == (date(2026, 11, 1), date(2026, 12, 1))
    assert (waiver.days, waiver.sha256, waiver.skus) == (30, None, ())


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('    expires: "2026-12-01"\n', "", "3:5", "W-0001 lacks expires"),
        ("    owner: photo-studio\n", "", "3:5", "W-0001 lacks owner"),
        ("    reason: Transparent glass.\n", "", "3:5", "W-0001 lacks reason"),
        ("owner:", "ownr:", "7:5", "unknown key ownr"),
        ("Transparent glass.", '"  "', "6:13", "reason of W-0001 is blank"),
        ('"2026-12-01"', "2026-12-01", "9:14", "quote"),
        ('"2026-12-01"', '"2026-02-30"', "9:14", "no day of the calendar"),
        ('"2026-12-01"', '"2026-10-01"', "9:14", "expires before it is granted"),
        ('"2026-12-01"', '"soon"', "9:14", "not well formed"),
        ("acme/longest-side", "longest-side", "4:11", "not well formed"),
        ('    images: ["shots/a.jpg"]\n', "", "3:5", "names no picture"),
        ('["shots/a.jpg"]', "shots/a.jpg", "5:13", "must be a list"),
        ("schema: 1", "schema: 2", "1:9", "it must be 1"),
    ],
)
def test_a_malformed_file_is_refused_with_the_place(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(RulebookError) as refused:
        load_waivers(path)
    assert f"{path}:{place}: " in str(refused.value)
    assert said in f"{refused.value} {refused.value.hint}"


def test_two_waivers_of_one_id_are_refused(tmp_path: Path) -> None:
    second = GOOD.partition("waivers:\n")[2]
    with pytest.raises(RulebookError, match=r":10:9: the waiver W-0001 is already given in line 3"):
        load_waivers(write(tmp_path, GOOD + second))


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    broken = GOOD.replace('"2026-11-01"', '"2026-11-31"').replace("Transparent glass.", '" "')
    with pytest.raises(RulebookError) as refused:
        load_waivers(write(tmp_path, broken))
    assert len(str(refused.value).splitlines()) == 2
