"""From a run's findings to a plan: what is done to each picture, by whom, at what price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from imgrules.config import Fix, settings_data
from imgrules.engine.job import Job, Picture, rules_for
from imgrules.fixes.constraints import Constraints, gather
from imgrules.fixes.model import Decision, ImagePlan, Plan
from imgrules.fixes.naming import collisions, folded
from imgrules.fixes.offers import named
from imgrules.fixes.picture_plan import Desk, plan_picture
from imgrules.fixes.spending import within_run
from imgrules.model import Result, Value
from imgrules.processor import Processor


def make_plan(
    result: Result,
    job: Job,
    fix: Fix,
    *,
    processors: Mapping[str, Processor],
    roots: Sequence[Path] = (),
    given: Mapping[str, Value] | None = None,
) -> Plan:
    """Plan what is done to each picture of a result. No pixel is touched.

    ``processors``: name to processor, at least those that ``fix`` names. ``roots``: the folders
    given, below which outputs keep their place. ``given``: what the command line said, to be kept
    with the plan. Raises UsageError for a processor that does not exist.
    """
    _check_names(fix, processors)
    pictures = {picture.name: picture for picture in job.pictures}
    desk = Desk(fix, processors, tuple(roots))
    gathered = _Gathered(job, {})
    images = [
        plan_picture(image, pictures[image.path], gathered.of(pictures[image.path]), desk)
        for image in result.images
    ]
    apart = list(_apart(images))
    return Plan(
        version=result.version,
        as_of=result.as_of,
        rulebooks=tuple(f"{book.rulebook}@{book.edition}" for book in result.rulebooks),
        images=tuple(within_run(apart, fix.budget.per_run)),
        settings=settings_data(fix),
        given=given or {},
        problems=tuple(problem.message for problem in result.problems),
    )


def _check_names(fix: Fix, processors: Mapping[str, Processor]) -> None:
    """Refuse a name nobody provides before any picture asks for it."""
    for names in fix.processors.values():
        for name in names:
            named(name, processors)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Constraints by what decides which rules apply: thousands of pictures share a few."""

    job: Job
    made: dict[tuple[object, ...], Constraints]

    def of(self, picture: Picture) -> Constraints:
        roles = tuple(picture.roles[book.name].role for book in self.job.rulebooks)
        key = (roles, picture.categories, picture.region, picture.channel)
        if key not in self.made:
            rules = ((book, rules_for(book, picture)) for book in self.job.rulebooks)
            self.made[key] = gather(rules, self.job.as_of)
        return self.made[key]


def _apart(images: Iterable[ImagePlan]) -> Iterable[ImagePlan]:
    """Leave to a person what would overwrite another picture's result."""
    listed = list(images)
    doubled = collisions(each.output for each in listed if each.decision is not Decision.REVIEW)
    for each in listed:
        if each.decision is Decision.REVIEW or each.output not in doubled:
            yield each
            continue
        others = [
            other.path for other in listed
            if other is not each and folded(other.output) == folded(each.output)
        ]  # fmt: skip
        why = f"{each.output} would also be written for {', '.join(others)}: rename one of them"
        yield replace(each, decision=Decision.REVIEW, steps=(), reasons=(why, *each.reasons))
