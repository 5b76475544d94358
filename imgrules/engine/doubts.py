"""Runs that judged nothing: no finding at all must never look like a pass."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.engine.asking import Asking, kind_of, one_of_each_kind
from imgrules.engine.job import Job
from imgrules.model import Problem


def nothing_judged(job: Job, *, narrowed: bool = False) -> tuple[Problem, ...]:
    """Return a problem for every rulebook, or picture, that no rule was held against.

    ``narrowed`` says that only some rules were asked for: then a picture may well meet none, as
    long as some picture meets one.
    """
    return tuple(_idle_books(job)) + (() if narrowed else tuple(_idle_pictures(job)))


def _idle_books(job: Job) -> Iterator[Problem]:
    for book in job.rulebooks:
        asking = Asking([book])
        if not any(asking.of(picture) for picture in one_of_each_kind(job.pictures, [book])):
            yield Problem(
                kind="run/nothing-judged",
                message=f"no rule of {book.name} that was asked for is about any of these pictures",
                hint="see their roles with --list-files; look at --select, --category and --region",
            )


def _idle_pictures(job: Job) -> Iterator[Problem]:
    for book in job.rulebooks:
        asking = Asking([book])
        kinds = one_of_each_kind(job.pictures, [book])
        idle = {kind_of(picture, [book]) for picture in kinds if not asking.of(picture)}
        if not idle or len(idle) == len(kinds):
            continue
        for picture in job.pictures:
            if kind_of(picture, [book]) in idle:
                role = picture.roles[book.name].role
                yield Problem(
                    kind="run/nothing-judged",
                    message=f"{picture.name}: {book.name} has no rule for the role {role}",
                    hint="give the picture another role, or leave it out with --exclude",
                    path=picture.name,
                )
