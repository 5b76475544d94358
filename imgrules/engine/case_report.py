"""What running a rulebook's cases showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from imgrules.model import Finding, Outcome
from imgrules.rulebook.case_books import Trial


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case held against one edition."""

    id: str
    edition: str
    location: str
    mismatches: tuple[str, ...]
    outcomes: dict[str, Outcome]
    """What every rule that applied gave, by rule id."""

    @property
    def passed(self) -> bool:
        return not self.mismatches


@dataclass(frozen=True, slots=True)
class Tried:
    """A case with all that the rules said about it."""

    trial: Trial
    findings: tuple[Finding, ...]
    result: CaseResult


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A rule that no case shows passing, or none shows failing."""

    edition: str
    rule: str
    missing: Literal["pass", "fail"]


@dataclass(frozen=True, slots=True, order=True)
class Unguarded:
    """A rule that could fall silent without any case turning red."""

    edition: str
    rule: str


@dataclass(frozen=True, slots=True)
class CaseReport:
    """All cases of one rulebook."""

    rulebook: str
    file: str
    results: tuple[CaseResult, ...]
    uncovered: tuple[Gap, ...]
    """Filled where coverage was asked for; likewise ``unguarded`` for ablation."""
    unguarded: tuple[Unguarded, ...]

    @property
    def ok(self) -> bool:
        return not self.uncovered and not self.unguarded and all(r.passed for r in self.results)
