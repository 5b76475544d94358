"""Making the frozen rulebook from merged data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from imgrules import plugins
from imgrules.ext import Params
from imgrules.model import Basis, Decides, Severity, Source
from imgrules.rulebook.coherence import incoherences
from imgrules.rulebook.entries import RuleEntry, SourceEntry, WhenEntry
from imgrules.rulebook.faults import position
from imgrules.rulebook.model import Fix, RolePattern, Rule, Rulebook, SourceDocument, When
from imgrules.rulebook.resolve import VOCABULARIES, Data, Draft, RuleDraft
from imgrules.rulebook.yaml import raise_all


def build(draft: Draft, data: Data, *, label: str, path: Path) -> Rulebook:
    """Return the rulebook, or raise every fault of the merged rules together."""
    faults = list(draft.faults)
    sources = {key: _source(entry) for key, entry in draft.sources.items()}
    rules = []
    for rule in draft.rules.values():
        # A rule that lacks a key cannot be read as one; those faults come first.
        faults += [] if draft.faults else incoherences(rule, draft)
        if not faults:
            rules.append(_rule(rule, sources))
    raise_all(sorted(faults, key=lambda fault: position(fault.location)))
    roles = tuple(RolePattern(str(role["role"]), str(role["pattern"])) for role in draft.roles)
    unmatched = draft.unmatched or "error"
    return Rulebook(
        name=str(data["rulebook"]),
        edition=str(data["edition"]),
        title=str(data["title"]),
        sources=sources,
        roles=roles,
        unmatched=unmatched,
        **{kind: tuple(draft.vocabularies[kind]) for kind in VOCABULARIES},
        rules=tuple(rules),
        disabled=draft.disabled,
        extends=tuple(data.get("extends", [])),  # type: ignore[arg-type]
        sha256=_digest(rules, roles, unmatched),
        file=label,
        path=path,
    )


def _source(entry: Data) -> SourceDocument:
    return SourceDocument(**SourceEntry.model_validate(entry).model_dump())


def _rule(draft: RuleDraft, sources: dict[str, SourceDocument]) -> Rule:
    entry = RuleEntry.model_validate(draft.data)
    document = sources[entry.source.ref]
    rule = Rule(
        id=entry.id,
        title=entry.title,
        applies_to=() if entry.applies_to == ["all"] else tuple(entry.applies_to),
        when=_when(entry.when),
        check=entry.check or "",
        params_given=entry.params,
        severity=Severity(entry.severity),
        decides=Decides(entry.decides),
        basis=Basis(entry.basis),
        source=Source(
            ref=entry.source.ref,
            title=document.title,
            url=document.url,
            clause=entry.source.clause,
            quote=entry.source.quote,
            retrieved=document.retrieved,
        ),
        enforce_from=date.fromisoformat(entry.enforce_from) if entry.enforce_from else None,
        message=entry.message,
        remedy=entry.remedy,
        fix=Fix(entry.fix.operation, entry.fix.params) if entry.fix else None,
        waivable=entry.waivable,
        final=entry.final,
        scope=entry.scope,
        origin=draft.origin,
    )
    sha256 = _hashed({"check": entry.check, "params": rule.params})
    return replace(rule, sha256=sha256, options=options_of(rule))


def options_of(rule: Rule) -> str:
    """Return those of the rule's parameters that change what is measured, as canonical JSON."""
    if rule.params is None:
        return "{}"
    measured = set(plugins.load_check(rule.check).Options.model_fields)
    return json.dumps(rule.params.model_dump(mode="json", include=measured), sort_keys=True)


def _when(entry: WhenEntry) -> When:
    exempt = entry.exclude
    return When(
        tuple(entry.category), tuple(entry.region), tuple(entry.channel),
        tuple(exempt.category), tuple(exempt.region), tuple(exempt.channel),
    )  # fmt: skip


def _digest(rules: list[Rule], roles: tuple[RolePattern, ...], unmatched: str) -> str:
    content = {
        "rules": [_canonical(rule) for rule in rules],
        "roles": [[role.role, role.pattern] for role in roles],
        "unmatched": unmatched,
    }
    return _hashed(content)


def _hashed(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(rule: Rule) -> dict[str, Any]:
    """Return what a verdict can depend on, the check's defaults included; not where it stood."""
    left_out = {"origin", "params_given", "sha256", "options"}
    names = {field.name for field in fields(Rule)} - left_out
    return {name: getattr(rule, name) for name in (*names, "params")}


def _plain(value: object) -> object:
    if isinstance(value, Params):
        return value.model_dump(mode="json")
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, When | Source | Fix)  # noqa: S101  (nothing else is in a Rule)
    return {name: getattr(value, name) for name in value.__slots__}
