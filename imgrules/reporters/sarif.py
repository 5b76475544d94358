"""SARIF 2.1.0, for code scanning and archives: the gravest findings first.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. A region of SARIF is text,
so findings lie on line 1 and their rectangles in pixels are attachments (3.21).
"""

from __future__ import annotations

from heapq import nsmallest

from imgrules.document import Data, dump, to_data
from imgrules.model import ImageResult, Result
from imgrules.reporters import View
from imgrules.reporters.sarif_places import artifact
from imgrules.reporters.sarif_result import ResultWriter
from imgrules.reporters.sarif_rules import RuleIndex
from imgrules.reporters.sarif_told import descriptors, notifications
from imgrules.reporters.subjects import gravity, listed

SCHEMA_URI = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST = 25_000
"""GitHub refuses a run with more results, and shows the first 5,000 by gravity."""


class Sarif:
    """Writes nothing until the end: the order needs the whole result."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        run = _run(result, show_all=view.show_all)
        log = {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}
        return dump(to_data(log), indent=None) + "\n"


def _run(result: Result, *, show_all: bool) -> Data:
    rules = RuleIndex()
    writer = ResultWriter(result, rules)
    gravest = nsmallest(MOST, listed(result, show_all=show_all), key=gravity)
    results = [writer.result(each) for each in gravest]
    left_out = sum(1 for _ in listed(result, show_all=show_all)) - len(gravest)
    # The writer has filled the index of rules only now.
    return {
        "tool": {"driver": _driver(result, rules)},
        "automationDetails": {"id": _category(result)},
        "invocations": [_invocation(result, left_out=left_out)],
        "artifacts": [artifact(image) for image in result.heads()],
        "results": results,
        "columnKind": "utf16CodeUnits",
        "properties": {
            "asOf": result.as_of,
            "notAGate": result.not_a_gate,
            "rulebooks": to_data(result.rulebooks),
            "models": to_data(result.models),
        },
    }


def _driver(result: Result, rules: RuleIndex) -> Data:
    return {
        "name": "imgrules",
        "semanticVersion": result.version,
        "version": result.version,
        "notifications": descriptors(result),
        "rules": rules.descriptors,
    }


def _category(result: Result) -> str:
    """Return what code scanning tells analyses apart by; the closing slash makes it a category."""
    return f"imgrules/{'+'.join(used.rulebook for used in result.rulebooks)}/"


def _invocation(result: Result, *, left_out: int) -> Data:
    return {"executionSuccessful": not result.problems, **notifications(result, left_out)}
