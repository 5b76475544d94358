"""Holding what the rules said against what a case expects, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from imgrules.model import Finding, Outcome, Region
from imgrules.rulebook.cases import Expectation

_GRAVITY = (Outcome.PASS, Outcome.REVIEW, Outcome.UNCHECKED, Outcome.FAIL)
_NONE: tuple[Finding, ...] = ()


def gravest(findings: Iterable[Finding]) -> dict[str, Outcome]:
    """Return one outcome a rule: the gravest, where several pictures of a set were judged."""
    found: dict[str, Outcome] = {}
    for finding in findings:
        before = found.get(finding.rule, Outcome.PASS)
        found[finding.rule] = max(before, finding.outcome, key=_GRAVITY.index)
    return found


def compare(
    findings: Sequence[Finding], expect: Mapping[str, Expectation], *, silenced: str = ""
) -> tuple[str, ...]:
    """Return every way in which the findings differ from what is expected.

    ``silenced`` names a rule to treat as if it always passed. A line of a checklist needs no
    expectation: a person decides it whatever the picture shows.
    """
    outcomes = gravest(findings)
    if silenced in outcomes:
        outcomes[silenced] = Outcome.PASS
    by_rule = {rule: [each for each in findings if each.rule == rule] for rule in outcomes}
    surprises = [
        f"{rule}: {outcome.value}, which the case does not expect{_because(by_rule[rule])}"
        for rule, outcome in outcomes.items()
        if outcome is not Outcome.PASS and rule not in expect and not _checklist(by_rule[rule])
    ]
    return (
        *(
            line
            for rule, wanted in expect.items()
            for line in _differs(rule, wanted, outcomes.get(rule), by_rule.get(rule, _NONE))
        ),
        *surprises,
    )


def _differs(
    rule: str, wanted: Expectation, outcome: Outcome | None, findings: Sequence[Finding]
) -> Iterable[str]:
    if outcome is None:
        yield f"{rule}: expected {wanted.outcome}, but it was not judged"
    elif outcome.value != wanted.outcome:
        yield f"{rule}: expected {wanted.outcome}, got {outcome.value}{_because(findings)}"
    elif wanted.region_overlaps and not _touched(wanted.region_overlaps, findings):
        seen = [f"[{r.x}, {r.y}, {r.width}, {r.height}]" for each in findings for r in each.regions]
        said = ", ".join(seen) or "none"
        yield f"{rule}: no region touches {list(wanted.region_overlaps)}; regions: {said}"


def _touched(box: tuple[int, int, int, int], findings: Sequence[Finding]) -> bool:
    return any(_overlap(box, region) for each in findings for region in each.regions)


def _overlap(box: tuple[int, int, int, int], region: Region) -> bool:
    x, y, width, height = box
    across = region.x < x + width and x < region.x + region.width
    return across and region.y < y + height and y < region.y + region.height


def _checklist(findings: Sequence[Finding]) -> bool:
    return all(finding.checklist for finding in findings)


def _because(findings: Sequence[Finding]) -> str:
    """Add what was measured on the gravest finding."""
    worst = max(findings, key=lambda each: _GRAVITY.index(each.outcome), default=None)
    if worst is None or not (worst.measured or worst.note):
        return ""
    required = f", required {worst.required}" if worst.required else ""
    return f" ({'; '.join(part for part in (worst.measured + required, worst.note) if part)})"
