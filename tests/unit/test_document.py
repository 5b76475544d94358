from __future__ import annotations

import json
import os
from pathlib import Path

from imgrules.document import dump, finding_counts, result_data, speakable
from imgrules.model import Finding, Outcome, Result, Severity, Status


def finding(outcome: Outcome, **changes: object) -> Finding:
    fields = {"rulebook": "shop", "edition": "e", "rule": "r", "title": "t"}
    return Finding(**{**fields, "outcome": outcome, "severity": Severity.ERROR, **changes})


def test_every_finding_is_counted_exactly_once() -> None:
    findings = [
        finding(outcome, severity=severity, status=status, checklist=checklist)
        for outcome in Outcome
        for severity in Severity
        for status in Status
        for checklist in (True, False)
    ]
    counts = finding_counts(findings)
    total = counts.pop("total")
    assert total == len(findings) == sum(counts.values())


def test_upcoming_failure_is_not_an_error() -> None:
    counts = finding_counts([finding(Outcome.FAIL, status=Status.UPCOMING)])
    assert (counts["error"], counts["upcoming"]) == (0, 1)


def test_names_that_are_no_text_become_valid_json() -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    assert speakable(name) == "caf\\xe9.jpg"
    text = dump({"path": speakable(name), "umlaut": "ü"})
    assert json.loads(text.encode())["umlaut"] == "ü"


def test_document_names_its_schema_and_no_folder() -> None:
    result = Result("1", "2026-01-01", False, (), ())
    data = result_data(result)
    assert data["schema"] == 1
    assert str(Path.cwd()) not in dump(data)
