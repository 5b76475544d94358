"""Laying a rulebook over those it extends: everything inherits, rules merge by id.

Works on plain data and keeps, for every value, the place it was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from imgrules.errors import RulebookError
from imgrules.model import Value
from imgrules.patterns import pattern_flaw
from imgrules.rulebook.entries import RuleEntry
from imgrules.rulebook.faults import missing_key
from imgrules.rulebook.names import suggest
from imgrules.rulebook.yaml import Document

Data = dict[str, Value]

_MERGED = ("params", "when", "source", "fix")
"""Blocks that merge key by key; every other value replaces the inherited one."""
_REQUIRED = tuple(name for name, key in RuleEntry.model_fields.items() if key.is_required())
VOCABULARIES = ("categories", "regions", "channels")


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as merged so far."""

    data: Data
    origin: dict[str, str]
    lineage: tuple[str, ...]
    """Places of all the entries that made it, the oldest first."""

    @property
    def final(self) -> bool:
        return self.data.get("final") is True


@dataclass(slots=True)
class Draft:
    """A rulebook as merged so far."""

    rules: dict[str, RuleDraft] = field(default_factory=dict)
    sources: dict[str, Data] = field(default_factory=dict)
    roles: list[Data] = field(default_factory=list)
    unmatched: str | None = None
    vocabularies: dict[str, list[str]] = field(default_factory=dict)
    disabled: dict[str, str] = field(default_factory=dict)
    faults: list[RulebookError] = field(default_factory=list)


def resolve(document: Document, parents: Sequence[Draft]) -> Draft:
    """Merge the parents in order, later ones winning, and lay the document over them."""
    data = cast("Data", document.data)
    draft = Draft()
    for parent in parents:
        _inherit(draft, parent)
    inherited = dict(draft.rules)
    _disable(draft, document, data)
    for index, entry in enumerate(cast("list[Data]", data["rules"])):
        _lay_over(draft, read_rule(document, entry, index), inherited)
    _add_surroundings(draft, document, data)
    return draft


def read_rule(document: Document, entry: Data, index: int) -> RuleDraft:
    """Return one entry of a file with the place of each of its values."""
    path = ("rules", index)
    start = document.where(path)
    origin = {"": start}
    for key, value in entry.items():
        origin[key] = document.where((*path, key))
        if key in _MERGED and isinstance(value, dict):
            places = {name: document.where((*path, key, name), key=True) for name in value}
            origin |= {f"{key}.{name}": place for name, place in places.items()}
    return RuleDraft(entry, origin, (start,))


def _inherit(draft: Draft, parent: Draft) -> None:
    for rule_id, rule in parent.rules.items():
        known = draft.rules.get(rule_id)
        # What reaches us on two ways is laid over itself only once.
        if known is None or set(known.lineage) < set(rule.lineage):
            draft.rules[rule_id] = rule
        elif not set(rule.lineage) <= set(known.lineage):
            _lay_over(draft, rule, draft.rules)
    draft.sources |= parent.sources
    draft.roles = parent.roles + [role for role in draft.roles if role not in parent.roles]
    draft.unmatched = parent.unmatched or draft.unmatched
    for kind in VOCABULARIES:
        _extend_words(draft, kind, parent.vocabularies.get(kind, []), first=False)
    inherited = {**draft.disabled, **parent.disabled}
    draft.disabled = {key: why for key, why in inherited.items() if key not in draft.rules}


def _lay_over(draft: Draft, rule: RuleDraft, inherited: dict[str, RuleDraft]) -> None:
    rule_id = str(rule.data["id"])
    below = inherited.get(rule_id)
    if below is None:
        draft.faults += _missing(rule)
        draft.rules[rule_id] = rule
    elif below.final:
        draft.faults.append(_is_final("changed", below, rule.lineage[-1]))
    elif rule_id in draft.disabled:
        draft.faults.append(
            RulebookError(
                f"{rule_id} is both disabled and changed",
                location=rule.lineage[-1],
                hint="keep the one you mean",
            )
        )
    else:
        draft.rules[rule_id] = merge(below, rule)


def _missing(rule: RuleDraft) -> list[RulebookError]:
    name = str(rule.data["id"])
    return [missing_key(rule.origin[""], name, key) for key in _REQUIRED if key not in rule.data]


def _is_final(done: str, rule: RuleDraft, location: str) -> RulebookError:
    return RulebookError(
        f"the rule {rule.data['id']} is final and may not be {done}",
        location=location,
        hint=f"it is declared in {rule.origin.get('final', rule.origin[''])}",
    )


def merge(below: RuleDraft, above: RuleDraft) -> RuleDraft:
    """Lay one entry over another of the same id."""
    data, origin = dict(below.data), dict(below.origin)
    for key in _foreign(below.data, above.data):
        data.pop(key, None)
        origin = {name: at for name, at in origin.items() if name.partition(".")[0] != key}
    for key, value in above.data.items():
        old = data.get(key)
        both = key in _MERGED and isinstance(old, dict) and isinstance(value, dict)
        data[key] = {**old, **value} if both else value  # type: ignore[dict-item]
    return RuleDraft(data, origin | above.origin, below.lineage + above.lineage)


def _foreign(below: Data, above: Data) -> list[str]:
    """Return blocks of parameters that were meant for another check or operation."""
    blocks = []
    if "check" in above and above["check"] != below.get("check"):
        blocks.append("params")
    old, new = below.get("fix"), above.get("fix")
    if isinstance(old, dict) and isinstance(new, dict):
        blocks += ["fix"] if new.get("operation", old["operation"]) != old["operation"] else []
    return blocks


def _disable(draft: Draft, document: Document, data: Data) -> None:
    for rule_id, reason in cast("dict[str, str]", data.get("disable", {})).items():
        place = document.where(("disable", rule_id), key=True)
        rule = draft.rules.get(rule_id)
        if rule is None:
            draft.faults.append(
                RulebookError(
                    f"no inherited rule is called {rule_id}",
                    location=place,
                    hint=suggest(rule_id, draft.rules, what="inherited rules"),
                )
            )
        elif rule.final:
            draft.faults.append(_is_final("disabled", rule, place))
        else:
            del draft.rules[rule_id]
            draft.disabled[rule_id] = reason


def _add_surroundings(draft: Draft, document: Document, data: Data) -> None:
    own_roles = cast("list[Data]", data.get("roles", []))
    for index, role in enumerate(own_roles):
        draft.faults += _bad_pattern(document, str(role["pattern"]), index)
    draft.roles = own_roles + [role for role in draft.roles if role not in own_roles]
    draft.sources |= cast("dict[str, Data]", data.get("sources", {}))
    draft.unmatched = cast("str | None", data.get("unmatched")) or draft.unmatched
    for kind in VOCABULARIES:
        _extend_words(draft, kind, cast("list[str]", data.get(kind, [])), first=True)


def _extend_words(draft: Draft, kind: str, words: list[str], *, first: bool) -> None:
    known = draft.vocabularies.get(kind, [])
    joined = words + known if first else known + words
    draft.vocabularies[kind] = list(dict.fromkeys(joined))


def _bad_pattern(document: Document, pattern: str, index: int) -> list[RulebookError]:
    flaw = pattern_flaw(pattern)
    if flaw is None:
        return []
    return [
        RulebookError(
            f"the pattern is no regular expression: {flaw}",
            location=document.where(("roles", index, "pattern")),
            hint="put a backslash before a character that is meant literally, as in \\.",
        )
    ]
