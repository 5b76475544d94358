"""A picture that passes because something was set aside is not told as a plain pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imgrules.model import Outcome, Result, Status, Verdict
from imgrules.reporters import View
from imgrules.reporters.html_ import Html
from imgrules.reporters.markdown import Markdown
from imgrules.reporters.summary import set_aside
from imgrules.reporters.text import Text


def excused(result: Result, status: Status, verdict: Verdict) -> Result:
    """Return the result with one finding of one picture set aside."""
    image = next(each for each in result.images if each.findings)
    finding = replace(image.findings[0], outcome=Outcome.FAIL, status=status)
    changed = replace(image, findings=(finding,), verdict=verdict)
    return replace(result, images=(changed,), sets=())


@pytest.mark.parametrize("status", [Status.WAIVED, Status.BASELINED])
def test_it_is_said_in_every_report_for_people(result: Result, status: Status) -> None:
    one = excused(result, status, Verdict.PASS)
    said = "1 picture has findings that are waived or known before; 1 of them fail"
    for reporter in (Text(), Markdown(), Html()):
        text = "".join(map(reporter.image, one.images)) + "".join(
            reporter.end(one, View(width=120))
        )
        assert said in " ".join(text.split())


def test_one_that_fails_otherwise_is_told_apart(result: Result) -> None:
    assert "; 0 of them" in set_aside(excused(result, Status.WAIVED, Verdict.FAIL))


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.UPCOMING])
def test_nothing_is_said_where_nothing_is_set_aside(result: Result, status: Status) -> None:
    assert set_aside(excused(result, status, Verdict.PASS)) == ""
