"""One finding as a SARIF result."""

from __future__ import annotations

import re

from imgrules.document import Data, finding_id
from imgrules.model import Finding, ImageResult, Outcome, Result, SetResult, Source, Status
from imgrules.reporters.ink import prose
from imgrules.reporters.sarif_places import clause, first_line, rectangles, shares
from imgrules.reporters.sarif_rules import LEVELS, RuleIndex
from imgrules.reporters.subjects import Subject, Told, every, role_of
from imgrules.reporters.words import due, said

_KINDS = {
    Outcome.PASS: "pass", Outcome.FAIL: "fail", Outcome.REVIEW: "review", Outcome.UNCHECKED: "open",
}  # fmt: skip
_MOST_PLACES = 100
"""Locations of one result that GitHub keeps."""


class ResultWriter:
    """Writes the results of one run; rules they name enter the index of rules."""

    def __init__(self, result: Result, rules: RuleIndex) -> None:
        statuses = {told.finding.status for told in every(result)}
        # SARIF wants these on every result of a run or on none (3.27.23, 3.27.24).
        self._waivers = Status.WAIVED in statuses
        self._baseline = Status.BASELINED in statuses
        self._rules = rules
        self._at = {image.path: at for at, image in enumerate(result.heads())}

    def result(self, told: Told) -> Data:
        """Return the finding as a result."""
        subject, finding = told
        name = finding_id(subject, finding)
        kind = _KINDS[finding.outcome]
        return {
            "ruleId": finding.full_id,
            "ruleIndex": self._rules.of(finding),
            "kind": kind,
            "level": _level(finding) if kind == "fail" else "none",
            "message": {"text": message(finding)},
            "partialFingerprints": {
                "imgrules/v1": name,
                # The one that GitHub knows an alert again by; it would hash text lines otherwise.
                "primaryLocationLineHash": f"{name}:1",
            },
            **self._where(subject, finding),
            **self._set_aside(finding),
            "properties": _properties(subject, finding, name),
        }

    def _where(self, subject: Subject, finding: Finding) -> Data:
        source = _linked(finding)
        related = [clause(source)] if source is not None else []
        if isinstance(subject, ImageResult):
            at = self._at[subject.path]
            where: Data = {"locations": [first_line(subject.path, at)]}
            if drawn := rectangles(subject.path, at, finding.regions):
                where["attachments"] = drawn
        else:
            where = {"locations": self._members(subject)}
        return {**where, "relatedLocations": related} if related else where

    def _members(self, group: SetResult) -> list[Data]:
        named = {"logicalLocations": [{"name": group.sku, "kind": "SKU"}]}
        places = [first_line(path, self._at.get(path)) for path in group.members[:_MOST_PLACES]]
        return [{**place, **named} for place in places] or [named]

    def _set_aside(self, finding: Finding) -> Data:
        made: Data = {}
        if self._waivers:
            made["suppressions"] = _suppressions(finding)
        if self._baseline:
            known = finding.status is Status.BASELINED
            made["baselineState"] = "unchanged" if known else "new"
        return made


def message(finding: Finding) -> str:
    """Return what is wrong, since when it counts and what to do, with a link to the clause."""
    held = f"{finding.title}: {said(finding)}" if said(finding) else finding.title
    sentences = [prose(part).rstrip(".") for part in (held, due(finding), finding.remedy) if part]
    # A bracket followed by a parenthesis is a link in SARIF's messages; a name must not make one.
    text = ". ".join(sentences).replace("](", "] (")
    source = _linked(finding)
    return f"{text}. (source: [{_bracketed(source)}](1))" if source is not None else f"{text}."


def _linked(finding: Finding) -> Source | None:
    """Return the rule's source where it has an address: some are known at third hand only."""
    return finding.source if finding.source is not None and finding.source.url else None


def _bracketed(source: Source) -> str:
    """Return the clause as the text of a link (3.11.6)."""
    return re.sub(r"([\\\[\]])", r"\\\1", source.clause or source.title)


def _level(finding: Finding) -> str:
    return "note" if finding.status is Status.UPCOMING else LEVELS[finding.severity]


def _suppressions(finding: Finding) -> list[Data]:
    if finding.status is not Status.WAIVED:
        return []
    why = finding.suppression
    made: Data = {"kind": "external", "status": "accepted"}
    if why is not None:
        made["justification"] = why.reason
        made["properties"] = {
            "id": why.id, "owner": why.owner, "granted": why.since, "expires": why.expires,
        }  # fmt: skip
    return [made]


def _properties(subject: Subject, finding: Finding, name: str) -> Data:
    made: Data = {
        "finding": name,
        "outcome": finding.outcome.value,
        "status": finding.status.value,
        "severity": finding.severity.value,
        "measured": finding.measured,
        "required": finding.required,
    }
    if isinstance(subject, ImageResult):
        made["role"] = role_of(subject, finding)
        made["regions"] = shares(finding.regions, subject.width, subject.height)
    sku = subject.sku
    return {**made, "sku": sku} if sku else made
