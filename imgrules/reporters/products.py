"""Findings on the pictures of a SKU together; what many SKUs have in common is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from imgrules.model import Finding, SetResult

_MOST_NAMED = 8

Member = tuple[str, Finding]


def common(
    sets: Iterable[SetResult], wanted: Callable[[Finding], bool], *, every: bool
) -> list[Finding]:
    """Return one finding a rule and outcome, its note naming the SKUs with what was measured.

    ``every``: name all SKUs instead of the first few.
    """
    groups: dict[object, list[Member]] = {}
    for group in sets:
        for finding in filter(wanted, group.findings):
            key = (finding.full_id, finding.outcome, finding.status, finding.required,
                   finding.suppression)  # fmt: skip
            groups.setdefault(key, []).append((group.sku, finding))
    return [_told_once(members, every=every) for members in groups.values()]


def _told_once(members: list[Member], *, every: bool) -> Finding:
    first = members[0][1]
    if len(members) == 1:
        return replace(first, measured=f"SKU {members[0][0]}: {first.measured or first.note}")
    named = members if every else members[:_MOST_NAMED]
    said = [f"{sku} {finding.measured}".strip() + _because(finding) for sku, finding in named]
    left = len(members) - len(named)
    more = [f"and {left} more (-v names them)"] if left else []
    return replace(first, measured=f"{len(members)} SKUs", note=" · ".join([*said, *more]))


def _because(finding: Finding) -> str:
    return f" ({finding.note})" if finding.note else ""
