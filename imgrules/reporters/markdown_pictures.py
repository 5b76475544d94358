"""The worst pictures of a Markdown report, each with a table of its findings."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from typing import NamedTuple

from imgrules.model import Finding, ImageResult, Result
from imgrules.reporters import View
from imgrules.reporters.groups import parted
from imgrules.reporters.labels import UNCHECKED, label, needs_attention
from imgrules.reporters.markdown_text import code, row, words
from imgrules.reporters.place import places
from imgrules.reporters.subjects import Subject, name_of, role_of, subjects
from imgrules.reporters.words import due, said, set_aside

WORST = 50
"""Pictures listed; more of them nobody reads in a summary. ``--show all`` lists as many as fit."""


class Pictures(NamedTuple):
    """Parts to show, worst first, and how many pictures and SKUs there are."""

    parts: Iterator[str]
    total: int


def picture_parts(result: Result, view: View) -> Pictures:
    """Return what needs attention, the pictures with the gravest and most findings first."""
    total = sum(1 for each in subjects(result) if _wanted(each))
    concerned = filter(_wanted, subjects(result))
    shown = nsmallest(total if view.show_all else WORST, concerned, key=_badness)
    return Pictures((_part(each) for each in shown), total)


def _wanted(subject: Subject) -> list[Finding]:
    return [finding for finding in subject.findings if needs_attention(finding)]


def _badness(subject: Subject) -> tuple[int, ...]:
    ranks = [label(finding).rank for finding in _wanted(subject)]
    return tuple(-ranks.count(rank) for rank in range(8))


def _part(subject: Subject) -> str:
    about = _about(subject)
    head = f"### {code(name_of(subject))}" + (f" ({words(about)})" if about else "")
    judged, stopped = parted(_wanted(subject))
    rows = [_row(subject, each) for each in sorted(judged, key=lambda each: label(each).rank)]
    for note, group in stopped.items():
        several = f"{len(group)} rules could not be judged"
        rows.append(row(f"{UNCHECKED.sign} {UNCHECKED.word}", several, words(note), ""))
    return "\n".join([
        head, "", row("", "Finding", "Measured", "Where"), row(*["---"] * 4), *rows, "",
    ])  # fmt: skip


def _about(subject: Subject) -> str:
    if not isinstance(subject, ImageResult):
        return ""
    roles = sorted({choice.role for choice in subject.roles})
    size = f"{subject.width} × {subject.height} px" if subject.width and subject.height else ""
    return " · ".join(part for part in (", ".join(roles), size, subject.sku or "") if part)


def _row(subject: Subject, finding: Finding) -> str:
    shown = label(finding)
    size = (subject.width, subject.height) if isinstance(subject, ImageResult) else (None, None)
    where = places(finding.regions, *size, told=finding.note)
    role = role_of(subject, finding)
    title = f"{finding.title} ({role})" if role and _several_roles(subject) else finding.title
    measured = " · ".join(
        part for part in (said(finding), due(finding), set_aside(finding)) if part
    )
    return row(f"{shown.sign} {shown.word}", words(title), words(measured), words(where))


def _several_roles(subject: Subject) -> bool:
    return isinstance(subject, ImageResult) and len({each.role for each in subject.roles}) > 1
