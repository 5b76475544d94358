"""Which waiver is about which finding, and whether it works on a day. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from imgrules.engine.paths import any_matches
from imgrules.model import Finding, ImageResult, Outcome, SetResult, Status, Suppression
from imgrules.rulebook.waivers import Waiver, Waivers

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


def names(waiver: Waiver, holder: Holder) -> bool:
    """Whether a waiver names a picture, or a set: by its SKU, or by the paths of all its members.

    The bytes it may be pinned to are not looked at.
    """
    if holder.sku is not None and holder.sku in waiver.skus:
        return True
    if isinstance(holder, ImageResult):
        return any_matches(holder.path, waiver.images)
    members = holder.members
    return bool(members) and all(any_matches(path, waiver.images) for path in members)


def about(waiver: Waiver, holder: Holder) -> bool:
    """Whether a waiver is about these very pictures. One that is pinned is never about a set."""
    bytes_known = None if isinstance(holder, SetResult) else holder.sha256
    return waiver.sha256 in (None, bytes_known) and names(waiver, holder)


@dataclass(frozen=True, slots=True)
class Waiving:
    """The waivers of a file as they stand on a day."""

    waivers: Waivers
    as_of: date
    _by_rule: Mapping[str, Sequence[Waiver]] = field(default_factory=dict)

    @classmethod
    def on(cls, waivers: Waivers, as_of: date) -> Waiving:
        by_rule: dict[str, list[Waiver]] = {}
        for waiver in waivers.entries:
            by_rule.setdefault(waiver.rule, []).append(waiver)
        return cls(waivers, as_of, by_rule)

    def works(self, waiver: Waiver) -> bool:
        return standing(waiver, self.waivers.max_days, self.as_of) is Standing.WORKS

    def meant(self, finding: Finding, holder: Holder) -> list[Waiver]:
        """Return the waivers about a finding, those that work first; among them the longest."""
        found = [each for each in self._by_rule.get(finding.full_id, ()) if about(each, holder)]
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
