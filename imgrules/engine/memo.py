"""Judging what was judged before: equal measurements and equal demands get an equal answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from imgrules.engine.contain import Crashed
from imgrules.engine.judge import ask_check, judge_found
from imgrules.engine.measure import Measured
from imgrules.engine.picture import Asked, Judged
from imgrules.model import Judgement, Measurement
from imgrules.rulebook.model import Rule


class Memo:
    """Remembers judgements by the measurement's identity: equal ones must be one object.

    Holds every measurement it remembers, so that no identity is given twice.
    """

    def __init__(self) -> None:
        self._judgements: dict[tuple[int, str], Judgement | Crashed] = {}
        self._equal: dict[Judgement | Crashed, Judgement | Crashed] = {}
        self._demands: dict[int, tuple[Rule, str]] = {}
        self._held: dict[int, Measured] = {}

    def judging(self, as_of: date) -> Callable[[Asked, Measured | None], Judged]:
        """Return what judges for one day, remembering whole findings as well."""
        known: dict[tuple[int, int], tuple[Asked, Judged]] = {}
        alike: dict[tuple[int, int], Judged] = {}

        def judge(asked: Asked, found: Measured | None) -> Judged:
            key = (id(asked), id(found))
            made = known.get(key)
            if made is None:
                if found is not None:
                    self._held[id(found)] = found
                made = known[key] = (asked, judge_anew(asked, found))
            return made[1]

        def judge_anew(asked: Asked, found: Measured | None) -> Judged:
            if not isinstance(found, Measurement) or asked.rule.message:
                return judge_found(asked.rule, asked.book, found, as_of, self._ask)
            # Without a message of its own a finding says nothing beyond the judgement.
            key = (id(asked), id(self._ask(asked.rule, found)))
            if key not in alike:
                alike[key] = judge_found(asked.rule, asked.book, found, as_of, self._ask)
            return alike[key]

        return judge

    def _ask(self, rule: Rule, found: Measurement) -> Judgement | Crashed:
        key = (id(found), self._demand(rule))
        judged = self._judgements.get(key)
        if judged is None:
            judged = ask_check(rule, found)
            judged = self._judgements[key] = self._equal.setdefault(judged, judged)
        return judged

    def _demand(self, rule: Rule) -> str:
        """Return what the rule asks of a measurement, the same for every edition that asks it."""
        if id(rule) not in self._demands:
            params = rule.params.model_dump_json() if rule.params is not None else ""
            self._demands[id(rule)] = (rule, f"{rule.check} {params}")
        return self._demands[id(rule)][1]
