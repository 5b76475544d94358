"""Reading exports: encodings, separators, headers; and mappings with faults."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from imgrules.checks import CHECKS
from imgrules.errors import FeedbackError, RulebookError, UsageError
from imgrules.feedback.export import read_export, read_listed
from imgrules.feedback.join import base_name
from imgrules.feedback.mapping import bundled, load_mapping
from imgrules.rulebook.load import load_rulebook

HEADER = "Status\tReason\tSKU\tASIN\tProduct name\tIssue Description"
LINE = "Search suppressed\tImage\tSKÜ-1\tB0X\tRing 7\tCropped product"


def write(folder: Path, text: str, encoding: str = "utf-8", mark: bytes = b"") -> Path:
    path = folder / "export.txt"
    path.write_bytes(mark + text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "mark", "said", "guessed"),
    [
        ("utf-8", b"", "utf-8", False),
        ("utf-8-sig", b"", "utf-8", False),
        ("cp1252", b"", "cp1252", True),
        ("utf-16", b"", "utf-16", False),
        ("utf-16-be", b"\xfe\xff", "utf-16", False),
        ("utf-16-le", b"", "utf-16-le", False),
        ("utf-16-be", b"", "utf-16-be", False),
    ],
)
def test_any_encoding(tmp_path: Path, encoding: str, mark: bytes, said: str, guessed: bool) -> None:
    export = read_export(write(tmp_path, f"{HEADER}\r\n{LINE}\r\n", encoding, mark))
    assert (export.decoded.encoding, export.decoded.guessed) == (said, guessed)
    assert export.mapping.name == "amazon-suppressed"
    (row,) = export.rows
    assert (row.sku, row.asin) == ("SKÜ-1", "B0X")
    assert row.reason == "Image · Cropped product"
    assert row.where.endswith("export.txt:2")


def test_an_encoding_that_cannot_be_told_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "sku,reason\nA,背景が、白ではない\n", "cp932")
    with pytest.raises(FeedbackError) as caught:
        read_export(path)
    assert caught.value.hint and "cp932" in caught.value.hint
    assert read_export(path, encoding="cp932").rows[0].reason == "背景が、白ではない"
    with pytest.raises(FeedbackError, match="no encoding is called klingon"):
        read_export(path, encoding="klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_separator(tmp_path: Path, delimiter: str) -> None:
    text = f'sku{delimiter}reason\nA{delimiter}"two, three; four"\n'
    (row,) = read_export(write(tmp_path, text)).rows
    assert row.reason == "two, three; four"


def test_excel_s_own_first_line_and_a_preamble(tmp_path: Path) -> None:
    text = "sep=;\nListing report;;\n\nSKU;Reason;Price\nA;blurry;3,5\n"
    (row,) = read_export(write(tmp_path, text)).rows
    assert (row.sku, row.reason) == ("A", "blurry")
    assert row.where.endswith(":5")


def test_signs_in_the_cells_do_not_make_a_separator(tmp_path: Path) -> None:
    text = 'sku,reason\rA,"|||;;;;\t\t\t\t"\rB,small\r'
    assert [row.sku for row in read_export(write(tmp_path, text)).rows] == ["A", "B"]


def test_an_inch_is_no_quote(tmp_path: Path) -> None:
    text = 'sku\tname\treason\nA\t"7 inch\tblurry\nB\t"8" inch\tblurry\nC\tx\tcropped\n'
    assert [row.sku for row in read_export(write(tmp_path, text)).rows] == ["A", "B", "C"]


def test_quoted_line_breaks_stay_in_their_cell(tmp_path: Path) -> None:
    text = 'sku\treason\nA\t"one\ntwo"\nB\tthree\n'
    assert [row.reason for row in read_export(write(tmp_path, text)).rows] == ["one\ntwo", "three"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("sku,reason\n", "has a header, but no rows"),
        ("colour,price\nred,3\n", "no mapping fits the columns colour, price"),
        ("sku,reason\nA,text, logo\n", "export.txt:2: 3 cells, but the header has 2"),
        ('sku,reason\nA,"open\n', "export.txt:2: unexpected end of data"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FeedbackError, match=message):
        read_export(write(tmp_path, text))


def test_a_column_that_lacks_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "SKU,Why\nA,blurry\n")
    with pytest.raises(FeedbackError) as caught:
        read_export(path, mapping="amazon-suppressed")
    assert "asin (ASIN)" in caught.value.message
    assert "reason (Reason, Issue Description)" in caught.value.message
    with pytest.raises(FeedbackError, match="cannot be read"):
        read_export(tmp_path / "none.csv")


def test_a_list_of_listings(tmp_path: Path) -> None:
    columns = load_mapping("amazon-suppressed").file.columns
    listed = read_listed(write(tmp_path, "item-name\tseller-sku\tasin1\nx\tA-1\tB0X\n"), columns)
    assert listed == {"a-1", "b0x"}
    with pytest.raises(FeedbackError, match="no column names a product"):
        read_listed(write(tmp_path, "name\nx\n"), columns)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("https://cdn.example/a/B0X.MAIN%20A.JPG?v=2#x", "b0x.main a.jpg"),
        (r"C:\shots\B0X.jpg", "b0x.jpg"),
        ("B0X.jpg", "b0x.jpg"),
        ("https://cdn.example/a/", "a"),
    ],
)
def test_last_part_of_a_path_or_address(path: str, name: str) -> None:
    assert base_name(path) == name


MAPPING = """\
schema: 1
title: Mine
columns:
  sku: {names: [Article]}
  reason: {names: [Why]}
reasons:
  - {matches: [blur], rules: [sharp]}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title", "tittle", "mine.yaml:2:1: unknown key tittle"),
        ("blur", "'bl(ur'", "mine.yaml:7:16: 'bl.ur' is no regular expression"),
        (", rules: [sharp]", "", "mine.yaml:7:5: this reason means nothing"),
        ("rules: [sharp]", "rules: [sharp], elsewhere: x", "cannot be both"),
        ("sku: {names: [Article]}\n  ", "", "mine.yaml:4:3: nothing says which product"),
        ("title: Mine", "title: Mine\nrefused: [x]", "mine.yaml:3:10: refused needs a column"),
        ("title: Mine", "title: Mine\nencoding: klingon", "no encoding is called klingon"),
        ("names: [Why]", "names: []", "names is empty"),
    ],
)
def test_a_faulty_mapping_is_refused_where_it_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(MAPPING.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError, match=message):
        load_mapping("mine.yaml")


def test_an_unknown_mapping_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        load_mapping("amazon-supressed")
    assert caught.value.hint == "did you mean amazon-suppressed?"


@pytest.mark.parametrize("name", list(bundled()))
def test_bundled_mappings_name_rules_and_checks_there_are(name: str) -> None:
    mapping = load_mapping(name).file
    rules = (
        {rule.id for rule in load_rulebook(mapping.rulebook, as_of=date(2026, 11, 21)).rules}
        if mapping.rulebook
        else ()
    )
    for reason in mapping.reasons:
        assert set(reason.rules) <= set(rules)
        assert set(reason.checks) <= set(CHECKS)


def test_what_amazon_says_is_mapped() -> None:
    """The reasons on Amazon's page on image issues, and the rule each comes down to."""
    from imgrules.feedback.sorting import any_of

    said = {
        "Text, logo, graphics, or watermarks": "no-text",
        "We believe that the main image has a non-pure white background (RGB 255 255 255), which "
        "is not permitted for this product type.": "background-white",
        "Main image has a background that is not pure white (RGB 255 255 255).": "background-white",
        "Main image is missing or incorrect.": "image-count-min",
        "Main image has additional items which are not permitted.": "single-unit",
        "Main image has a portion of the product cropped (missing).": "product-not-cropped",
        "Product not outside of packaging or has package tags": "no-packaging-or-tags",
        "Propping": "no-excluded-props",
        "Blurriness or pixelation": "sharp",
        "Product too small": "product-fill-min",
        "The SWCH image you submitted contains text, a logo, graphics, or a watermark": "no-text",
    }
    reasons = load_mapping("amazon-suppressed").file.reasons
    for words, rule in said.items():
        found = [each for each in reasons if any_of(each.matches).find(words)]
        assert [rule in each.rules for each in found] == [True], words
