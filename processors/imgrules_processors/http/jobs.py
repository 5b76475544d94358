"""Asking about work that takes a while, until it is done. Costs nothing, so it may be repeated."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import quote

from imgrules.ext import Declined, Ticket
from imgrules_processors.http import replies
from imgrules_processors.http.api import Answer
from imgrules_processors.http.failures import Again, Unsure
from imgrules_processors.http.line import Line
from imgrules_processors.http.patience import patiently
from imgrules_processors.http.profile import Job


def finished(line: Line, ticket: Ticket, job: str, within_s: float) -> tuple[str, float | None]:
    """Return where a job's result is, and what it cost where the service says.

    A state nobody knows means: at work. Raises Declined where the job failed, and where time is up;
    then the ticket stays ``accepted`` and the next run goes on asking.
    """
    try:
        return patiently(
            lambda: _look(line, ticket, job),
            within_s=within_s,
            backoff_s=line.api.settings.interval_s,
        )
    except Again as problem:
        raise Declined(
            f"{line.title} is not done yet: {problem.reason}",
            hint="run fix again: it asks about the same job and pays nothing",
        ) from problem


def job_of(line: Line) -> Job:
    """Return how the service is asked about jobs; loading a profile requires it where needed."""
    assert line.profile.job is not None  # noqa: S101
    return line.profile.job


def _look(line: Line, ticket: Ticket, job: str) -> tuple[str, float | None]:
    """Ask once. Raises Again while the job is under way, Declined once it has failed."""
    how = job_of(line)
    answer = _poll(line, how.path.replace("{id}", quote(job, safe="")))
    state = str(replies.field(answer.data, (how.status_field,)) or "").lower()
    if state in (*how.failed, *how.blocked):
        _give_up(line, ticket, answer, state)
    url = replies.field(answer.data, line.profile.results.fields)
    if state not in how.done or not isinstance(url, str):
        told = f"job {job} is {state or 'in no state'}"
        raise Again(told, after=line.api.settings.interval_s)
    return url, line.spent(answer)


def _poll(line: Line, path: str) -> Answer:
    pause = line.api.settings.interval_s
    try:
        return line.get(path)
    except Unsure as problem:
        raise Again(problem.reason, after=pause) from problem
    except Again as problem:
        raise Again(problem.reason, after=max(problem.after or 0, pause)) from problem


def _give_up(line: Line, ticket: Ticket, answer: Answer, state: str) -> NoReturn:
    why = line.why(answer)
    told = f"{state}: {why}" if why and why != state else state
    ticket.failed(told, credits_used=line.spent(answer) or 0.0)
    if set(line.profile.errors.no_subject) & set(replies.codes(answer.data)):
        raise Declined(f"{line.title} finds no product in the picture")
    raise Declined(f"{line.title}: {told}")
