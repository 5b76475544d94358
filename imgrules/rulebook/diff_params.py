"""What differs in how a rule measures and in its thresholds."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.ext import Stricter
from imgrules.model import Value
from imgrules.rulebook.diff_kinds import Change, Kind, say
from imgrules.rulebook.model import Rule
from imgrules.rulebook.strictness import direction, turn


def measuring(old: Rule, new: Rule) -> Iterator[Change]:
    """Yield what differs in check and parameters, the check's defaults included."""
    if old.check != new.check:
        yield _check(old, new)
        return
    before, after = _values(old), _values(new)
    for name in before:
        if before[name] != after[name]:
            yield _param(new, name, before[name], after[name])


def _check(old: Rule, new: Rule) -> Change:
    if not new.check:
        words = f"no longer measured (before by {old.check}); a person looks"
    elif not old.check:
        words = f"now measured, by {new.check}{_given(new)}"
    else:
        words = f"measured by {new.check}{_given(new)}, before by {old.check}{_given(old)}"
    before: Value = {"check": old.check, "params": dict(old.params_given)}
    after: Value = {"check": new.check, "params": dict(new.params_given)}
    return Change(Kind.CHANGED, "check", before, after, words)


def _given(rule: Rule) -> str:
    return f" ({say(dict(rule.params_given))})" if rule.params_given else ""


def _values(rule: Rule) -> dict[str, Value]:
    return rule.params.model_dump(mode="json") if rule.params is not None else {}


def _param(rule: Rule, name: str, before: Value, after: Value) -> Change:
    params = type(rule.params)
    assert rule.params is not None and params is not type(None)  # noqa: S101  (it has values)
    declared = direction(type(rule.params), name)
    kind = Kind(turn(declared, before, after))
    about = (type(rule.params).model_fields[name].description or name).rstrip(".")
    listed = declared in {Stricter.MORE, Stricter.FEWER}
    how = _entries(before, after) if listed else _arrow(before, after)
    return Change(kind, f"params.{name}", before, after, f"{about}: {how} ({name})")


def _arrow(before: Value, after: Value) -> str:
    return f"{_limit(before)} → {_limit(after)}"


def _limit(value: Value) -> str:
    return "no limit" if value is None else say(value)


def _entries(before: Value, after: Value) -> str:
    if not isinstance(before, list) or not isinstance(after, list):
        return _arrow(before, after)
    added = [entry for entry in after if entry not in before]
    gone = [entry for entry in before if entry not in after]
    if not added and not gone:
        return "in another order"
    parts = [
        *([f"now also {say(added)}"] if added else []),
        *([f"no longer {say(gone)}"] if gone else []),
    ]
    return "; ".join(parts)
