"""Runs that judged nothing: no finding at all must never look like a pass."""

from __future__ import annotations

from collections.abc import Iterator

from imgrules.engine.asking import Asking, kind_of
from imgrules.engine.census import Census
from imgrules.engine.job import Job
from imgrules.model import Problem


def nothing_judged(job: Job, census: Census) -> tuple[Problem, ...]:
    """Return a problem for every rulebook, or picture, that no rule was held against.

    Where only some rules were asked for, a picture may well meet none, as long as some picture
    meets one. ``census``: of all the job's pictures.
    """
    books = tuple(_idle_books(job, census))
    return books if job.narrowed else (*books, *_idle_pictures(job, census))


def _idle_books(job: Job, census: Census) -> Iterator[Problem]:
    for book in job.rulebooks:
        asking = Asking([book])
        if not any(asking.of(picture) for picture in census.kinds):
            yield Problem(
                kind="run/nothing-judged",
                message=f"no rule of {book.name} that was asked for is about any of these pictures",
                hint="see their roles with --list-files; look at --select, --category and --region",
            )


def _idle_pictures(job: Job, census: Census) -> Iterator[Problem]:
    for book in job.rulebooks:
        asking = Asking([book])
        idle = {kind_of(picture, [book]) for picture in census.kinds if not asking.of(picture)}
        if not idle or not any(asking.of(picture) for picture in census.kinds):
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
