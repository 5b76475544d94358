"""What the marketplace accepted, as far as anybody can tell, and the false alarms on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imgrules.feedback.findings import Findings, outcome_today
from imgrules.feedback.join import numbers_of
from imgrules.feedback.model import Alarm
from imgrules.model import ImageResult, Outcome

_ASSUMED = "a picture counts as accepted where the export does not refuse it; this assumes that it \
was listed and that the export is complete"
_LISTED = "a picture counts as accepted where its product is in the list of listings and the \
export does not refuse it; this assumes that the export is complete"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Pictures by what is known of them. Paths in ``refused`` and ``said``."""

    pictures: tuple[ImageResult, ...]
    refused: frozenset[str]
    said: frozenset[str]
    """Pictures that a row of the export calls accepted, or that a list holds."""
    not_listed: tuple[ImageResult, ...]
    words: str

    @classmethod
    def of(
        cls,
        images: Iterable[ImageResult],
        refused: set[str],
        accepted: set[str],
        listed: frozenset[str] | None,
    ) -> Accepted:
        """Sort pictures; one that the export refuses anywhere is not accepted."""
        rest = [image for image in images if image.path not in refused]
        known = {image.path for image in rest if listed and numbers_of(image) & listed}
        kept = [
            image
            for image in rest
            if listed is None or image.path in known or image.path in accepted
        ]
        counted = {image.path for image in kept}
        left_out = tuple(image for image in rest if image.path not in counted)
        said = frozenset(accepted - refused) | known
        words = _ASSUMED if listed is None else _LISTED
        return cls(tuple(kept), frozenset(refused), said, left_out, words)


def alarms(accepted: Accepted, book: Findings) -> tuple[Alarm, ...]:
    """Return every rule that failed on an accepted picture, waived or not."""
    return tuple(_alarms(accepted, book))


def _alarms(accepted: Accepted, book: Findings) -> Iterator[Alarm]:
    for image in accepted.pictures:
        for finding in book.of(image):
            if outcome_today(finding) is Outcome.FAIL:
                yield Alarm(
                    rule=finding.full_id,
                    picture=image.path,
                    product=image.sku or "",
                    measured=finding.measured,
                    severity=finding.severity.value,
                    known=image.path in accepted.said,
                )
