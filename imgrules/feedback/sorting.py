"""Sorting an export's rows: every row ends somewhere, none is passed over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from imgrules.feedback.entries import MappingFile, Reason
from imgrules.feedback.export import Export, Row
from imgrules.feedback.findings import Findings, outcome_today
from imgrules.feedback.join import Join, Joined, Pictures, any_of, in_role
from imgrules.feedback.model import Refusal, Said, Unused
from imgrules.model import Finding, Outcome
from imgrules.patterns import SlowPatternError

_SAID = (
    (Outcome.FAIL, Said.AGREED),
    (Outcome.REVIEW, Said.ASKED),
    (Outcome.UNCHECKED, Said.UNCHECKED),
    (Outcome.PASS, Said.MISSED),
)
"""The first outcome that is among the findings tells what was said."""


@dataclass(slots=True)
class Sorted:
    """Rows by what they say; the sets hold paths of pictures."""

    refusing: int = 0
    accepting: int = 0
    refusals: dict[tuple[object, ...], Refusal] = field(default_factory=dict)
    unjoined: list[Unused] = field(default_factory=list)
    unmapped: list[Unused] = field(default_factory=list)
    elsewhere: list[Unused] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Of what a row refuses, or of which no row tells whether it does."""
    accepted: set[str] = field(default_factory=set)


class Sorter:
    """Takes rows one by one."""

    def __init__(self, file: MappingFile, join: Join, book: Findings) -> None:
        self.done = Sorted()
        self._join, self._book, self._file = join, book, file
        self._refused, self._accepted = any_of(file.refused), any_of(file.accepted)
        self._reasons = [(any_of(reason.matches), reason) for reason in file.reasons]

    def take(self, row: Row) -> None:
        """Sort one row."""
        refusing = self._refusing(row)
        self.done.refusing += refusing is True
        self.done.accepting += refusing is False
        found = self._join.find(row)
        if isinstance(found, str):
            self.done.unjoined.append(_unused(row, found))
        elif refusing is False:
            self.done.accepted.update(image.path for image in found.touched)
        else:
            self.done.refused.update(image.path for image in found.touched)
            if refusing:
                self._refusal(row, found)
        if refusing is None:
            why = f"the mapping does not say whether {row.status or 'no status'} is a refusal"
            self.done.unmapped.append(_unused(row, why))

    def _refusing(self, row: Row) -> bool | None:
        """Say whether the row is a refusal; None where its status tells neither."""
        if not (self._file.refused or self._file.accepted) or (
            self._file.refused and self._refused.find(row.status)
        ):
            return True
        accepted = self._file.accepted and self._accepted.find(row.status)
        return False if accepted else None

    def _refusal(self, row: Row, found: Joined) -> None:
        meant = [reason for pattern, reason in self._reasons if pattern.find(row.reason)]
        if not meant:
            why = "no reason given" if not row.reason else "no reason of the mapping matches"
            self.done.unmapped.append(_unused(row, why))
        for reason in meant:
            if reason.elsewhere:
                self.done.elsewhere.append(_unused(row, reason.elsewhere))
            else:
                self._keep(row, reason, found)

    def _keep(self, row: Row, reason: Reason, found: Joined) -> None:
        pictures = in_role(found.meant, reason.role, self._book.rulebook)
        made = self._said(row, reason, pictures)
        about = tuple(sorted(image.path for image in found.meant))
        key = (about, self._file.reasons.index(reason))
        if (known := self.done.refusals.get(key)) is not None:
            made = replace(known, repeats=known.repeats + 1)
        self.done.refusals[key] = made

    def _said(self, row: Row, reason: Reason, pictures: Pictures) -> Refusal:
        held = [
            (image.path, finding)
            for image in pictures
            for finding in self._book.meant(image, reason.rules, reason.checks)
        ]
        for outcome, said in _SAID:
            of_it = [(path, each) for path, each in held if outcome_today(each) is outcome]
            if of_it:
                return _refusal(row, said, of_it)
        rules = tuple(f"{self._book.rulebook}/{rule}" for rule in reason.rules)
        paths = tuple(sorted(image.path for image in pictures))
        return Refusal(row.where, row.named, row.reason, Said.NO_RULE, rules, paths)


def sort_rows(export: Export, join: Join, book: Findings) -> Sorted:
    """Sort all rows of an export. Raises SlowPatternError."""
    sorter = Sorter(export.mapping.file, join, book)
    for row in export.rows:
        try:
            sorter.take(row)
        except SlowPatternError as problem:
            raise problem.at(f"mapping {export.mapping.name}") from None
    return sorter.done


def _refusal(row: Row, said: Said, held: list[tuple[str, Finding]]) -> Refusal:
    rules = tuple(sorted({finding.full_id for _, finding in held}))
    paths = tuple(sorted({path for path, _ in held}))
    return Refusal(row.where, row.named, row.reason, said, rules, paths)


def _unused(row: Row, why: str) -> Unused:
    return Unused(row.where, row.named, row.reason, why)
