"""Judging the pictures of one SKU together."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, cast

from imgrules import plugins
from imgrules.engine.census import Census
from imgrules.engine.job import Job, Picture, applies
from imgrules.engine.judge import judge_found
from imgrules.engine.measure import Measured, MeasureKey, Unmeasured, key_for, stored
from imgrules.engine.spool import Spool
from imgrules.model import ImageResult, Measurement, SetResult, StoredMeasurement
from imgrules.rulebook.model import Rule, Rulebook

if TYPE_CHECKING:
    from imgrules.ext import SetCheck

Share = Callable[[MeasureKey, int], Measurement | Unmeasured | None]
"""A picture's share in a measurement, by its index; None where it could not be measured."""


@dataclass(frozen=True, slots=True)
class _SetRules:
    """A rulebook's rules on sets, each with what it needs measured."""

    book: Rulebook
    rules: tuple[tuple[Rule, MeasureKey | None], ...]

    @classmethod
    def of(cls, book: Rulebook) -> Self:
        rules = (rule for rule in book.rules if rule.scope == "set")
        return cls(book, tuple((rule, key_for(rule)) for rule in rules))


def check_sets(
    job: Job, images: Sequence[ImageResult], census: Census, *, share: Share | None = None
) -> tuple[SetResult, ...]:
    """Judge every SKU by the set rules of every rulebook.

    Pictures without a SKU belong to no set. ``images`` stand in the order of ``job.pictures``;
    where the last are missing, their sets are not judged. ``census``: of all the job's pictures.
    ``share`` says where the pictures' shares come from; by default from what was just measured.
    """
    shares = share or (lambda key, index: _share(key, _measurements(images, index)))
    groups = census.skus
    results = (
        _check_set(job, rules, sku, _members(job, groups[sku]), shares)
        for rules in map(_SetRules.of, job.rulebooks)
        for sku in sorted(groups)
        if groups[sku][-1] < len(images)
    )
    return tuple(result for result in results if result is not None)


_Members = Sequence[tuple[int, Picture]]
"""Pictures, each with its number."""


def _members(job: Job, indices: Sequence[int]) -> _Members:
    return [(index, job.pictures[index]) for index in indices]


def _check_set(
    job: Job, rules: _SetRules, sku: str, members: _Members, shares: Share
) -> SetResult | None:
    book = rules.book
    measured: dict[MeasureKey, Measured] = {}
    findings = []
    for rule, key in rules.rules:
        chosen = [each for each in members if _concerns(rule, book, each[1])]
        if not chosen:
            continue
        if key is not None:
            measured[key] = _combine(key, book, chosen, shares)
        found = None if key is None else measured[key]
        findings.append(judge_found(rule, book, found, job.as_of)[0])
    if not findings:
        return None
    names = tuple(picture.name for _, picture in members)
    return SetResult(book.name, sku, names, tuple(findings), stored(measured))


def _concerns(rule: Rule, book: Rulebook, picture: Picture) -> bool:
    return applies(rule, picture, picture.roles[book.name].role)


def _combine(
    key: MeasureKey, book: Rulebook, chosen: _Members, shares: Share
) -> Measurement | Unmeasured:
    from imgrules.ext import Member

    check = cast("SetCheck", plugins.load_check(key.check))
    members = []
    for index, picture in chosen:
        share = shares(key, index)
        if isinstance(share, Unmeasured):
            return share
        members.append(Member(picture.name, picture.roles[book.name].role, share))
    return check.combine(sorted(members, key=lambda member: member.path))


def _measurements(images: Sequence[ImageResult], index: int) -> Sequence[StoredMeasurement]:
    if isinstance(images, Spool):
        return images.measurements(index)
    return images[index].measurements


def _share(key: MeasureKey, measurements: Sequence[StoredMeasurement]) -> Measurement | None:
    for made in measurements:
        if made.check == key.check and _options(made) == key.options:
            return Measurement(made.check, made.version, made.values, made.regions)
    return None


def _options(made: StoredMeasurement) -> str:
    return json.dumps(dict(made.options), sort_keys=True) if made.options else "{}"
