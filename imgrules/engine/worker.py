"""What a worker process holds, and how it judges one picture."""

from __future__ import annotations

from imgrules.engine.job import Job, Picture
from imgrules.engine.limits import Limits, keep_memory, limit_memory
from imgrules.engine.lost import check_or_lose
from imgrules.engine.picture import Answer
from imgrules.errors import ImgrulesError

_job: Job | None = None


def start(job: Job, limits: Limits) -> None:
    """Make this process ready to judge by the job's rules, within the limits."""
    import cv2

    global _job  # noqa: PLW0603  (set once, at the start of a worker process)
    _job = job
    cv2.setNumThreads(1)  # the processes are the parallelism
    keep_memory()
    limit_memory(limits.megabytes)


def check(picture: Picture) -> Answer:
    """Judge one picture."""
    if _job is None:
        raise ImgrulesError("a worker was started without its job")
    return check_or_lose(picture, _job)
