"""What each waiver does in a result: whom it excuses, whom it would, and what it does not meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from imgrules.engine.waive import Holder, Naming, Standing, excusable, pins, standing
from imgrules.model import Finding, ImageResult, Result, Status
from imgrules.rulebook.waivers import Waiver, Waivers

_Judged = Sequence[tuple[Holder, Finding]]


def uses(result: Result, waivers: Waivers, as_of: date) -> list[Use]:
    """Return what each waiver does in a result as judged, nothing set aside."""
    naming = Naming.of(waivers.entries)
    meets: list[list[Holder]] = [[] for _ in waivers.entries]
    holders: tuple[Holder, ...] = (*result.images, *result.sets)
    for holder in holders:
        for number in naming.named(holder):
            meets[number].append(holder)
    return [
        Use.of(waiver, standing(waiver, waivers.max_days, as_of), met)
        for waiver, met in zip(waivers.entries, meets, strict=True)
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
    def of(cls, waiver: Waiver, stands: Standing, named: Sequence[Holder]) -> Use:
        judged = [(each, finding) for each in named for finding in each.findings
                  if finding.full_id == waiver.rule]  # fmt: skip
        mine = [finding for holder, finding in judged if pins(waiver, holder)]
        return cls(
            waiver,
            stands,
            named=bool(named),
            judged=len(mine),
            excused=sum(excusable(finding) for finding in mine),
            upcoming=sum(finding.status is Status.UPCOMING for finding in mine),
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
    return tuple(
        holder.path
        for holder, finding in judged
        if isinstance(holder, ImageResult) and excusable(finding) and not pins(waiver, holder)
    )
