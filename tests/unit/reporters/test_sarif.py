from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from imgrules.model import Notice, Outcome, Region, Result, Severity, Verdict
from imgrules.reporters import View
from imgrules.reporters import sarif as reporter
from imgrules.reporters.sarif import Sarif
from imgrules.reporters.sarif_places import uri
from tests.unit.reporters.conftest import PASSED, WHITE, image

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "data" / "sarif-schema-2.1.0.json").read_text("utf-8")
)


def run_of(result: Result, **view: object) -> dict[str, Any]:
    log = json.loads(Sarif().end(result, View(**view)))  # type: ignore[arg-type]
    Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    return run  # type: ignore[no-any-return]


def of_rule(run: dict[str, Any], rule: str) -> dict[str, Any]:
    return next(each for each in run["results"] if each["ruleId"] == rule)


@pytest.mark.parametrize("show_all", [False, True])
def test_the_log_is_valid_under_the_public_schema(excused: Result, show_all: bool) -> None:
    assert run_of(excused, show_all=show_all)["results"]


def test_a_run_without_pictures_is_valid_too(trusted: Result) -> None:
    assert run_of(replace(trusted, images=(), sets=()))["results"] == []


@pytest.mark.parametrize(
    ("rule", "kind", "level"),
    [
        ("amazon/background-white", "fail", "error"),
        ("amazon/zoom-size", "fail", "warning"),
        ("amazon/no-text", "review", "none"),
        ("amazon/no-watermark", "open", "none"),
        ("google/min-size", "fail", "note"),
    ],
)
def test_outcome_and_severity_become_kind_and_level(
    result: Result, rule: str, kind: str, level: str
) -> None:
    found = of_rule(run_of(result), rule)
    assert (found["kind"], found["level"]) == (kind, level)


def test_what_passed_and_the_checklist_are_there_only_when_all_is_asked_for(
    result: Result,
) -> None:
    usual = [each["kind"] for each in run_of(result)["results"]]
    everything = run_of(result, show_all=True)["results"]
    assert "pass" not in usual
    assert [each["kind"] for each in everything].count("pass") == 2
    assert any(each["ruleId"] == "amazon/right-product" for each in everything)


def test_rectangles_are_attached_in_pixels_and_told_in_shares(result: Result) -> None:
    found = of_rule(run_of(result), "amazon/no-text")
    (attachment,) = found["attachments"]
    assert attachment["artifactLocation"]["uri"] == "shots/b.jpg"
    assert attachment["rectangles"] == [
        {"left": 1500, "top": 100, "right": 1800, "bottom": 180, "message": {"text": "SALE"}}
    ]
    assert found["properties"]["regions"] == [
        {"x": 0.75, "y": 0.05, "width": 0.15, "height": 0.04, "label": "SALE"}
    ]


def test_equal_rectangles_stand_once(trusted: Result) -> None:
    twice = replace(WHITE, regions=(Region(0, 0, 5, 5), Region(0, 0, 5, 5)))
    made = replace(trusted, images=(image("a.jpg", Verdict.FAIL, twice),), sets=())
    (found,) = run_of(made)["results"]
    assert len(found["attachments"][0]["rectangles"]) == 1


def test_each_location_has_the_line_that_github_wants(result: Result) -> None:
    for found in run_of(result)["results"]:
        region = found["locations"][0]["physicalLocation"]["region"]
        assert region == {"startLine": 1}


def test_the_clause_is_a_related_location_that_the_message_links_to(result: Result) -> None:
    found = of_rule(run_of(result), "amazon/background-white")
    (related,) = found["relatedLocations"]
    assert related["id"] == 1
    place = related["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "https://example.com/images"
    assert "[3.2](1)" in found["message"]["text"]


def test_a_source_without_an_address_is_no_location(trusted: Result) -> None:
    assert WHITE.source is not None
    nowhere = replace(WHITE, source=replace(WHITE.source, url=""))
    made = replace(trusted, images=(image("a.jpg", Verdict.FAIL, nowhere),), sets=())
    (found,) = run_of(made)["results"]
    assert "relatedLocations" not in found
    assert "](1)" not in found["message"]["text"]


def test_a_name_cannot_make_a_link_in_a_message(trusted: Result) -> None:
    tricky = replace(WHITE, measured="[here](https://evil.example)")
    made = replace(trusted, images=(image("a.jpg", Verdict.FAIL, tricky),), sets=())
    (found,) = run_of(made)["results"]
    assert "](https" not in found["message"]["text"]


def test_fingerprints_follow_rule_and_bytes_and_nothing_else(trusted: Result) -> None:
    def print_of(**changes: object) -> str:
        picture = replace(image("a.jpg", Verdict.FAIL, WHITE), **changes)  # type: ignore[arg-type]
        made = replace(trusted, sets=(), images=(picture,))
        (found,) = run_of(made)["results"]
        return str(found["partialFingerprints"]["imgrules/v1"])

    assert print_of() == print_of(path="moved/b.jpg", width=10)
    assert print_of() != print_of(sha256="1" * 64)


def test_a_waiver_is_a_suppression_and_a_known_finding_unchanged(excused: Result) -> None:
    run = run_of(excused)
    waived, known = of_rule(run, "amazon/shadow"), of_rule(run, "amazon/dpi")
    fresh = of_rule(run, "amazon/background-white")
    (suppression,) = waived["suppressions"]
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "Glass; case 4471"
    assert suppression["properties"]["owner"] == "photo-studio"
    assert (known["baselineState"], fresh["baselineState"]) == ("unchanged", "new")
    assert fresh["suppressions"] == []


def test_without_waivers_and_baseline_nothing_is_said_of_them(result: Result) -> None:
    for found in run_of(result)["results"]:
        assert not {"suppressions", "baselineState"} & found.keys()


def test_the_gravest_come_first_and_the_limit_cuts_the_least_grave(
    excused: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run_of(excused)["results"]
    monkeypatch.setattr(reporter, "MOST", 3)
    cut = run_of(excused)
    assert [each["level"] for each in cut["results"]] == ["error"] * 3
    (said,) = [
        each["message"]["text"]
        for each in cut["invocations"][0]["toolConfigurationNotifications"]
        if each["descriptor"]["id"] == "results/left-out"
    ]
    assert said.startswith(f"{len(whole) - 3} of the least grave results are left out")


def test_problems_and_notices_are_notifications(excused: Result) -> None:
    (invocation,) = run_of(excused)["invocations"]
    assert invocation["executionSuccessful"] is False
    (broke,) = invocation["toolExecutionNotifications"]
    assert broke["descriptor"]["id"] == "check-crashed"
    assert broke["associatedRule"]["id"] == "amazon/no-watermark"
    (noticed,) = invocation["toolConfigurationNotifications"]
    assert "W-0007" in noticed["message"]["text"]


def test_a_problem_with_what_was_given_is_one_of_configuration(result: Result) -> None:
    (problem,) = result.problems
    given = replace(problem, kind="manifest/missing-file", rule="")
    (invocation,) = run_of(replace(result, problems=(given,)))["invocations"]
    assert invocation["toolExecutionNotifications"] == []
    assert len(invocation["toolConfigurationNotifications"]) == 1


def test_a_set_lies_in_its_pictures(result: Result) -> None:
    found = of_rule(run_of(result), "amazon/one-main")
    places = [each["physicalLocation"]["artifactLocation"]["uri"] for each in found["locations"]]
    assert places == ["shots/a.jpg", "shots/b.jpg"]
    assert found["locations"][0]["logicalLocations"][0]["name"] == "B0TEST0001"


def test_rules_say_how_to_repair_and_where_they_come_from(result: Result) -> None:
    run = run_of(result)
    rule = run["tool"]["driver"]["rules"][0]
    assert rule["id"] == run["results"][0]["ruleId"]
    assert "Re-shoot on white" in rule["help"]["text"]
    assert rule["defaultConfiguration"]["level"] == "error"
    assert len({each["id"] for each in run["tool"]["driver"]["rules"]}) == 7


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b/ü.jpg", "a%20b/%C3%BC.jpg"),
        ("/mnt/x.jpg", "file:///mnt/x.jpg"),
        ("C:/x y.jpg", "file:///C:/x%20y.jpg"),
        ("a:b.jpg", "a%3Ab.jpg"),
        ("50%.jpg", "50%25.jpg"),
        ("\udcff.jpg", "%5Cxff.jpg"),
    ],
)
def test_paths_become_uris(path: str, expected: str) -> None:
    assert uri(path) == expected


def test_the_same_result_gives_the_same_bytes(excused: Result) -> None:
    assert Sarif().end(excused, View()) == Sarif().end(excused, View(width=40, colour=True))


def test_levels_follow_the_severity_of_the_rule(trusted: Result) -> None:
    findings = [replace(WHITE, rule=each.value, severity=each) for each in Severity]
    made = replace(trusted, images=(image("a.jpg", Verdict.FAIL, *findings, PASSED),), sets=())
    levels = {each["ruleId"]: each["level"] for each in run_of(made)["results"]}
    assert levels == {
        "amazon/error": "error", "amazon/warning": "warning", "amazon/info": "note",
    }  # fmt: skip


def test_a_notice_alone_leaves_the_run_successful(trusted: Result) -> None:
    noticed = replace(trusted, notices=(Notice("newer-edition", "there is a newer edition"),))
    assert run_of(noticed)["invocations"][0]["executionSuccessful"] is True


def test_unchecked_is_never_told_as_passed(result: Result) -> None:
    for found in run_of(result, show_all=True)["results"]:
        if found["properties"]["outcome"] == Outcome.UNCHECKED:
            assert found["kind"] == "open"
