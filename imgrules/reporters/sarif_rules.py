"""The rules of a SARIF run, each described once."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.document import Data
from imgrules.model import Finding, Severity
from imgrules.reporters.labels import basis_note
from imgrules.reporters.sarif_places import web

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}


class RuleIndex:
    """Descriptors in the order in which findings first name their rules."""

    def __init__(self) -> None:
        self.descriptors: list[Data] = []
        self._at: dict[str, int] = {}

    def of(self, finding: Finding) -> int:
        """Return the place of the finding's rule, which enters the list when it is new."""
        at = self._at.get(finding.full_id)
        if at is None:
            at = self._at[finding.full_id] = len(self.descriptors)
            self.descriptors.append(_descriptor(finding))
        return at


def _descriptor(finding: Finding) -> Data:
    required = f" Required: {finding.required}." if finding.required else ""
    made: Data = {
        "id": finding.full_id,
        "shortDescription": {"text": finding.title},
        "fullDescription": {"text": f"{finding.title}.{required}"},
        "help": {"text": "\n\n".join(_help(finding)) or finding.title},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {
            "tags": ["images", finding.rulebook, finding.basis.value],
            "problem.severity": _PROBLEM[finding.severity],
            "edition": finding.edition,
            "check": finding.check,
            "ruleSha256": finding.rule_sha256,
            "enforceFrom": finding.enforce_from or "",
        },
    }
    if finding.source is not None and finding.source.url:
        made["helpUri"] = web(finding.source.url)
    return made


def _help(finding: Finding) -> Iterator[str]:
    if finding.remedy:
        yield f"What to do: {finding.remedy}"
    source = finding.source
    if source is not None:
        yield "Source: " + ", ".join(part for part in (source.title, source.clause) if part)
        if source.quote:
            yield f"“{source.quote}”"
        if source.url:
            yield source.url
    if note := basis_note(finding):
        yield f"Basis: {note}"
    yield f"More: imgrules explain {finding.full_id}"
