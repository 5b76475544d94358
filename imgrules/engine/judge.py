"""Judging: a measurement, a rule and a date give a finding. Pure; no clock, no pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from imgrules import plugins
from imgrules.engine.contain import Crashed, contained, judgement_flaw
from imgrules.engine.measure import Measured, MeasureKey, Unmeasured, Unreadable, key_for
from imgrules.model import Decides, Finding, Judgement, Measurement, Outcome, Status, Value
from imgrules.patterns import SlowPatternError
from imgrules.rulebook.model import Rule, Rulebook

CRASHED = "the check crashed: "
UNREADABLE = "the picture could not be read: "
UNMEASURED = "not measured: "
"""How the note of a finding begins that says why nothing was judged."""


def judge(
    rule: Rule, rulebook: Rulebook, measured: Mapping[MeasureKey, Measured], as_of: date
) -> Finding:
    """Hold one rule against what was measured on one picture (or one set)."""
    return judge_or_crash(rule, rulebook, measured, as_of)[0]


def judge_or_crash(
    rule: Rule, rulebook: Rulebook, measured: Mapping[MeasureKey, Measured], as_of: date
) -> tuple[Finding, Crashed | None]:
    """Judge, and say how the check broke while it judged, if it did."""
    key = key_for(rule)
    return judge_found(rule, rulebook, None if key is None else measured[key], as_of)


Judging = Callable[[Rule, Measurement], Judgement | Crashed]


def ask_check(rule: Rule, found: Measurement) -> Judgement | Crashed:
    """Let the rule's check judge; what breaks in it is contained."""
    check = plugins.load_check(rule.check)
    try:
        return contained(lambda: check.judge(found, rule.params), judgement_flaw)
    except SlowPatternError as problem:
        raise problem.at(rule.origin.get("params.pattern") or rule.id) from None


def judge_found(
    rule: Rule,
    rulebook: Rulebook,
    found: Measured | None,
    as_of: date,
    judging: Judging = ask_check,
) -> tuple[Finding, Crashed | None]:
    """Judge what was found for the rule: None for a rule that only a person can judge."""
    if found is None:
        judgement = Judgement(Outcome.REVIEW)
        return _finding(rule, rulebook, judgement, as_of, checklist=True), None
    if not isinstance(found, Measurement):
        return _finding(rule, rulebook, _unchecked(found), as_of), None
    judged = judging(rule, found)
    if isinstance(judged, Crashed):
        return _finding(rule, rulebook, _unchecked(judged), as_of), judged
    return _decide(rule, rulebook, judged, found.values, as_of), None


def _decide(
    rule: Rule,
    rulebook: Rulebook,
    judgement: Judgement,
    values: Mapping[str, Value],
    as_of: date,
) -> Finding:
    checklist = False
    if rule.decides is not Decides.MACHINE and judgement.outcome is not Outcome.UNCHECKED:
        # Code only helps here: what it saw is evidence, what it did not see proves nothing.
        checklist = judgement.outcome is Outcome.PASS
        judgement = replace(judgement, outcome=Outcome.REVIEW)
    return _finding(rule, rulebook, judgement, as_of, values=values, checklist=checklist)


_BEGINS = {Crashed: CRASHED, Unreadable: UNREADABLE, Unmeasured: UNMEASURED}


def _unchecked(found: Unreadable | Crashed | Unmeasured) -> Judgement:
    return Judgement(Outcome.UNCHECKED, note=f"{_BEGINS[type(found)]}{found.message}")


def _finding(
    rule: Rule,
    rulebook: Rulebook,
    judgement: Judgement,
    as_of: date,
    *,
    values: Mapping[str, Value] | None = None,
    checklist: bool = False,
) -> Finding:
    return Finding(
        rulebook=rulebook.name,
        edition=rulebook.edition,
        rule=rule.id,
        title=rule.title,
        outcome=judgement.outcome,
        severity=rule.severity,
        status=_status(rule, as_of),
        decides=rule.decides,
        basis=rule.basis,
        checklist=checklist,
        check=rule.check,
        measured=judgement.measured,
        required=judgement.required,
        message=_message(rule, values),
        note=judgement.note,
        remedy=rule.remedy,
        regions=judgement.regions,
        source=rule.source,
        enforce_from=rule.enforce_from.isoformat() if rule.enforce_from else None,
        fix=rule.fix.operation if rule.fix else None,
        waivable=rule.waivable,
        rule_sha256=rule.sha256,
    )


def _message(rule: Rule, values: Mapping[str, Value] | None) -> str:
    if not rule.message or values is None or rule.params is None:
        return ""
    from imgrules.engine.message import render

    return render(rule.message, {**values, **rule.params.model_dump()})


def _status(rule: Rule, as_of: date) -> Status:
    if rule.enforce_from is not None and as_of < rule.enforce_from:
        return Status.UPCOMING
    return Status.ACTIVE
