from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from imgrules.model import Result, Verdict
from imgrules.reporters import View
from imgrules.reporters.csv_ import BOM, COLUMNS, Csv
from tests.unit.reporters.conftest import WHITE, image


def rows(result: Result, **view: object) -> list[dict[str, str]]:
    text = Csv().end(result, View(**view))  # type: ignore[arg-type]
    assert text.startswith(BOM)
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def one(trusted: Result, path: str = "a.jpg", **changes: object) -> dict[str, str]:
    made = image(path, Verdict.FAIL, WHITE, **changes)
    (row,) = rows(replace(trusted, images=(made,), sets=()))
    return row


def test_a_row_says_everything_in_a_merchandiser_s_words(result: Result) -> None:
    found = next(each for each in rows(result) if each["rule"] == "amazon/background-white")
    assert found["image"] == "shots/b.jpg"
    assert found["role"] == "main"
    assert found["verdict"] == "error"
    assert found["requirement"] == "Background is pure white (100 % white)"
    assert found["measured"] == "91.2 % white"
    assert found["what to do"] == "Re-shoot on white, or remove the background."
    assert found["clause"] == "Image requirements, 3.2"
    assert found["link"] == "https://example.com/images"
    assert found["finding"].startswith("F-")


def test_the_role_is_that_of_the_finding_s_own_rulebook(result: Result) -> None:
    roles = {each["rule"]: each["role"] for each in rows(result)}
    assert roles["google/background-white"] == "cover"


def test_a_deadline_is_told(result: Result) -> None:
    deadlines = {each["rule"]: each["deadline"] for each in rows(result)}
    assert deadlines["google/min-size"] == "2027-01-31"
    assert deadlines["amazon/background-white"] == ""


def test_what_is_let_be_says_who_and_why(excused: Result) -> None:
    found = {each["rule"]: each for each in rows(excused)}
    assert found["amazon/shadow"]["let be because"] == (
        "waived by photo-studio until 2026-12-01: Glass; case 4471 (W-0031)"
    )
    assert found["amazon/shadow"]["sku"] == "B0TEST0004"
    assert found["amazon/dpi"]["let be because"] == "known since 2026-10-01"


def test_what_passed_is_there_when_all_is_asked_for(result: Result) -> None:
    assert "pass" not in {each["verdict"] for each in rows(result)}
    everything = {each["verdict"] for each in rows(result, show_all=True)}
    assert {"pass", "for a person to confirm"} <= everything


def test_the_manifest_s_own_columns_come_last(trusted: Result) -> None:
    row = one(trusted, extra={"season": "AW26", "=HYPERLINK(1)": "+1"})
    assert list(row)[len(COLUMNS) :] == ["season", "'=HYPERLINK(1)"]
    assert row["season"] == "AW26"
    assert row["'=HYPERLINK(1)"] == "'+1"


def test_a_product_names_its_pictures(result: Result) -> None:
    found = next(each for each in rows(result) if each["rule"] == "amazon/one-main")
    assert (found["sku"], found["image"]) == ("B0TEST0001", "shots/a.jpg; shots/b.jpg")


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("=cmd|'/C calc'!A0.jpg", "'=cmd|'/C calc'!A0.jpg"),
        ("+1.jpg", "'+1.jpg"),
        ("-1.jpg", "'-1.jpg"),
        ("@SUM(1).jpg", "'@SUM(1).jpg"),
        ("\t=1.jpg", r"\t=1.jpg"),
        ("\r=1.jpg", r"\r=1.jpg"),
        (" =1.jpg", "' =1.jpg"),
        ("a;=1+1.jpg", "a;'=1+1.jpg"),
        ("＝1.jpg", "'＝1.jpg"),
        ('say "x", y.jpg', 'say "x", y.jpg'),
        ("a\nb.jpg", r"a\nb.jpg"),
        ("a-b=c.jpg", "a-b=c.jpg"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
    ],
)
def test_no_cell_is_a_formula(trusted: Result, path: str, cell: str) -> None:
    assert one(trusted, path)["image"] == cell


def test_nothing_to_tell_is_a_head_alone(trusted: Result) -> None:
    assert rows(replace(trusted, images=trusted.images[:1], sets=())) == []
