"""What differs in one rule."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.model import Decides, Value
from imgrules.rulebook.diff_kinds import Change, Kind, arrow
from imgrules.rulebook.diff_params import measuring
from imgrules.rulebook.diff_scope import scope
from imgrules.rulebook.model import Fix, Rule

_DECIDED = {
    Decides.MACHINE: "the measurement",
    Decides.ASSIST: "a person, with the measurement's help",
    Decides.HUMAN: "a person",
}


def rule_changes(old: Rule, new: Rule) -> tuple[Change, ...]:
    """Return the differences, what matters most to a seller first."""
    found = (
        *measuring(old, new), *scope(old, new), *_weight(old, new), *_fix(old, new),
        *_source(old, new), *_wording(old, new),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda change: change.kind.rank))


def _weight(old: Rule, new: Rule) -> Iterator[Change]:
    if old.severity is not new.severity:
        turn = "graver" if new.severity.rank > old.severity.rank else "milder"
        words = f"{turn}: {arrow(old.severity.value, new.severity.value)}"
        yield Change(Kind.SEVERITY, "severity", old.severity.value, new.severity.value, words)
    if old.enforce_from != new.enforce_from:
        before, after = _day(old), _day(new)
        words = f"counts {_from(after)} (before: {_from(before)})"
        yield Change(Kind.ENFORCED, "enforce_from", before, after, words)
    if old.decides is not new.decides:
        words = f"decided by {_DECIDED[new.decides]} (before: by {_DECIDED[old.decides]})"
        yield Change(Kind.CHANGED, "decides", old.decides.value, new.decides.value, words)
    if old.waivable != new.waivable:
        kind = Kind.LOOSENED if new.waivable else Kind.TIGHTENED
        words = f"exceptions {'may now' if new.waivable else 'may no longer'} be granted"
        yield Change(kind, "waivable", old.waivable, new.waivable, words)


def _day(rule: Rule) -> str | None:
    return rule.enforce_from.isoformat() if rule.enforce_from else None


def _from(day: str | None) -> str:
    return f"from {day}" if day else "at once"


def _fix(old: Rule, new: Rule) -> Iterator[Change]:
    before, after = _said(old.fix), _said(new.fix)
    if before != after:
        yield Change(Kind.FIX, "fix", before, after, f"repaired by: {arrow(before, after)}")


def _said(fix: Fix | None) -> Value:
    if fix is None:
        return None
    return {"operation": fix.operation, **({"params": dict(fix.params)} if fix.params else {})}


def _source(old: Rule, new: Rule) -> Iterator[Change]:
    for name, about in (("ref", "source"), ("clause", "clause"), ("quote", "quoted")):
        before, after = getattr(old.source, name), getattr(new.source, name)
        if before != after:
            words = f"{about}: {arrow(before or None, after or None)}"
            yield Change(Kind.SOURCE, f"source.{name}", before, after, words)
    if old.basis is not new.basis:
        words = f"whose word it is: {arrow(old.basis.value, new.basis.value)}"
        yield Change(Kind.SOURCE, "basis", old.basis.value, new.basis.value, words)


def _wording(old: Rule, new: Rule) -> Iterator[Change]:
    for name in ("title", "message", "remedy"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            words = f"{name}: {arrow(before or None, after or None)}"
            yield Change(Kind.REWORDED, name, before, after, words)
