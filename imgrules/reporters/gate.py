"""Which findings make a run fail: what the exit status and reports for CI have in common."""

from __future__ import annotations

from dataclasses import dataclass

from imgrules.model import Finding, Outcome, Severity, Status


@dataclass(frozen=True, slots=True)
class Gate:
    """What the user counts as failing: ``--fail-on`` and ``--fail-on-review``."""

    fail_on: Severity = Severity.ERROR
    fail_on_review: bool = False

    def stops(self, finding: Finding) -> bool:
        """Whether the finding makes the exit status 1."""
        if finding.status is not Status.ACTIVE:
            return False
        return self._fails(finding) or (self.fail_on_review and _asks(finding))

    def _fails(self, finding: Finding) -> bool:
        """Count what could not be judged like what failed: it must not look like a pass."""
        return (
            finding.outcome in {Outcome.FAIL, Outcome.UNCHECKED}
            and finding.severity.rank >= self.fail_on.rank
        )


def _asks(finding: Finding) -> bool:
    """Leave out checklist lines: they stand for every picture and every run would fail."""
    return finding.outcome is Outcome.REVIEW and not finding.checklist
