"""One paid call, from the ticket in the ledger to the bytes of a picture.

What may be done again follows from what is known: a request that was refused, or never left, is
made again; one whose answer was lost never is, because nobody knows whether it was charged; asking
about a job and fetching its result cost nothing.
"""

from __future__ import annotations

import time
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from imgrules.ext import Declined, Stopped, Ticket
from imgrules_processors.http import replies
from imgrules_processors.http.api import Answer
from imgrules_processors.http.calls import Call
from imgrules_processors.http.download import download
from imgrules_processors.http.failures import Again, Gone, NoPictureError, Unsure
from imgrules_processors.http.jobs import finished, job_of
from imgrules_processors.http.line import Line
from imgrules_processors.http.patience import patiently

_FETCHES = 4
"""How often a result is fetched before it counts as broken."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a result is, as far as known: its bytes, its address, or the job that makes it."""

    data: bytes | None = None
    url: str | None = None
    job: str | None = None
    credits: float | None = None


class Purchase:
    """Carries one call out."""

    def __init__(
        self, line: Line, call: Call, ticket: Ticket, *, whole: Callable[[bytes], object]
    ) -> None:
        """``whole`` raises NoPictureError for what is no picture."""
        self._line = line
        self._call = call
        self._ticket = ticket
        self._whole = whole
        self._settings = line.api.settings
        self._until = 0.0

    def buy(self, body: Callable[[], Mapping[str, Any]]) -> bytes:
        """Return the picture: the stored one, the one under way, or a new one.

        ``body`` is asked for only where a request is made. Raises Declined or Stopped.
        """
        ticket = self._ticket
        if ticket.state == "done" and ticket.result is not None:
            return ticket.result
        if ticket.state == "sent":
            raise Declined(self._unsure("an earlier run asked and never heard the answer"))
        if ticket.state == "accepted" and ticket.remote_id is not None:
            outcome = self._resumed(ticket.remote_id)
        else:
            outcome = self._submit(body())
        # Waiting for a turn is no part of the time a job is given.
        self._until = time.monotonic() + self._settings.deadline_s
        data, spent = self._collect(outcome)
        ticket.done(data, credits_used=spent)
        return data

    # -- asking

    def _submit(self, body: Mapping[str, Any]) -> Outcome:
        """Ask, and write down what is known the moment it is known."""
        try:
            answer = patiently(
                lambda: self._ask(body),
                within_s=self._settings.deadline_s,
                backoff_s=self._settings.backoff_s,
                attempts=self._settings.attempts,
            )
            return self._accept(answer)
        except Again as problem:
            raise Declined(problem.reason, hint="run fix again later") from problem
        except Unsure as problem:
            raise Declined(self._unsure(problem.reason)) from problem

    def _ask(self, body: Mapping[str, Any]) -> Answer:
        """Make the request once; what is refused is free to be asked for again."""
        request = self._line.request(self._call.path, self._call.accept, body)
        self._line.api.pace.take()
        self._ticket.sent()
        try:
            return self._line.send(request)
        except Again as refused:
            self._ticket.failed(refused.reason)
            raise
        except (Declined, Stopped) as refused:
            self._ticket.failed(refused.message)
            raise

    def _accept(self, answer: Answer) -> Outcome:
        spent = self._line.spent(answer)
        if self._call.reply == "bytes":
            return Outcome(data=answer.body, credits=spent)
        found = replies.field(answer.data, self._line.profile.results.fields)
        if self._call.reply == "base64":
            return Outcome(data=self._decoded(found), credits=spent)
        if self._call.reply == "url":
            if not isinstance(found, str):
                raise Unsure("the answer holds no address of a result")
            self._ticket.accepted(found, credits_used=spent)
            return Outcome(url=found, credits=spent)
        number = replies.field(answer.data, job_of(self._line).id_fields)
        if not isinstance(number, str | int):
            raise Unsure("the answer holds no number of a job")
        self._ticket.accepted(str(number), credits_used=spent)
        # Nothing is done at once; a question too early only counts against the plan.
        time.sleep(self._settings.interval_s)
        return Outcome(job=str(number), credits=spent)

    def _decoded(self, text: object) -> bytes:
        if not isinstance(text, str):
            raise Unsure("the answer holds no picture")
        try:
            return b64decode(text.partition(";base64,")[2] or text, validate=True)
        except Base64Error as problem:
            raise Unsure("the answer holds a broken picture") from problem

    def _resumed(self, remote: str) -> Outcome:
        return Outcome(job=remote) if self._call.reply == "job" else Outcome(url=remote)

    # -- getting

    def _collect(self, outcome: Outcome) -> tuple[bytes, float | None]:
        """Return the bytes of a whole picture, and what it cost where that is known."""
        if outcome.data is not None:
            return self._checked(outcome.data), outcome.credits
        if outcome.job is None:
            return self._fetch(str(outcome.url), job=None), outcome.credits
        url, spent = self._finished(outcome.job)
        return self._fetch(url, job=outcome.job), outcome.credits if spent is None else spent

    def _checked(self, data: bytes) -> bytes:
        """Return a picture that came with the answer; a broken one cannot be fetched again."""
        try:
            self._whole(data)
        except NoPictureError as problem:
            raise Declined(self._unsure(f"what it sent is no picture ({problem})")) from problem
        return data

    def _finished(self, job: str) -> tuple[str, float | None]:
        return finished(self._line, self._ticket, job, self._left())

    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def _fetch(self, url: str, *, job: str | None) -> bytes:
        """Fetch a result; an address that lapsed is asked for anew once, where there is a job."""
        try:
            return self._download(url)
        except Gone:
            if job is None:
                raise Declined(self._lapsed()) from None
        try:
            return self._download(self._finished(job)[0])
        except Gone:
            raise Declined(self._lapsed()) from None

    def _download(self, url: str) -> bytes:
        def attempt() -> bytes:
            data = download(self._line, url)
            try:
                self._whole(data)
            except NoPictureError as problem:
                raise Again(f"the result is no whole picture: {problem}") from problem
            return data

        try:
            return patiently(
                attempt,
                within_s=self._left(),
                backoff_s=self._settings.backoff_s,
                attempts=_FETCHES,
            )
        except Again as problem:
            raise Declined(
                f"{self._line.title}: {problem.reason}",
                hint="run fix again: the result is fetched again, nothing is paid",
            ) from problem

    # -- words

    def _unsure(self, reason: str) -> str:
        return (
            f"whether {self._line.title} did and charged this work is not known: {reason}; "
            "it is not asked for again by itself"
        )

    def _lapsed(self) -> str:
        return f"{self._line.title} did the work, but its result can no longer be fetched"
