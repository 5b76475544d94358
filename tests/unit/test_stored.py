from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from imgrules.document import dump_result, finding_id, result_data
from imgrules.engine.run import run
from imgrules.errors import ResultError
from imgrules.model import Finding, Outcome, Result, Severity, Suppression
from imgrules.reporters import View
from imgrules.reporters.jsonl import JsonLines
from imgrules.stored import read_result
from tests.unit.engine.conftest import make_job, make_rule, make_rulebook


@pytest.fixture
def result(tmp_path: Path) -> Result:
    def save(name: str) -> Path:
        Image.new("RGB", (40, 30), "white").save(tmp_path / name)
        return tmp_path / name

    book = make_rulebook(
        make_rule("long", "dimensions.long_edge", params={"min_px": 500}),
        make_rule("white", "background.white"),
        make_rule("look"),
        make_rule("count", "set.count", params={"min": 2}),
    )
    bad = save("b.png")
    bad.write_bytes(b"")
    return run(make_job([save("a.png"), save("c.png"), bad], book, sku="S", extra={"own": "ü"}))


def as_document(result: Result) -> str:
    return dump_result(result_data(result))


def as_lines(result: Result) -> str:
    reporter = JsonLines()
    return "".join(map(reporter.image, result.images)) + reporter.end(result, View())


@pytest.mark.parametrize("written", [as_document, as_lines])
def test_what_was_written_is_read_again(
    result: Result, tmp_path: Path, written: Callable[[Result], str]
) -> None:
    (tmp_path / "r").write_text(written(result), encoding="utf-8")
    assert read_result(tmp_path / "r") == result


def test_a_document_on_one_line_is_no_list_of_lines(result: Result, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps(result_data(result)), encoding="utf-8")
    assert read_result(tmp_path / "r.json") == result


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON at line 1, column 1"),
        ("{", "cut off"),
        ("[]", "no result of imgrules check"),
        ('{"schema": 1}', "no result of imgrules check"),
        ('{"schema": 99, "as_of": "", "images": []}', "a newer imgrules wrote this (document 99"),
        ('{"schema": 1, "as_of": "x", "images": [{}], "sets": [], "rules": {}}', "'findings' is"),
        ('{"kind": "image", "findings": [{"rule": "a/b"}]}\n', ":1: 'a/b' is missing"),
        ('{"kind": "verse"}\n', "no line of a result: its kind is 'verse'"),
        ('{"kind": "rule", "id": "a/b", "says": {}}\n', "the summary, is missing"),
        ('{"kind": "rule", "id": "a/b", "says": {}}\n{"kind', ":2: no JSON"),
        ('{"kind": "summary", "schema": 1, "as_of": "x"}\n{"kind": "rule"}\n', ":2: a line after"),
    ],
)
def test_what_is_no_result_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResultError) as refused:
        read_result(path)
    assert said in refused.value.message
    assert str(path) in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("change", [{"verdict": "splendid"}, {"width": "wide"}, {"path": 3}])
def test_a_wrong_value_is_named(result: Result, tmp_path: Path, change: dict[str, object]) -> None:
    data = result_data(result)
    data["images"][0].update(change)
    (tmp_path / "r.json").write_text(dump_result(data), encoding="utf-8")
    with pytest.raises(ResultError, match=next(iter(change))):
        read_result(tmp_path / "r.json")


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="No such file"):
        read_result(tmp_path / "none.json")
    (tmp_path / "r.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResultError, match="is not UTF-8"):
        read_result(tmp_path / "r.json")


def test_a_finding_that_differs_from_its_rule_keeps_its_own(result: Result, tmp_path: Path) -> None:
    first, *rest = result.images
    waived = Suppression("waiver", "W-1", expires="2027-01-01")
    finding = replace(first.findings[0], severity=Severity.INFO, suppression=waived)
    twice = replace(result, images=(*rest, replace(first, findings=(finding,))))
    (tmp_path / "r.json").write_text(as_document(twice), encoding="utf-8")
    assert read_result(tmp_path / "r.json") == twice


def test_a_findings_name_depends_on_rule_and_bytes_alone(result: Result) -> None:
    one, other, bad = result.images
    assert one.sha256 == other.sha256
    finding = one.findings[0]
    assert finding_id(one, finding) == finding_id(other, finding)
    assert finding_id(bad, finding) != finding_id(one, finding)
    assert finding_id(one, one.findings[1]) != finding_id(one, finding)
    judged = Finding("b", "e", finding.rule, "t", Outcome.PASS, Severity.INFO)
    assert finding_id(one, judged) != finding_id(one, finding)
    assert finding_id(result.sets[0], finding).startswith("F-")
