"""What a person should know of waivers and baseline: what has run out, or is not used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from imgrules.engine.baseline import Baseline
from imgrules.engine.baseline_change import resolved
from imgrules.engine.waive import Standing
from imgrules.engine.waiver_use import Use, uses
from imgrules.model import Notice, Result
from imgrules.rulebook.names import nearest, suggest
from imgrules.rulebook.waivers import Waiver, Waivers

WARNED_DAYS = 14
"""A waiver's end is told this many days ahead."""
_NAMED = 6


def waiver_notices(
    result: Result, waivers: Waivers, rules: Mapping[str, bool], as_of: date
) -> list[Notice]:
    """Tell what the waivers of a file do not do, or soon will not.

    ``result``: as judged, nothing set aside. ``rules``: full id to whether it can be waived.
    Waivers for other rulebooks are left alone: another run judges by those.
    """
    told = uses(result, waivers, as_of)
    known = [use for use in told if rules.get(use.waiver.rule)]
    return [
        *(notice for use in told for notice in _misnamed(use.waiver, rules)),
        *_few([(use, each) for use in known for each in _lapsing(use, waivers.max_days, as_of)]),
        *(notice for use in known for notice in _other_bytes(use)),
        *_idle([use.waiver for use in known if use.is_idle]),
        *_elsewhere([use.waiver for use in known if use.is_elsewhere]),
    ]


def _misnamed(waiver: Waiver, rules: Mapping[str, bool]) -> Iterator[Notice]:
    if waiver.rule in rules:
        if not rules[waiver.rule]:
            message = f"waiver {waiver.id} does nothing: {waiver.rule} cannot be waived"
            yield Notice("waiver/not-waivable", message, "mend the pictures, and remove the waiver")
        return
    book, _, _ = waiver.rule.rpartition("/")
    siblings = [rule for rule in rules if rule.rpartition("/")[0] == book]
    message = f"waiver {waiver.id} does nothing: there is no rule {waiver.rule}"
    if siblings:
        yield Notice("waiver/unknown-rule", message, suggest(waiver.rule, siblings))
    elif near := nearest(waiver.rule, rules, cutoff=0.85):
        yield Notice("waiver/unknown-rule", message, f"did you mean {near}?")


def _lapsing(use: Use, max_days: int, as_of: date) -> Iterator[Notice]:
    waiver, said = use.waiver, _counting(use.excused, use.waiver.rule)
    if use.standing is Standing.EXPIRED:
        message = f"waiver {waiver.id} ran out on {waiver.expires} ({waiver.owner}): {said}"
        yield Notice(
            "waiver/expired", message, "grant it anew, or remove it: imgrules waivers prune"
        )
    elif use.standing is Standing.TOO_LONG:
        message = (
            f"waiver {waiver.id} does not work: it lasts {waiver.days} days, "
            f"{max_days} are allowed: {said}"
        )
        yield Notice("waiver/too-long", message, "let it expire earlier (max_waiver_days)")
    elif use.standing is Standing.NOT_BEGUN:
        message = f"waiver {waiver.id} begins on {waiver.granted}: until then {said}"
        yield Notice("waiver/not-begun", message)
    elif (left := (waiver.expires - as_of).days) <= WARNED_DAYS:
        message = f"waiver {waiver.id} ends on {waiver.expires}, {_in(left)} ({waiver.owner})"
        hint = f"after that {said}" if use.excused else ""
        yield Notice("waiver/ends-soon", message, hint)


_TOGETHER = {
    "waiver/expired": "have run out",
    "waiver/too-long": "last too long and do not work",
    "waiver/not-begun": "begin later",
    "waiver/ends-soon": f"end within {WARNED_DAYS} days",
}


def _few(told: Sequence[tuple[Use, Notice]]) -> Iterator[Notice]:
    """Tell many of one kind together: a thousand lines of notices would bury the findings."""
    for kind, words in _TOGETHER.items():
        alike = [(use, notice) for use, notice in told if notice.kind == kind]
        if len(alike) <= _NAMED:
            yield from (notice for _, notice in alike)
            continue
        names = _listed([use.waiver for use, _ in alike])
        about = sum(use.excused for use, _ in alike)
        message = f"{names} {words}; they are about {about} finding{'' if about == 1 else 's'} here"
        yield Notice(kind, message, "imgrules waivers list tells each")


def _counting(count: int, rule: str) -> str:
    if not count:
        return f"no finding of {rule} here needs it"
    return f"{count} finding{'' if count == 1 else 's'} of {rule} count{'s' if count == 1 else ''}"


def _in(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _other_bytes(use: Use) -> Iterator[Notice]:
    if use.works and use.other_bytes:
        message = (
            f"waiver {use.waiver.id} does not hold for {_some(use.other_bytes)}: it was granted "
            "for other bytes"
        )
        yield Notice("waiver/other-bytes", message, "look at the picture, and grant it anew or not")


def _idle(waivers: Sequence[Waiver]) -> Iterator[Notice]:
    if waivers:
        excuse = "excuses" if len(waivers) == 1 else "excuse"
        message = f"{_listed(waivers)} {excuse} nothing: the pictures meet the rule"
        hint = "imgrules waivers prune --unused-in RESULT removes what is not needed"
        yield Notice("waiver/unused", message, hint)


def _elsewhere(waivers: Sequence[Waiver]) -> Iterator[Notice]:
    if waivers:
        name = "names" if len(waivers) == 1 else "name"
        message = f"{_listed(waivers)} {name} no picture of this run"
        yield Notice("waiver/no-picture", message)


def _listed(waivers: Sequence[Waiver]) -> str:
    word = "waiver" if len(waivers) == 1 else f"{len(waivers)} waivers:"
    return f"{word} {_some([each.id for each in waivers])}"


def _some(words: Sequence[str]) -> str:
    shown = ", ".join(words[:_NAMED])
    return f"{shown} and {len(words) - _NAMED} more" if len(words) > _NAMED else shown


def baseline_notices(result: Result, baseline: Baseline) -> list[Notice]:
    """Tell how many known findings are no longer there, or no longer what was known."""
    gone = resolved(baseline, result)
    if not gone:
        return []
    total = len(baseline.entries)
    word = f"known finding{'' if total == 1 else 's'}"
    message = f"{len(gone)} of {total} {word} no longer stand: mended, changed, graver or waived"
    return [Notice("baseline/resolved", message, "imgrules baseline update takes them out")]
