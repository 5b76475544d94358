"""Which waiver is about which finding, and whether it works on a day. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from imgrules.engine.paths import PathIndex
from imgrules.model import Finding, ImageResult, Outcome, SetResult, Status, Suppression
from imgrules.rulebook.waivers import Waiver

Holder = ImageResult | SetResult
ENGINE = "imgrules"
"""Rulebook of the engine's own finding, that a file cannot be read: nothing excuses that."""


class Standing(StrEnum):
    """Whether a waiver works on a day, and if not, why."""

    WORKS = "works"
    EXPIRED = "expired"
    NOT_BEGUN = "not begun"
    TOO_LONG = "too long"


def standing(waiver: Waiver, max_days: int, as_of: date) -> Standing:
    """Say whether the waiver works on that day; its first and its last day count."""
    if as_of > waiver.expires:
        return Standing.EXPIRED
    if waiver.days > max_days:
        return Standing.TOO_LONG
    return Standing.NOT_BEGUN if as_of < waiver.granted else Standing.WORKS


def excusable(finding: Finding) -> bool:
    """Whether a finding can be set aside: it counts today, and a person may grant it.

    What could not be judged never is: nobody knows what it would have said. Checklist lines count
    nowhere, so there is nothing to excuse.
    """
    return (
        finding.outcome in {Outcome.FAIL, Outcome.REVIEW}
        and finding.status is Status.ACTIVE
        and finding.waivable
        and not finding.checklist
        and finding.rulebook != ENGINE
    )


@dataclass(frozen=True, slots=True)
class Naming:
    """Which waivers name a picture or a set, found without trying each on each."""

    entries: Sequence[Waiver]
    _paths: PathIndex
    _skus: Mapping[str, AbstractSet[int]]

    @classmethod
    def of(cls, entries: Sequence[Waiver]) -> Naming:
        skus: dict[str, set[int]] = {}
        for number, waiver in enumerate(entries):
            for sku in waiver.skus:
                skus.setdefault(sku, set()).add(number)
        return cls(entries, PathIndex.of(waiver.images for waiver in entries), skus)

    def named(self, holder: Holder) -> list[int]:
        """Return the numbers of the waivers that name a picture, or a set, in their order.

        They name it by its SKU, or by its path; a set by the paths of all its members. The bytes
        they may be pinned to are not looked at.
        """
        by_sku = self._skus.get(holder.sku, frozenset()) if holder.sku is not None else frozenset()
        paths = (holder.path,) if isinstance(holder, ImageResult) else holder.members
        by_path = [self._paths.meaning(path) for path in paths]
        return sorted(by_sku | (set.intersection(*by_path) if by_path else set()))


def pins(waiver: Waiver, holder: Holder) -> bool:
    """Whether a waiver holds for these very bytes. One that is pinned is never about a set."""
    bytes_known = None if isinstance(holder, SetResult) else holder.sha256
    return waiver.sha256 in (None, bytes_known)


@dataclass(frozen=True, slots=True)
class Waiving:
    """The waivers of a file as they stand on a day."""

    naming: Naming
    max_days: int
    as_of: date

    def works(self, waiver: Waiver) -> bool:
        return standing(waiver, self.max_days, self.as_of) is Standing.WORKS

    def meant(self, finding: Finding, holder: Holder) -> list[Waiver]:
        """Return the waivers about a finding, those that work first; among them the longest."""
        named = (self.naming.entries[number] for number in self.naming.named(holder))
        found = [each for each in named if each.rule == finding.full_id and pins(each, holder)]
        return sorted(found, key=lambda each: (self.works(each), each.expires), reverse=True)


def waived(finding: Finding, waiver: Waiver) -> Finding:
    """Return the finding with who set it aside, why and until when."""
    suppression = Suppression(
        "waiver",
        id=waiver.id,
        reason=waiver.reason,
        owner=waiver.owner,
        since=waiver.granted.isoformat(),
        expires=waiver.expires.isoformat(),
    )
    return replace(finding, status=Status.WAIVED, suppression=suppression)
