"""One rulebook's findings by picture and rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from imgrules.model import Finding, ImageResult, Outcome, Result, Status


class Findings:
    """What one rulebook found, per picture; a finding on a set is one on each of its pictures."""

    def __init__(self, result: Result, rulebook: str) -> None:
        self.rulebook = rulebook
        self._of: dict[str, list[Finding]] = defaultdict(list)
        for image in result.images:
            self._of[image.path] += [each for each in image.findings if each.rulebook == rulebook]
        for group in result.sets:
            found = [each for each in group.findings if each.rulebook == rulebook]
            for member in group.members:
                self._of[member] += found

    def of(self, image: ImageResult) -> list[Finding]:
        """Return the findings on a picture."""
        return self._of[image.path]

    def all(self) -> Iterator[Finding]:
        """Yield every finding, once for each picture it is on."""
        for found in self._of.values():
            yield from found

    def meant(
        self, image: ImageResult, rules: Iterable[str], checks: Iterable[str]
    ) -> list[Finding]:
        """Return the findings on a picture of the rules, or of the checks."""
        ids, names = set(rules), set(checks)
        return [each for each in self.of(image) if each.rule in ids or each.check in names]


def outcome_today(finding: Finding) -> Outcome:
    """Return the outcome; what is not enforced yet would not have stopped the picture."""
    upcoming = finding.status is Status.UPCOMING and finding.outcome is Outcome.FAIL
    return Outcome.PASS if upcoming else finding.outcome
