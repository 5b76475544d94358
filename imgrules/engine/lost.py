"""The answer on a picture whose judging came to no end."""

from __future__ import annotations

from imgrules.engine.job import Job, Picture
from imgrules.engine.limits import Limits
from imgrules.engine.picture import Answer, check_picture, unreadable_finding
from imgrules.model import ImageResult, Outcome, Problem, Verdict


def check_or_lose(picture: Picture, job: Job) -> Answer:
    """Judge one picture; one that needs more memory than there is costs only itself."""
    try:
        return check_picture(picture, job)
    except MemoryError:
        return lost(picture, "needs more memory than it may have")


def ending(code: int | None) -> str:
    """Say how a worker process ended; ``code`` is negative for a signal."""
    if code is None:
        return "ended the worker process"
    return f"ended the worker process ({f'signal {-code}' if code < 0 else f'exit {code}'})"


def took_too_long(limits: Limits) -> str:
    """Say why a picture was given up."""
    return f"took more than {limits.seconds:g} s and was stopped"


def lost(picture: Picture, why: str) -> Answer:
    """Return the picture as unchecked, with the reason, and the problem that the run has."""
    image = ImageResult(
        path=picture.name,
        sha256=None,
        bytes=None,
        format=None,
        width=None,
        height=None,
        sku=picture.sku,
        sku_given=picture.sku_given,
        categories=picture.categories,
        region=picture.region,
        channel=picture.channel,
        roles=tuple(picture.roles[name] for name in sorted(picture.roles)),
        verdict=Verdict.UNCHECKED,
        measurements=(),
        findings=(unreadable_finding(Outcome.UNCHECKED, f"judging this picture {why}"),),
        extra=dict(picture.extra),
    )
    problem = Problem(
        kind="worker-lost",
        message=f"judging {picture.name} {why}",
        hint="the other pictures were judged; this one was not",
        path=picture.name,
    )
    return image, (problem,)
