from __future__ import annotations

from pathlib import Path

import pytest

from imgrules.errors import ManifestError
from imgrules.images.manifest import ManifestRow, read_manifest


def written(tmp_path: Path, text: str | bytes, name: str = "photos.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def only(tmp_path: Path, text: str | bytes, name: str = "photos.csv") -> ManifestRow:
    (row,) = read_manifest(written(tmp_path, text, name))
    return row


def test_known_columns_are_understood_and_others_carried(tmp_path: Path) -> None:
    row = only(
        tmp_path,
        "path,role,sku,category,region,channel,Season\n"
        "a.jpg,main,S-1,clothing|shoes,us,outlet,AW26\n",
    )
    assert (row.path, row.role, row.sku) == ("a.jpg", "main", "S-1")
    assert row.categories == ("clothing", "shoes")
    assert (row.region, row.channel) == ("us", "outlet")
    assert row.extra == {"Season": "AW26"}


def test_empty_cells_say_nothing(tmp_path: Path) -> None:
    row = only(tmp_path, "path,role,sku,category,region\na.jpg, ,,,\n")
    assert (row.role, row.sku, row.categories, row.region) == (None, None, (), None)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_spreadsheets_of_all_countries_are_read(tmp_path: Path, separator: str) -> None:
    text = "\n".join(separator.join(cells) for cells in (["path", "role"], ["a.jpg", "main"]))
    assert only(tmp_path, text).role == "main"


def test_byte_order_mark_windows_lines_and_capitals_do_no_harm(tmp_path: Path) -> None:
    row = only(tmp_path, b"\xef\xbb\xbfPATH,Role\r\na.jpg,main\r\n")
    assert (row.path, row.role) == ("a.jpg", "main")


def test_a_quoted_cell_may_hold_separator_and_newline(tmp_path: Path) -> None:
    row = only(tmp_path, 'path,note\n"odd, name\nhere.jpg","x\u2028y"\n')
    assert row.path == "odd, name\nhere.jpg"
    assert row.extra == {"note": "x\u2028y"}


def test_rows_know_their_line(tmp_path: Path) -> None:
    path = written(tmp_path, "path,role\na.jpg,\n\n,\nb.jpg,\n")
    assert [row.where for row in read_manifest(path)] == [f"{path}:2", f"{path}:5"]


def test_lines_of_json_are_read(tmp_path: Path) -> None:
    text = (
        '{"path": "a.jpg", "role": "main", "category": ["clothing"], "price": 12.5, "new": true}\n'
        '\n{"path": "b.jpg", "role": null}\n'
    )
    first, second = read_manifest(written(tmp_path, text, "photos.jsonl"))
    assert first.categories == ("clothing",)
    assert first.extra == {"price": "12.5", "new": "true"}
    assert second.role is None
    assert second.where.endswith("photos.jsonl:3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,role\na.jpg,main\n", r"photos\.csv:1: no column path among file, role"),
        ("path,role,role\na,b,c\n", "two columns are called role"),
        ("path,role\n,main\n", r"photos\.csv:2: the row has no path"),
        ("path,role\na.jpg,main,x\n", r"photos\.csv:2: 3 cells, but the header has 2"),
        ("path\na.jpg\na.jpg\n", r"photos\.csv:3: a\.jpg is listed already at .*photos\.csv:2"),
        ('path\n"a.jpg\n', r"photos\.csv:\d: unexpected end of data"),
        ("path,role\n", "the manifest has no rows"),
        ("", "the manifest has no rows"),
        (b"path\ncaf\xe9.jpg\n", r"not UTF-8 text \(byte 9\)"),
    ],
)
def test_a_table_that_is_not_in_order_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    with pytest.raises(ManifestError, match=message):
        read_manifest(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"path": "a.jpg"\n', r"photos\.jsonl:1: not JSON"),
        ('["a.jpg"]\n', "must be an object"),
        ('{"path": "a.jpg", "tags": {"a": 1}}\n', "tags must be text or a number"),
        ('{"role": "main"}\n', "the row has no path"),
    ],
)
def test_lines_of_json_that_are_not_in_order_are_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ManifestError, match=message):
        read_manifest(written(tmp_path, text, "photos.jsonl"))


def test_a_manifest_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="No such file"):
        read_manifest(tmp_path / "none.csv")


@pytest.mark.parametrize("column", ["rol", "Roles", "catagory", "regoin", "paths", "skus"])
def test_a_column_that_is_nearly_a_known_one_is_refused(tmp_path: Path, column: str) -> None:
    table = tmp_path / "m.csv"
    table.write_text(f"path,{column}\na.jpg,x\n", encoding="utf-8")
    with pytest.raises(ManifestError, match=rf"m\.csv:1: column {column} is nearly"):
        read_manifest(table)


@pytest.mark.parametrize("column", ["photographer", "season", "colour", "ean", "rank"])
def test_a_column_of_ones_own_is_carried(tmp_path: Path, column: str) -> None:
    table = tmp_path / "m.csv"
    table.write_text(f"path,{column}\na.jpg,x\n", encoding="utf-8")
    assert read_manifest(table)[0].extra == {column: "x"}
