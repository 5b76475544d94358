from __future__ import annotations

import json

from imgrules.model import Result
from imgrules.reporters import REPORTERS, View
from imgrules.reporters.json_ import Json
from imgrules.reporters.jsonl import JsonLines


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
    kinds = [line.pop("kind") for line in lines]
    assert kinds == ["image", "image", "image", "set", "summary"]
    document = json.loads(Json().end(result, View()))
    assert lines[:3] == document["images"]
    assert lines[3:4] == document["sets"]
    rest = {key: value for key, value in document.items() if key not in {"images", "sets"}}
    assert lines[-1] == rest


def test_each_format_of_the_table_can_be_made(result: Result) -> None:
    from importlib import import_module

    for target in REPORTERS.values():
        module, _, name = target.partition(":")
        reporter = getattr(import_module(module), name)()
        assert isinstance(reporter.image(result.images[0]), str)
        assert reporter.end(result, View())
