"""How a baseline and a run differ: what is still found, what is resolved, what is new. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from imgrules.document import speakable
from imgrules.engine.baseline import Baseline, Known, Sighting, entry_for, sightings
from imgrules.engine.paths import any_matches
from imgrules.model import ImageResult, Outcome, Result, Status
from imgrules.rulebook.waivers import Waiver

_COUNTS = {Outcome.FAIL, Outcome.REVIEW}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A baseline held against a run."""

    found: tuple[Known, ...]
    """Still there."""
    resolved: tuple[Known, ...]
    """Judged again and no longer found, changed, graver than known, or answered for by a waiver."""
    unseen: tuple[Known, ...]
    """About what the run did not judge: nobody knows."""
    new: tuple[Known, ...]
    """Findings that are not known, as entries of the day asked for."""
    waived: int
    """Findings left out because a waiver answers for them."""
    refused: int
    """Findings that count and cannot be known: not waivable, or could not be judged."""


def compare(baseline: Baseline, result: Result, day: date) -> Comparison:
    """Hold a baseline against a run in which waivers, and nothing else, set findings aside."""
    seen = list(sightings(result))
    fates = _fates(baseline, seen)
    found = {entry.key for entry, fate in fates if fate == "found"}
    new = {each.key: each for each in seen if each.can_be_known and each.key not in found}
    return Comparison(
        found=_all(fates, "found"),
        resolved=_all(fates, "resolved"),
        unseen=_all(fates, "unseen"),
        new=tuple(entry_for(each, day) for each in new.values()),
        waived=sum(each.finding.status is Status.WAIVED for each in seen),
        refused=sum(_counts(each) and not each.can_be_known for each in seen),
    )


def resolved(baseline: Baseline, result: Result) -> tuple[Known, ...]:
    """Return the entries that a run shows to be no longer there, or no longer what they were."""
    return _all(_fates(baseline, list(sightings(result))), "resolved")


def _all(fates: Iterable[tuple[Known, str]], wanted: str) -> tuple[Known, ...]:
    return tuple(entry for entry, fate in fates if fate == wanted)


def _counts(seen: Sighting) -> bool:
    return (
        seen.finding.status is Status.ACTIVE
        and seen.finding.outcome is not Outcome.PASS
        and not seen.finding.checklist
    )


def _fates(baseline: Baseline, seen: Sequence[Sighting]) -> list[tuple[Known, str]]:
    if not baseline.entries:
        return []
    on_content: dict[tuple[str, str], list[Sighting]] = {}
    for each in seen:
        on_content.setdefault((each.finding.full_id, each.image or ""), []).append(each)
    judged = {(each.finding.full_id, _place(each)) for each in seen if each.image}
    return [
        (entry, _fate(entry, on_content.get((entry.rule, entry.image), ()), judged))
        for entry in baseline.entries.values()
    ]


def _place(seen: Sighting) -> tuple[str, str]:
    """Return where a finding was: the path of a picture, or the SKU of a set."""
    holder = seen.holder
    if isinstance(holder, ImageResult):
        return (speakable(holder.path), "")
    return ("", speakable(holder.sku))


def _fate(entry: Known, same: Sequence[Sighting], judged: set[tuple[str, tuple[str, str]]]) -> str:
    if not same:
        # Other bytes where the picture was: it has been replaced, and is judged afresh.
        return "resolved" if (entry.rule, (entry.path, entry.sku)) in judged else "unseen"
    if any(_still(entry, each) for each in same):
        return "found"
    unknown = {Outcome.UNCHECKED}
    if any(each.finding.outcome in unknown or each.finding.status is Status.UPCOMING
           for each in same):  # fmt: skip
        return "unseen"
    return "resolved"


def _still(entry: Known, seen: Sighting) -> bool:
    finding = seen.finding
    return (
        finding.rule_sha256 == entry.rule_sha256
        and finding.outcome in _COUNTS
        and finding.status in (Status.ACTIVE, Status.BASELINED)
        and entry.covers(finding)
    )


def updated(change: Comparison, *, accept_new: bool) -> Baseline:
    """Return the baseline without what is resolved; what is new only where that is accepted."""
    new = change.new if accept_new else ()
    return Baseline.of((*change.found, *change.unseen, *new))


def pruned(change: Comparison) -> Baseline:
    """Return only what the run still finds: what it did not judge is taken out as well."""
    return Baseline.of(change.found)


def without_waived(baseline: Baseline, waivers: Iterable[Waiver]) -> Baseline:
    """Return the baseline without what waivers were about.

    A waiver that has run out keeps the baseline from excusing what it was about; taking the waiver
    out of its file must not undo that.
    """
    waivers = list(waivers)
    entries = baseline.entries.values()
    return Baseline.of(
        each for each in entries if not any(_meant(waiver, each) for waiver in waivers)
    )


def _meant(waiver: Waiver, entry: Known) -> bool:
    named = entry.sku in waiver.skus if entry.sku else False
    pathed = bool(entry.path) and any_matches(entry.path, waiver.images)
    return waiver.rule == entry.rule and (named or pathed)
