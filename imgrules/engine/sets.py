"""Judging the pictures of one SKU together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, cast

from imgrules import plugins
from imgrules.engine.job import Job, applies
from imgrules.engine.judge import judge_found
from imgrules.engine.measure import Measured, MeasureKey, Unmeasured, key_for, stored
from imgrules.ext import Member, SetCheck
from imgrules.model import ImageResult, Measurement, SetResult, StoredMeasurement
from imgrules.rulebook.model import Rule, Rulebook

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
    job: Job, images: Sequence[ImageResult], *, share: Share | None = None
) -> tuple[SetResult, ...]:
    """Judge every SKU by the set rules of every rulebook.

    Pictures without a SKU belong to no set. ``images`` stand in the order of ``job.pictures``;
    where the last are missing, their sets are not judged.
    ``share`` says where the pictures' shares come from; by default from what was just measured.
    """
    shares = share or (lambda key, index: _share(key, images[index]))
    groups: dict[str, list[int]] = defaultdict(list)
    for index, picture in enumerate(job.pictures):
        if picture.sku is not None:
            groups[picture.sku].append(index)
    results = (
        _check_set(job, rules, sku, groups[sku], shares)
        for rules in map(_SetRules.of, job.rulebooks)
        for sku in sorted(groups)
        if groups[sku][-1] < len(images)
    )
    return tuple(result for result in results if result is not None)


def _check_set(
    job: Job, rules: _SetRules, sku: str, members: Sequence[int], shares: Share
) -> SetResult | None:
    book = rules.book
    measured: dict[MeasureKey, Measured] = {}
    findings = []
    for rule, key in rules.rules:
        chosen = [index for index in members if _concerns(rule, job, book, index)]
        if not chosen:
            continue
        if key is not None:
            measured[key] = _combine(key, job, book, chosen, shares)
        found = None if key is None else measured[key]
        findings.append(judge_found(rule, book, found, job.as_of)[0])
    if not findings:
        return None
    names = tuple(job.pictures[index].name for index in members)
    return SetResult(book.name, sku, names, tuple(findings), stored(measured))


def _concerns(rule: Rule, job: Job, book: Rulebook, index: int) -> bool:
    picture = job.pictures[index]
    return applies(rule, picture, picture.roles[book.name].role)


def _combine(
    key: MeasureKey,
    job: Job,
    book: Rulebook,
    chosen: Sequence[int],
    shares: Share,
) -> Measurement | Unmeasured:
    check = cast("SetCheck", plugins.load_check(key.check))
    members = []
    for index in chosen:
        picture, share = job.pictures[index], shares(key, index)
        if isinstance(share, Unmeasured):
            return share
        members.append(Member(picture.name, picture.roles[book.name].role, share))
    return check.combine(sorted(members, key=lambda member: member.path))


def _share(key: MeasureKey, image: ImageResult) -> Measurement | None:
    for made in image.measurements:
        if made.check == key.check and _options(made) == key.options:
            return Measurement(made.check, made.version, made.values, made.regions)
    return None


def _options(made: StoredMeasurement) -> str:
    return json.dumps(dict(made.options), sort_keys=True) if made.options else "{}"
