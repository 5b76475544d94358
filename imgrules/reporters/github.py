"""Annotations for GitHub Actions, within what the platform shows of one step.

It keeps 10 errors, 10 warnings and 10 notices a step and 50 a job
(https://github.com/actions/toolkit/issues/734), so the worst come first and the last one counts
the rest. Only what makes the exit status 1 is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from imgrules.model import ImageResult, Outcome, Result, Status
from imgrules.reporters import View
from imgrules.reporters.gate import Gate
from imgrules.reporters.ink import prose, safe
from imgrules.reporters.labels import label
from imgrules.reporters.subjects import Told, gravity, listed, name_of
from imgrules.reporters.words import due, said

Level = Literal["error", "warning", "notice"]
LEVELS: tuple[Level, ...] = ("error", "warning", "notice")
MOST = 10
"""Annotations of one level that a step shows."""


class Annotation(NamedTuple):
    """One line under the run, or beside a file."""

    level: Level
    title: str
    message: str
    file: str = ""


class GitHub:
    """Writes nothing until the end: which are the worst is known only then."""

    def image(self, image: ImageResult) -> str:
        return ""

    def end(self, result: Result, view: View) -> str:
        made = list(_annotations(result, view.gate))
        by_level = ([each for each in made if each.level == level] for level in LEVELS)
        kept = (each for several in by_level for each in _within(several))
        return "".join(f"{_command(each)}\n" for each in kept)


def _annotations(result: Result, gate: Gate) -> Iterator[Annotation]:
    for problem in result.problems:
        text = " ".join(part for part in (problem.message, problem.hint) if part)
        yield Annotation("error", "This run cannot be trusted", text, problem.path)
    for group in _alike(listed(result)):
        if (level := _level(group[0], gate)) is not None:
            yield _annotation(group, level)
    for notice in result.notices:
        text = " ".join(part for part in (notice.message, notice.hint) if part)
        yield Annotation("notice", "imgrules", text)


def _alike(listed: Iterable[Told]) -> Iterable[list[Told]]:
    """Tell once what several rulebooks say of a picture: annotations are few."""
    groups: dict[object, list[Told]] = {}
    for told in sorted(listed, key=gravity):
        finding = told.finding
        key = (name_of(told.subject), label(finding), finding.title, said(finding))
        groups.setdefault(key, []).append(told)
    return groups.values()


def _level(told: Told, gate: Gate) -> Level | None:
    finding = told.finding
    if gate.stops(finding):
        return "error"
    if finding.status is Status.UPCOMING:
        return "notice"
    if finding.status is not Status.ACTIVE:
        return None
    grave = finding.severity.rank > 0 or finding.outcome is Outcome.REVIEW
    return "warning" if grave else "notice"


def _annotation(group: list[Told], level: Level) -> Annotation:
    subject, finding = group[0]
    rules = ", ".join(told.finding.full_id for told in group)
    parts = (f"{name_of(subject)}: {said(finding) or finding.title}", due(finding), finding.remedy)
    text = ". ".join(prose(part).rstrip(".") for part in parts if part)
    file = subject.path if isinstance(subject, ImageResult) else ""
    return Annotation(level, f"{finding.title} ({rules})", f"{text}.", file)


def _within(several: list[Annotation]) -> list[Annotation]:
    if len(several) <= MOST:
        return several
    left = len(several) - MOST + 1
    rest = f"and {left} more {several[0].level}s; the summary of this step lists the rules"
    return [*several[: MOST - 1], Annotation(several[0].level, "imgrules", rest)]


def _command(made: Annotation) -> str:
    file = f"file={_property(safe(made.file))}," if made.file else ""
    return f"::{made.level} {file}title={_property(safe(made.title))}::{_data(safe(made.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
