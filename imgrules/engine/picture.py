"""From one file to its result: read, measure, judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.engine.contain import Crashed
from imgrules.engine.job import Job, Picture
from imgrules.engine.judge import judge_found
from imgrules.engine.measure import Measured, MeasureKey, measure_image, stored
from imgrules.engine.verdict import verdict
from imgrules.errors import UnreadableError
from imgrules.images.image import Image
from imgrules.model import Finding, ImageResult, Outcome, Problem, Severity
from imgrules.rulebook.model import Rule, Rulebook

if TYPE_CHECKING:
    from imgrules.engine.asking import Asking

READABLE = "readable"
"""The one rule of the engine itself: a file that cannot be read is a finding, never a pass."""

Answer = tuple[ImageResult, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that a picture is held against, and what it needs measured."""

    book: Rulebook
    rule: Rule
    key: MeasureKey | None
    """None for rules that only a person can judge."""


def check_picture(picture: Picture, job: Job) -> Answer:
    """Judge one picture by all rulebooks of the job; it is opened and decoded at most once."""
    image = Image(picture.path)
    asked = _asking(job.rulebooks).of(picture)
    measured = measure_image(image, {each.key for each in asked if each.key is not None})
    findings, problems = judge_picture(
        picture.name,
        asked,
        measured,
        lambda each, found: judge_found(each.rule, each.book, found, job.as_of),
    )
    if not says_unreadable(findings):
        findings.extend(_unreadable(image))
    return _result(picture, image, measured, findings), problems


_LAST: dict[int, tuple[tuple[Rulebook, ...], Asking]] = {}
"""What the rulebooks of the last picture ask, by their identity: a run's pictures share them."""


def _asking(books: tuple[Rulebook, ...]) -> Asking:
    known = _LAST.get(id(books))
    if known is None:
        from imgrules.engine.asking import Asking

        _LAST.clear()
        known = _LAST[id(books)] = (books, Asking(books))
    return known[1]


Judged = tuple[Finding, Crashed | None]


def judge_picture(
    name: str,
    asked: Sequence[Asked],
    measured: Mapping[MeasureKey, Measured],
    judging: Callable[[Asked, Measured | None], Judged],
) -> tuple[list[Finding], tuple[Problem, ...]]:
    """Hold one picture's measurements against the rules; return the checks' crashes as problems."""
    judged = [
        (each, *judging(each, measured[each.key] if each.key else None))
        for each in asked
        if each.rule.scope == "image"
    ]
    problems = (
        *_measuring_crashes(name, asked, measured),
        *(_crash(name, each.rule.check, crash, [each]) for each, _, crash in judged if crash),
    )
    return [finding for _, finding, _ in judged], problems


def says_unreadable(findings: Sequence[Finding]) -> bool:
    """Whether a rule says already that the file cannot be read: once is enough."""
    return any(
        finding.check == "file.complete" and finding.outcome is Outcome.FAIL for finding in findings
    )


def _unreadable(image: Image) -> list[Finding]:
    problem = _first_failure(image)
    return [] if problem is None else [cannot_be_read(problem.reason, problem.message)]


def cannot_be_read(reason: str, message: str) -> Finding:
    """Return the finding on a file that cannot be read; ``reason`` is an UnreadableError's."""
    words, remedy = _UNREADABLE.get(reason, (reason, _EXPORT_AGAIN))
    return unreadable_finding(Outcome.FAIL, message, measured=words, remedy=remedy)


_EXPORT_AGAIN = "Export the picture again, or take the file out of the folder."
_UNREADABLE = {
    "no-access": ("cannot be opened", "Give yourself access to the file, or leave it out."),
    "empty": ("an empty file", _EXPORT_AGAIN),
    "truncated": ("cut off", _EXPORT_AGAIN),
    "corrupt": ("damaged", _EXPORT_AGAIN),
    "unsupported": ("no picture that can be read", _EXPORT_AGAIN),
    "too-large": ("too large to be judged", "Export the picture with fewer pixels."),
}
"""Why a file cannot be read → in a seller's words, and what to do."""


def unreadable_finding(
    outcome: Outcome, note: str, *, measured: str = "", remedy: str = _EXPORT_AGAIN
) -> Finding:
    """Return the engine's own finding on a file that no rule could judge."""
    return Finding(
        rulebook="imgrules",
        edition="",
        rule=READABLE,
        title="The picture can be read",
        outcome=outcome,
        severity=Severity.ERROR,
        measured=measured,
        required="a readable picture",
        note=note,
        remedy=remedy,
    )


def _first_failure(image: Image) -> UnreadableError | None:
    try:
        _ = image.file
        _ = image.header
    except UnreadableError as problem:
        return problem
    # Pixels are not decoded for this question alone: rules that need them have tried already.
    return image.failure("pixels")


def _result(
    picture: Picture,
    image: Image,
    measured: Mapping[MeasureKey, Measured],
    findings: Sequence[Finding],
) -> ImageResult:
    file = None if image.failure("content") else image.file
    header = None if image.failure("header") or file is None else image.header
    return ImageResult(
        path=picture.name,
        sha256=file.sha256 if file else None,
        bytes=file.size if file else None,
        format=file.format if file else None,
        width=header.width if header else None,
        height=header.height if header else None,
        sku=picture.sku,
        sku_given=picture.sku_given,
        categories=picture.categories,
        region=picture.region,
        channel=picture.channel,
        roles=tuple(picture.roles[name] for name in sorted(picture.roles)),
        verdict=verdict(findings),
        measurements=stored(measured),
        findings=tuple(findings),
        extra=dict(picture.extra),
    )


def _measuring_crashes(
    name: str, asked: Sequence[Asked], measured: Mapping[MeasureKey, Measured]
) -> Iterator[Problem]:
    crashed = {key: made for key, made in measured.items() if isinstance(made, Crashed)}
    for key, crash in sorted(crashed.items(), key=lambda item: item[0]):
        concerned = [each for each in asked if each.key == key]
        yield _crash(name, key.check, crash, concerned)


def _crash(name: str, check: str, crash: Crashed, concerned: Sequence[Asked]) -> Problem:
    return Problem(
        kind="check-crashed",
        message=f"{check} crashed: {crash.message}",
        hint=_where(crash),
        path=name,
        rule=", ".join(f"{each.book.name}/{each.rule.id}" for each in concerned),
    )


def _where(crash: Crashed) -> str:
    frames = [line.strip() for line in crash.trace.splitlines() if line.strip().startswith("File")]
    if not frames:
        return ""
    file, _, place = frames[-1].removeprefix('File "').partition('", ')
    # The folder is left out: results of two machines compare equal.
    return f"in {Path(file).name}, {place}"
