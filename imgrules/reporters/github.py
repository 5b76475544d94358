"""Annotations for GitHub Actions, within what the platform shows of one step.

It keeps 10 errors, 10 warnings and 10 notices a step and 50 a job
(https://github.com/actions/toolkit/issues/734), so the worst come first and the last one counts
the rest. Only what makes the exit status 1 is an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from imgrules.model import ImageResult, Outcome, Result, Status
from imgrules.reporters import View
from imgrules.reporters.gate import Gate
from imgrules.reporters.ink import prose, safe
from imgrules.reporters.labels import label, needs_attention
from imgrules.reporters.subjects import Subject, Told, gravity, name_of
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
        worst = _Worst()
        for rank, annotation in _annotations(result, view.gate):
            worst.add(rank, annotation)
        return "".join(f"{_command(each)}\n" for each in worst.kept())


_FIRST, _LAST = -1.0, 100.0


def _annotations(result: Result, gate: Gate) -> Iterator[tuple[float, Annotation]]:
    """Yield annotations, each with a number to sort by: the gravest is the least."""
    for problem in result.problems:
        text = " → ".join(part for part in (problem.message, problem.hint) if part)
        yield _FIRST, Annotation("error", "This run cannot be trusted", text, problem.path)
    for group in _groups(result):
        levels = {level for told in group if (level := _level(told, gate)) is not None}
        if levels:
            yield gravity(group[0]), _annotation(group, min(levels, key=LEVELS.index))
    for notice in result.notices:
        text = " → ".join(part for part in (notice.message, notice.hint) if part)
        yield _LAST, Annotation("notice", "imgrules", text)


class _Worst:
    """Keeps the gravest annotations of each level, as many as are shown, and counts the others."""

    def __init__(self) -> None:
        self._kept: dict[Level, list[tuple[float, Annotation]]] = {level: [] for level in LEVELS}
        self._counts: Counter[Level] = Counter()

    def add(self, rank: float, annotation: Annotation) -> None:
        kept = self._kept[annotation.level]
        kept.append((rank, annotation))
        self._counts[annotation.level] += 1
        if len(kept) > 10 * MOST:
            self._keep_gravest(annotation.level)

    def kept(self) -> Iterator[Annotation]:
        for level in LEVELS:
            self._keep_gravest(level)
            yield from _within([each for _, each in self._kept[level]], self._counts[level])

    def _keep_gravest(self, level: Level) -> None:
        ordered = sorted(self._kept[level], key=lambda each: each[0])
        self._kept[level] = ordered[:MOST]


def _groups(result: Result) -> Iterator[list[Told]]:
    """Yield the findings to tell, those together that say the same of one picture or SKU."""
    for image in result.heads():
        yield from _alike(_told_of(image))
    yield from _alike(told for group in result.sets for told in _told_of(group))


def _told_of(subject: Subject) -> Iterator[Told]:
    return (Told(subject, each) for each in subject.findings if needs_attention(each))


def _alike(listed: Iterable[Told]) -> Iterable[list[Told]]:
    """Tell once what several rulebooks say of a picture: annotations are few.

    One damaged picture stops many rules; that is one annotation too, not all that are shown.
    """
    groups: dict[object, list[Told]] = {}
    for told in sorted(listed, key=gravity):
        finding = told.finding
        title = "" if finding.outcome is Outcome.UNCHECKED else finding.title
        key = (name_of(told.subject), label(finding), title, said(finding))
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
    title, what_to_do = f"{finding.title} ({rules})", finding.remedy
    if len({told.finding.title for told in group}) > 1:
        title, what_to_do = f"{len(group)} rules could not be judged", rules
    parts = (f"{name_of(subject)}: {said(finding) or finding.title}", due(finding), what_to_do)
    text = ". ".join(prose(part).rstrip(".") for part in parts if part)
    file = subject.path if isinstance(subject, ImageResult) else ""
    return Annotation(level, title, f"{text}.", file)


def _within(several: list[Annotation], count: int) -> list[Annotation]:
    if count <= MOST:
        return several
    left = count - MOST + 1
    rest = f"and {left} more {several[0].level}s; the summary of this step lists the rules"
    return [*several[: MOST - 1], Annotation(several[0].level, "imgrules", rest)]


def _command(made: Annotation) -> str:
    file = f"file={_property(safe(made.file))}," if made.file else ""
    return f"::{made.level} {file}title={_property(safe(made.title))}::{_data(safe(made.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
