from __future__ import annotations

import json

from imgrules.model import Result
from imgrules.reporters import REPORTERS, View
from imgrules.reporters.json_ import Json
from imgrules.reporters.jsonl import JsonLines

KINDS = ("rule", "image", "set", "summary")


def test_the_document_holds_the_whole_result_and_ends_in_a_newline(result: Result) -> None:
    reporter = Json()
    assert "".join(map(reporter.image, result.images)) == ""
    text = reporter.end(result, View())
    assert text.endswith("}\n")
    document = json.loads(text)
    assert [image["path"] for image in document["images"]] == [
        image.path for image in result.images
    ]
    assert document["summary"]["problems"] == 1


def test_the_view_changes_no_byte(result: Result) -> None:
    other = View(width=40, colour=True, verbosity=1, seconds=9.0, notes=("x",))
    assert Json().end(result, View()) == Json().end(result, other)
    assert JsonLines().end(result, View()) == JsonLines().end(result, other)


def test_the_lines_together_hold_what_the_document_holds(result: Result) -> None:
    reporter = JsonLines()
    text = "".join(map(reporter.image, result.images)) + reporter.end(result, View())
    lines = [json.loads(line) for line in text.splitlines()]
    document = json.loads(Json().end(result, View()))
    told = {kind: [each for each in lines if each["kind"] == kind] for kind in KINDS}
    for line in lines:
        del line["kind"]
    assert told["image"] == document.pop("images")
    assert told["set"] == document.pop("sets")
    assert {line["id"]: line["says"] for line in told["rule"]} == document.pop("rules")
    assert told["summary"] == [document]


def test_a_rule_is_told_before_the_first_line_that_refers_to_it(result: Result) -> None:
    reporter = JsonLines()
    text = "".join(map(reporter.image, result.images)) + reporter.end(result, View())
    known = set()
    for line in map(json.loads, text.splitlines()):
        if line["kind"] == "rule":
            known.add(line["id"])
        assert {finding["rule"] for finding in line.get("findings", ())} <= known


def test_each_format_of_the_table_can_be_made(result: Result) -> None:
    from importlib import import_module

    for target in REPORTERS.values():
        module, _, name = target.partition(":")
        reporter = getattr(import_module(module), name)()
        assert isinstance(reporter.image(result.images[0]), str)
        assert reporter.end(result, View())
