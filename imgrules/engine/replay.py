"""Judging a stored result anew: other editions, another day, no picture opened.

The findings are those of a fresh check with the same rulebooks and day. What the result does not
hold is ``unchecked`` and listed: it may be a pass or a fail, and only the picture can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from imgrules.engine.asking import Asking
from imgrules.engine.census import Census
from imgrules.engine.doubts import nothing_judged
from imgrules.engine.job import Job, Picture
from imgrules.engine.judge import UNMEASURED
from imgrules.engine.memo import Memo
from imgrules.engine.picture import judge_picture
from imgrules.engine.recall import Pool, Recall
from imgrules.engine.recast import recast
from imgrules.engine.run import used
from imgrules.engine.sets import check_sets
from imgrules.engine.verdict import verdict
from imgrules.model import Finding, ImageResult, Outcome, Problem, Result
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
    """Judge a stored result by other rulebooks, or for another day; see ``Archive.judge``."""
    return Archive(stored).judge(rulebooks, as_of, not_a_gate=not_a_gate)


class Archive:
    """A stored result that may be judged several times; what is judged alike is judged once."""

    def __init__(self, stored: Result) -> None:
        self._stored = stored
        self._memo = Memo()
        pool = Pool()
        self._recalls = {id(image): Recall(image, pool) for image in stored.images}

    def judge(
        self, rulebooks: Sequence[Rulebook], as_of: date, *, not_a_gate: bool = False
    ) -> Replay:
        """Judge every picture and set by the rulebooks, for the day.

        Roles are chosen anew by the rulebooks' own file name patterns, save those that somebody
        stated. Suppressions are not carried over. A picture whose role a rulebook cannot tell is
        left out and a problem, as in a fresh check.
        """
        pictures, images, refused = recast(self._stored, rulebooks)
        recalls = [self._recalls[id(image)] for image in images]
        job = Job(pictures, tuple(rulebooks), as_of, not_a_gate)
        judging = _Judging(job, self._memo)
        judged = tuple(map(judging.image, pictures, images, recalls))
        census = Census.of(pictures, job.rulebooks)
        sets = check_sets(job, judged, census, share=lambda key, index: recalls[index].share(key))
        kept = tuple(each for each in self._stored.problems if each.kind not in _MADE_ANEW)
        result = replace(
            self._stored,
            as_of=as_of.isoformat(),
            not_a_gate=not_a_gate,
            rulebooks=tuple(used(book, census) for book in rulebooks),
            images=judged,
            sets=sets,
            problems=(*kept, *refused, *judging.problems, *nothing_judged(job, census)),
            notices=(),
        )
        return Replay(result, missing_checks(result))


def unmeasured(finding: Finding) -> bool:
    """Whether a finding of a replayed result only says that the stored result cannot tell."""
    return finding.outcome is Outcome.UNCHECKED and finding.note.startswith(UNMEASURED)


def missing_checks(result: Result) -> tuple[str, ...]:
    """Return the checks without which something in a replayed result cannot be told."""
    return tuple(sorted({each.check for each in result.findings if unmeasured(each)}))


class _Judging:
    """Judges picture after picture; collects the crashes of checks."""

    def __init__(self, job: Job, memo: Memo) -> None:
        self._asking = Asking(job.rulebooks)
        self._judge = memo.judging(job.as_of)
        self.problems: list[Problem] = []

    def image(self, picture: Picture, image: ImageResult, recall: Recall) -> ImageResult:
        asked = self._asking.of(picture)
        measured = {each.key: recall.get(each.key) for each in asked if each.key is not None}
        findings, problems = judge_picture(picture.name, asked, measured, self._judge)
        findings.extend(recall.readable(findings, asked))
        self.problems.extend(problems)
        return replace(
            image,
            sku=picture.sku,
            roles=tuple(picture.roles[name] for name in sorted(picture.roles)),
            verdict=verdict(findings),
            findings=tuple(findings),
        )
