"""A difference between two editions for programs."""

from __future__ import annotations

from typing import Any

from imgrules.document import dump, to_data, verdict_counts
from imgrules.engine.shift import Comparison, Shift, Turn
from imgrules.rulebook.diff import Diff
from imgrules.rulebook.model import Rulebook

Data = dict[str, Any]


def diff_json(found: Diff, replayed: Comparison | None) -> str:
    """Return one JSON document; ``replay`` is null where nothing was replayed."""
    return dump({
        "schema": 1,
        "before": _edition(found.before),
        "after": _edition(found.after),
        "counts": {kind.value: count for kind, count in found.counts.items()},
        "unchanged": found.unchanged,
        "rules": [to_data(change) for change in found.rules],
        "others": [to_data(change) for change in found.others],
        "replay": _replay(replayed) if replayed else None,
    }) + "\n"  # fmt: skip


def _edition(book: Rulebook) -> Data:
    return {"rulebook": book.name, "edition": book.edition, "sha256": book.sha256}


def _replay(replayed: Comparison) -> Data:
    before, after = replayed.before, replayed.after
    return {
        "before": {"as_of": before.as_of, "images": verdict_counts(before.images)},
        "after": {"as_of": after.as_of, "images": verdict_counts(after.images)},
        "passing_before": replayed.passing_before,
        "turns": {turn.value: len(replayed.of(turn)) for turn in Turn},
        "shifts": [_shift(each) for each in replayed.shifts],
        "problems": to_data(after.problems),
    }


def _shift(each: Shift) -> Data:
    reasons = [
        {name: to_data(getattr(finding, name)) for name in _OF_FINDING} for finding in each.reasons
    ]
    data = {name: to_data(getattr(each, name)) for name in _OF_SHIFT}
    return {**data, "reasons": reasons}


_OF_SHIFT = ("kind", "name", "turn", "before", "after", "missing")
_OF_FINDING = (
    "rulebook", "edition", "rule", "title", "outcome", "severity", "measured", "required", "note",
)  # fmt: skip
