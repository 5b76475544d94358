"""What each waiver does in a result: whom it excuses, whom it would, and what it does not meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from imgrules.engine.waive import Holder, Standing, about, excusable, names, standing
from imgrules.model import Finding, ImageResult, Result, Status
from imgrules.rulebook.waivers import Waiver, Waivers

_Judged = Sequence[tuple[Holder, Finding]]


def uses(result: Result, waivers: Waivers, as_of: date) -> list[Use]:
    """Return what each waiver does in a result as judged, nothing set aside."""
    by_rule: dict[str, list[tuple[Holder, Finding]]] = {}
    holders: tuple[Holder, ...] = (*result.images, *result.sets)
    for holder in holders:
        for finding in holder.findings:
            by_rule.setdefault(finding.full_id, []).append((holder, finding))
    return [
        Use.of(waiver, waivers.max_days, as_of, result, by_rule.get(waiver.rule, ()))
        for waiver in waivers.entries
    ]


@dataclass(frozen=True, slots=True)
class Use:
    """What one waiver does in a result."""

    waiver: Waiver
    standing: Standing
    named: bool
    """Whether any picture or product of the run is named by it, whatever its bytes."""
    judged: int
    """Findings of its rule on what it is about, of any outcome."""
    excused: int
    """Those that it excuses, or would if it worked."""
    upcoming: int
    other_bytes: tuple[str, ...]
    """Pictures it names that are not the bytes it is pinned to."""

    @classmethod
    def of(cls, waiver: Waiver, max_days: int, as_of: date, result: Result, judged: _Judged) -> Use:
        mine = [(holder, finding) for holder, finding in judged if about(waiver, holder)]
        upcoming = [each for _, each in mine if each.status is Status.UPCOMING]
        holders: Iterable[Holder] = (*result.images, *result.sets)
        return cls(
            waiver,
            standing(waiver, max_days, as_of),
            named=bool(mine) or any(names(waiver, holder) for holder in holders),
            judged=len(mine),
            excused=sum(excusable(finding) for _, finding in mine),
            upcoming=len(upcoming),
            other_bytes=_changed(waiver, judged),
        )

    @property
    def works(self) -> bool:
        return self.standing is Standing.WORKS

    @property
    def is_idle(self) -> bool:
        """Whether its rule was judged on what it names, and found nothing to excuse."""
        return self.works and self.judged > 0 and not self.excused and not self.upcoming

    @property
    def is_elsewhere(self) -> bool:
        return self.works and not self.named


def _changed(waiver: Waiver, judged: _Judged) -> tuple[str, ...]:
    if waiver.sha256 is None:
        return ()
    return tuple(
        holder.path
        for holder, finding in judged
        if isinstance(holder, ImageResult)
        and excusable(finding)
        and holder.sha256 != waiver.sha256
        and names(waiver, holder)
    )
