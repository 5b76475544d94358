"""What a run says beside its findings, as SARIF notifications."""

from __future__ import annotations

from imgrules.document import Data
from imgrules.model import Problem, Result
from imgrules.reporters.sarif_places import uri

_LEFT_OUT = "results/left-out"
_BROKE = {"check-crashed", "worker-lost"}
"""What broke while it ran; other problems are in what the run was given."""


def notifications(result: Result, left_out: int) -> Data:
    """Return problems and notices; ``left_out`` results did not fit."""
    broke = [_problem(each) for each in result.problems if each.kind in _BROKE]
    given = [_problem(each) for each in result.problems if each.kind not in _BROKE]
    noticed = [_note(each.kind, _text(each.message, each.hint)) for each in result.notices]
    if left_out:
        said = f"{left_out} of the least grave results are left out; the JSON result holds them"
        noticed.append(_note(_LEFT_OUT, said))
    return {
        "toolExecutionNotifications": broke,
        "toolConfigurationNotifications": [*given, *noticed],
    }


def descriptors(result: Result) -> list[Data]:
    """Return the kinds of notifications that the run may hold."""
    problems = {problem.kind for problem in result.problems}
    notices = {notice.kind for notice in result.notices}
    return [{"id": kind} for kind in sorted({_LEFT_OUT, *problems, *notices})]


def _problem(problem: Problem) -> Data:
    made: Data = {
        "level": "error",
        "message": {"text": _text(problem.message, problem.hint)},
        "descriptor": {"id": problem.kind},
    }
    if problem.path:
        made["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": uri(problem.path)}}}]
    if problem.rule and "," not in problem.rule:
        made["associatedRule"] = {"id": problem.rule}
    elif problem.rule:
        made["properties"] = {"rules": problem.rule.split(", ")}
    return made


def _note(kind: str, text: str) -> Data:
    return {"level": "note", "message": {"text": text}, "descriptor": {"id": kind}}


def _text(message: str, hint: str) -> str:
    return f"{message} ({hint})" if hint else message
