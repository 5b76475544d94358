"""What findings are about: one picture, or the pictures of one SKU together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from imgrules.model import Finding, ImageResult, Result, SetResult
from imgrules.reporters.labels import label, needs_attention

Subject = ImageResult | SetResult

_CHECKLIST = 7.5
"""A checklist line stands behind everything that was found, before what passed."""


class Told(NamedTuple):
    """A finding and what it is about."""

    subject: Subject
    finding: Finding


def name_of(subject: Subject) -> str:
    """Return the picture's path, or the SKU."""
    return subject.path if isinstance(subject, ImageResult) else f"SKU {subject.sku}"


def role_of(subject: Subject, finding: Finding) -> str:
    """Return the role in which the finding's rulebook judged the picture; empty for a set."""
    if not isinstance(subject, ImageResult):
        return ""
    return next((made.role for made in subject.roles if made.rulebook == finding.rulebook), "")


def subjects(result: Result) -> Iterator[Subject]:
    """Yield what the run is about: pictures, maybe without measurements, then SKUs."""
    yield from result.heads()
    yield from result.sets


def every(result: Result) -> Iterator[Told]:
    """Yield all findings with what they are about, pictures first, in the result's order."""
    for subject in subjects(result):
        for finding in subject.findings:
            yield Told(subject, finding)


def listed(result: Result, *, show_all: bool = False) -> Iterator[Told]:
    """Yield the findings that a report lists: what needs attention, or all of them."""
    return (told for told in every(result) if show_all or needs_attention(told.finding))


def gravity(told: Told) -> float:
    """Return a number to sort by: the gravest finding is the least."""
    return _CHECKLIST if told.finding.checklist else label(told.finding).rank
