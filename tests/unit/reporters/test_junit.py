from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from imgrules.model import Outcome, Result, Severity, Status, Verdict
from imgrules.reporters import View
from imgrules.reporters.gate import Gate
from imgrules.reporters.junit import Junit
from tests.unit.reporters.conftest import UNCHECKED, WHITE, image

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[2] / "data" / "junit-10.xsd")


def written(result: Result, gate: Gate | None = None) -> ET.Element:
    text = Junit().end(result, View(gate=gate or Gate()))
    SCHEMA.validate(text)
    return ET.fromstring(text.encode("utf-8"))  # noqa: S314  (our own)


def how(root: ET.Element, suite: str, rule: str) -> ET.Element | None:
    case = root.find(f"testsuite[@name='{suite}']")
    assert case is not None
    found = [each for each in case.iter("testcase") if each.attrib["name"].endswith(f"({rule})")]
    assert found
    return next((each[0] for each in found if len(each)), None)


def test_the_report_is_valid_under_the_public_schema(excused: Result) -> None:
    assert written(excused).tag == "testsuites"


def test_there_is_a_test_case_for_each_picture_and_rule(excused: Result) -> None:
    root = written(excused)
    suites = {each.attrib["name"]: each for each in root.iter("testsuite")}
    for subject in excused.images:
        assert len(list(suites[subject.path].iter("testcase"))) == len(subject.findings)
    assert len(list(suites["SKU B0TEST0001"].iter("testcase"))) == 1


def test_the_counts_are_those_of_the_cases(excused: Result) -> None:
    root = written(excused)
    for holder in (root, *root.iter("testsuite")):
        assert int(holder.attrib["tests"]) == len(list(holder.iter("testcase")))
        for attribute, tag in (("failures", "failure"), ("errors", "error")):
            assert int(holder.attrib[attribute]) == len(list(holder.iter(tag)))


@pytest.mark.parametrize(
    ("suite", "rule", "tag", "said"),
    [
        ("shots/b.jpg", "amazon/background-white", "failure", "91.2 % white"),
        ("shots/b.jpg", "amazon/zoom-size", "skipped", "warning: 1200 px"),
        ("shots/b.jpg", "amazon/no-text", "skipped", "review: "),
        ("shots/b.jpg", "amazon/right-product", "skipped", "a person has to confirm this"),
        ("shots/b.jpg", "google/min-size", "skipped", "becomes an error on 2027-01-31"),
        ("shots/c.jpg", "amazon/no-watermark", "error", "the check crashed"),
        ("shots/d.jpg", "amazon/shadow", "skipped", "waived by photo-studio until 2026-12-01"),
        ("shots/d.jpg", "amazon/dpi", "skipped", "known since 2026-10-01"),
    ],
)
def test_only_what_passed_is_a_plain_case(
    excused: Result, suite: str, rule: str, tag: str, said: str
) -> None:
    found = how(written(excused), suite, rule)
    assert found is not None
    assert found.tag == tag
    assert said in found.attrib["message"]


def test_what_passed_passes(result: Result) -> None:
    assert how(written(result), "shots/a.jpg", "amazon/background-white") is None


@pytest.mark.parametrize(
    ("gate", "rule", "tag"),
    [
        (Gate(Severity.WARNING), "amazon/zoom-size", "failure"),
        (Gate(Severity.ERROR), "amazon/zoom-size", "skipped"),
        (Gate(Severity.ERROR, fail_on_review=True), "amazon/no-text", "failure"),
        (Gate(Severity.ERROR, fail_on_review=True), "amazon/right-product", "skipped"),
    ],
)
def test_failures_are_what_makes_the_exit_status_1(
    result: Result, gate: Gate, rule: str, tag: str
) -> None:
    found = how(written(result, gate), "shots/b.jpg", rule)
    assert found is not None
    assert found.tag == tag


def test_a_waived_rule_that_could_not_be_judged_is_skipped(trusted: Result) -> None:
    waived = replace(UNCHECKED, status=Status.WAIVED)
    made = replace(trusted, images=(image("a.jpg", Verdict.PASS, waived),), sets=())
    found = how(written(made), "a.jpg", "amazon/no-watermark")
    assert found is not None
    assert found.tag == "skipped"


def test_problems_are_errors_and_notices_are_told(excused: Result) -> None:
    run = written(excused).find("testsuite[@name='imgrules']")
    assert run is not None
    (error,) = run.iter("error")
    assert "overlay.watermark crashed" in error.attrib["message"]
    (skipped,) = run.iter("skipped")
    assert "W-0007" in skipped.attrib["message"]


def test_the_body_says_what_to_do(result: Result) -> None:
    found = how(written(result), "shots/b.jpg", "amazon/background-white")
    assert found is not None
    assert found.text is not None
    lines = found.text.splitlines()
    assert lines[0] == "role: main"
    assert "what to do: Re-shoot on white, or remove the background." in lines
    assert "https://example.com/images" in lines


def test_what_xml_cannot_hold_is_written_out(trusted: Result) -> None:
    finding = replace(WHITE, measured="a\x00b\x1b[31m\ufffe\U0001f4f7", outcome=Outcome.FAIL)
    made = replace(trusted, images=(image("\udcff\x08\n.jpg", Verdict.FAIL, finding),), sets=())
    root = written(made)
    names = [each.attrib["name"] for each in root.iter("testsuite")]
    assert names == ["imgrules", r"\xff\x08\n.jpg"]
    (failure,) = root.iter("failure")
    assert "a\\x00b\\x1b[31m\\ufffe\U0001f4f7" in failure.attrib["message"]
