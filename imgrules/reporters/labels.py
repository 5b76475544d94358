"""What a finding is called in a report for people, how it looks and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.model import Basis, Finding, Outcome, Severity, Status


@dataclass(frozen=True, slots=True)
class Label:
    """Sign, word and colour; ``rank`` 0 is the gravest."""

    sign: str
    word: str
    style: str
    rank: int


WIDTH = 9
"""Of the longest word."""

_FAILED = {
    Severity.ERROR: Label("✗", "error", "red", 0),
    Severity.WARNING: Label("✗", "warning", "yellow", 2),
    Severity.INFO: Label("·", "info", "blue", 6),
}
UNCHECKED = Label("!", "unchecked", "magenta", 1)
_REVIEW = Label("?", "review", "cyan", 3)
_PASS = Label("✓", "pass", "green", 8)
_SET_ASIDE = {
    Status.UPCOMING: Label("◷", "upcoming", "yellow", 4),
    Status.WAIVED: Label("·", "waived", "dim", 7),
    Status.BASELINED: Label("·", "known", "dim", 7),
}

_BASES = {Basis.THIRD_PARTY: "third-party", Basis.JUDGEMENT: "our judgement"}


def label(finding: Finding) -> Label:
    """Return how the finding is shown."""
    if finding.outcome is Outcome.PASS:
        return _PASS
    if finding.status is not Status.ACTIVE:
        return _SET_ASIDE[finding.status]
    if finding.outcome is Outcome.FAIL:
        return _FAILED[finding.severity]
    return _REVIEW if finding.outcome is Outcome.REVIEW else UNCHECKED


def needs_attention(finding: Finding) -> bool:
    """Whether the finding is listed under its picture; a checklist has its own section."""
    return finding.outcome is not Outcome.PASS and not finding.checklist


def basis_note(finding: Finding) -> str:
    """Return a mark where the rule is not the marketplace's own word."""
    return _BASES.get(finding.basis, "")
