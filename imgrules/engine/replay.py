"""Judging a stored result anew: other editions, another day, no picture opened.

The findings are those of a fresh check with the same rulebooks and day. What the result does not
hold is ``unchecked`` and listed: it may be a pass or a fail, and only the picture can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from imgrules.engine.asking import Asking
from imgrules.engine.doubts import nothing_judged
from imgrules.engine.job import Job
from imgrules.engine.judge import UNMEASURED
from imgrules.engine.measure import Measured, MeasureKey
from imgrules.engine.picture import judge_picture
from imgrules.engine.recall import Recall
from imgrules.engine.recast import recast
from imgrules.engine.run import used
from imgrules.engine.sets import check_sets
from imgrules.engine.verdict import verdict
from imgrules.model import ImageResult, Outcome, Problem, Result
from imgrules.rulebook.model import Rulebook

_MADE_ANEW = {"check-crashed", "run/nothing-judged"}
"""Problems of the old run that judging finds again where they still stand."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored result judged anew."""

    result: Result
    missing: tuple[str, ...]
    """Checks that rules asked for and the stored result does not hold, sorted."""


def replay(
    stored: Result, rulebooks: Sequence[Rulebook], as_of: date, *, not_a_gate: bool = False
) -> Replay:
    """Judge every picture and set of the stored result by the rulebooks, for the day.

    Roles are chosen anew by the rulebooks' own file name patterns, save those that somebody
    stated. Suppressions are not carried over. A picture whose role a rulebook cannot tell is left
    out and a problem, as in a fresh check.
    """
    pictures, images, refused = recast(stored, rulebooks)
    judging = _Judging(rulebooks, as_of)
    job = Job(pictures, tuple(rulebooks), as_of, not_a_gate)
    recalls = [Recall(image) for image in images]
    judged = tuple(
        judging.image(job, index, image, recalls[index]) for index, image in enumerate(images)
    )
    sets = check_sets(job, judged, share=lambda key, index: recalls[index].share(key))
    kept = tuple(problem for problem in stored.problems if problem.kind not in _MADE_ANEW)
    result = replace(
        stored,
        as_of=as_of.isoformat(),
        not_a_gate=not_a_gate,
        rulebooks=tuple(used(book, pictures) for book in rulebooks),
        images=judged,
        sets=sets,
        problems=(*kept, *refused, *judging.problems, *nothing_judged(job)),
        notices=(),
    )
    return Replay(result, missing_checks(result))


def missing_checks(result: Result) -> tuple[str, ...]:
    """Return the checks without which something in a replayed result cannot be told."""
    return tuple(sorted({each.check for each in result.findings if each.note.startswith(UNMEASURED)
                         and each.outcome is Outcome.UNCHECKED}))  # fmt: skip


class _Judging:
    """Judges picture after picture; collects the crashes of checks."""

    def __init__(self, rulebooks: Sequence[Rulebook], as_of: date) -> None:
        self._asking = Asking(rulebooks)
        self._as_of = as_of
        self.problems: list[Problem] = []

    def image(self, job: Job, index: int, image: ImageResult, recall: Recall) -> ImageResult:
        picture = job.pictures[index]
        asked = self._asking.of(picture)
        measured: dict[MeasureKey, Measured] = {
            each.key: recall.get(each.key) for each in asked if each.key is not None
        }
        findings, problems = judge_picture(picture.name, asked, measured, self._as_of)
        findings.extend(recall.readable(findings, asked))
        self.problems.extend(problems)
        return replace(
            image,
            sku=picture.sku,
            roles=tuple(picture.roles[name] for name in sorted(picture.roles)),
            verdict=verdict(findings),
            findings=tuple(findings),
        )
