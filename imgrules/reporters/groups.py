"""Findings that say the same are told once: across rulebooks, or for one common cause."""

from __future__ import annotations

from collections.abc import Iterable

from imgrules.model import Finding, Outcome
from imgrules.reporters.labels import label


def alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Group findings that differ in nothing but the rulebook they come from."""
    groups: dict[object, list[Finding]] = {}
    for finding in sorted(findings, key=lambda each: label(each).rank):
        key = (
            label(finding), finding.title, finding.measured, finding.required, finding.message,
            finding.note, finding.remedy, finding.regions, finding.basis, finding.enforce_from,
            finding.suppression,
        )  # fmt: skip
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def parted(findings: Iterable[Finding]) -> tuple[list[Finding], dict[str, list[Finding]]]:
    """Set apart what one cause kept from being judged: a damaged picture stops every rule."""
    findings = list(findings)
    by_note: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.outcome is Outcome.UNCHECKED:
            by_note.setdefault(finding.note, []).append(finding)
    many = {note: group for note, group in by_note.items() if len(group) > 1}
    alone = [
        each for each in findings if each.outcome is not Outcome.UNCHECKED or each.note not in many
    ]
    return alone, many
