"""Setting findings aside: judge, then waivers, then the baseline. Pure; no finding is ever hidden.

A finding that somebody wrote a waiver for is never excused by the baseline: when the waiver runs
out the finding counts, known or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from imgrules.engine.baseline import Baseline, content_of, known_before
from imgrules.engine.excuses import Excuses
from imgrules.engine.verdict import verdict
from imgrules.engine.waive import Holder, Waiving, excusable, waived
from imgrules.engine.waiver_notices import baseline_notices, waiver_notices
from imgrules.model import Finding, ImageResult, Notice, Result, Status
from imgrules.rulebook.waivers import Waivers

_OURS = ("waiver/", "baseline/")


def suppress_image(image: ImageResult, excuses: Excuses, as_of: date) -> ImageResult:
    """Return one picture's result with the findings set aside that may be."""
    return _Suppressing.on(excuses, as_of).image(image) if excuses else image


def suppress(result: Result, excuses: Excuses, as_of: date) -> Result:
    """Return the result with findings set aside, verdicts anew, and notices of what does not work.

    What was set aside before is judged anew, so doing it twice is doing it once.
    """
    result = unsuppressed(result)
    if not excuses:
        return result
    doing = _Suppressing.on(excuses, as_of)
    by_path = {image.path: image for image in result.images}
    done = replace(
        result,
        images=tuple(doing.image(image) for image in result.images),
        sets=tuple(
            replace(group, findings=doing.findings(group, content_of(group, by_path)))
            for group in result.sets
        ),
    )
    return replace(done, notices=(*result.notices, *_notices(result, done, excuses, as_of)))


def _notices(before: Result, done: Result, excuses: Excuses, as_of: date) -> Sequence[Notice]:
    rules = dict(excuses.rules) or _told_of(before)
    notices = []
    if excuses.waivers is not None:
        notices += waiver_notices(before, excuses.waivers, rules, as_of)
    if excuses.baseline is not None:
        notices += baseline_notices(done, excuses.baseline)
    return notices


def _told_of(result: Result) -> dict[str, bool]:
    """Return the rules a result tells of: those it judged, and those that met no picture."""
    judged = {finding.full_id: finding.waivable for finding in result.findings}
    never = {
        f"{used.rulebook}/{rule}": True
        for used in result.rulebooks
        for rule in used.never_exercised
    }
    return {**never, **judged}


def unsuppressed(result: Result) -> Result:
    """Return the result as it was judged, before anything was set aside."""
    if all(finding.suppression is None for finding in result.findings):
        return replace(result, notices=_of_others(result))
    return replace(
        result,
        images=tuple(_with(image, _as_judged(image)) for image in result.images),
        sets=tuple(replace(group, findings=_as_judged(group)) for group in result.sets),
        notices=_of_others(result),
    )


def _of_others(result: Result) -> tuple[Notice, ...]:
    return tuple(notice for notice in result.notices if not notice.kind.startswith(_OURS))


def _as_judged(holder: Holder) -> tuple[Finding, ...]:
    # Only what counted was ever set aside, so that is what it goes back to.
    return tuple(
        replace(each, status=Status.ACTIVE, suppression=None) if each.suppression else each
        for each in holder.findings
    )


def _with(image: ImageResult, findings: tuple[Finding, ...]) -> ImageResult:
    return replace(image, findings=findings, verdict=verdict(findings))


@dataclass(frozen=True, slots=True)
class _Suppressing:
    waiving: Waiving
    baseline: Baseline

    @classmethod
    def on(cls, excuses: Excuses, as_of: date) -> _Suppressing:
        max_days = (excuses.waivers or Waivers()).max_days
        waiving = Waiving(excuses.naming, max_days, as_of)
        return cls(waiving, excuses.baseline or Baseline())

    def image(self, image: ImageResult) -> ImageResult:
        findings = self.findings(image, image.sha256)
        return image if findings == image.findings else _with(image, findings)

    def findings(self, holder: Holder, content: str | None) -> tuple[Finding, ...]:
        return tuple(self._finding(each, holder, content) for each in holder.findings)

    def _finding(self, finding: Finding, holder: Holder, content: str | None) -> Finding:
        if not excusable(finding):
            return finding
        meant = self.waiving.meant(finding, holder)
        if meant:
            return waived(finding, meant[0]) if self.waiving.works(meant[0]) else finding
        entry = self.baseline.about(finding, content)
        return known_before(finding, entry) if entry is not None else finding
