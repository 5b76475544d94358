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
from urllib.parse import quote

from imgrules.ext import Declined, Stopped, Ticket
from imgrules_processors.http import replies
from imgrules_processors.http.api import Answer, Api
from imgrules_processors.http.calls import Call
from imgrules_processors.http.download import download
from imgrules_processors.http.failures import Again, Gone, NoPictureError, Unsure
from imgrules_processors.http.patience import patiently
from imgrules_processors.http.profile import Job

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
        self,
        api: Api,
        call: Call,
        ticket: Ticket,
        *,
        auth: tuple[str, str],
        secret: str,
        whole: Callable[[bytes], object],
    ) -> None:
        """``auth``: header and value. ``whole`` raises NoPictureError for what is no picture."""
        self._api = api
        self._call = call
        self._ticket = ticket
        self._auth = auth
        self._secret = secret
        self._whole = whole
        self._base = (api.settings.base_url or call.base_url or api.profile.base_url).rstrip("/")
        self._until = time.monotonic() + api.settings.deadline_s

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
        self._until = time.monotonic() + self._api.settings.deadline_s
        data, spent = self._collect(outcome)
        ticket.done(data, credits_used=spent)
        return data

    # -- asking -------------------------------------------------------------------------------

    def _submit(self, body: Mapping[str, Any]) -> Outcome:
        """Ask, and write down what is known the moment it is known."""
        settings = self._api.settings
        try:
            answer = patiently(
                lambda: self._ask(body),
                within_s=settings.deadline_s,
                backoff_s=settings.backoff_s,
                attempts=settings.attempts,
            )
            return self._accept(answer)
        except Again as problem:
            raise Declined(problem.reason, hint="run fix again later") from problem
        except Unsure as problem:
            raise Declined(self._unsure(problem.reason)) from problem

    def _ask(self, body: Mapping[str, Any]) -> Answer:
        """Make the request once; what is refused is free to be asked for again."""
        request = self._api.client.build_request(
            "POST",
            self._base + self._call.path,
            headers=dict([self._auth, ("Accept", self._call.accept)]),
            **body,
        )
        self._api.pace.take()
        self._ticket.sent()
        try:
            return self._api.send(request, self._secret, counted=False)
        except Again as refused:
            self._ticket.failed(refused.reason)
            raise
        except (Declined, Stopped) as refused:
            self._ticket.failed(refused.message)
            raise

    def _accept(self, answer: Answer) -> Outcome:
        spent = self._spent(answer)
        if self._call.reply == "bytes":
            return Outcome(data=answer.body, credits=spent)
        found = replies.field(answer.data, self._api.profile.results.fields)
        if self._call.reply == "base64":
            return Outcome(data=self._decoded(found), credits=spent)
        if self._call.reply == "url":
            if not isinstance(found, str):
                raise Unsure(f"{self._title} answered without the address of a result")
            self._ticket.accepted(found, credits_used=spent)
            return Outcome(url=found, credits=spent)
        number = replies.field(answer.data, self._job.id_fields)
        if not isinstance(number, str | int):
            raise Unsure(f"{self._title} answered without the number of a job")
        self._ticket.accepted(str(number), credits_used=spent)
        return Outcome(job=str(number), credits=spent)

    def _decoded(self, text: object) -> bytes:
        if not isinstance(text, str):
            raise Unsure(f"{self._title} answered without a picture")
        try:
            return b64decode(text.partition(";base64,")[2] or text, validate=True)
        except Base64Error as problem:
            raise Unsure(f"{self._title} answered with a broken picture") from problem

    def _resumed(self, remote: str) -> Outcome:
        if self._call.reply == "job":
            return Outcome(job=remote)
        return Outcome(url=remote)

    # -- getting ------------------------------------------------------------------------------

    def _collect(self, outcome: Outcome) -> tuple[bytes, float | None]:
        """Return the bytes of a whole picture, and what it cost where that is known."""
        if outcome.data is not None:
            return self._checked(outcome.data), outcome.credits
        if outcome.job is None:
            return self._fetch(str(outcome.url), again=None), outcome.credits
        url, spent = self._finished(outcome.job)
        data = self._fetch(url, again=outcome.job)
        return data, spent if spent is not None else outcome.credits

    def _checked(self, data: bytes) -> bytes:
        """Return a picture that came with the answer; a broken one cannot be fetched again."""
        try:
            self._whole(data)
        except NoPictureError as problem:
            raise Declined(self._unsure(f"what it sent is no picture ({problem})")) from problem
        return data

    def _finished(self, job: str) -> tuple[str, float | None]:
        """Ask about a job until it is done; return where its result is. Costs nothing."""
        try:
            return patiently(
                lambda: self._look(job),
                within_s=max(0.0, self._until - time.monotonic()),
                backoff_s=self._api.settings.interval_s,
            )
        except Again as problem:
            raise Declined(
                f"{self._title} is not done yet: {problem.reason}",
                hint="run fix again: it asks about the same job and pays nothing",
            ) from problem

    def _look(self, job: str) -> tuple[str, float | None]:
        """Ask once. Raises Again while the job is under way, Declined once it has failed."""
        answer = self._poll(job)
        state = str(replies.field(answer.data, (self._job.status_field,)) or "").lower()
        if state in (*self._job.failed, *self._job.blocked):
            self._give_up(answer, state)
        url = replies.field(answer.data, self._api.profile.results.fields)
        if state not in self._job.done or not isinstance(url, str):
            raise Again(
                f"job {job} is {state or 'in no state'}", after=self._api.settings.interval_s
            )
        return url, self._spent(answer)

    def _poll(self, job: str) -> Answer:
        path = self._job.path.replace("{id}", quote(job, safe=""))
        request = self._api.client.build_request(
            "GET", self._base + path, headers=dict([self._auth])
        )
        pause = self._api.settings.interval_s
        try:
            return self._api.send(
                request, self._secret, counted=self._api.profile.limits.polls_count
            )
        except Unsure as problem:
            raise Again(problem.reason, after=pause) from problem
        except Again as problem:
            raise Again(problem.reason, after=max(problem.after or 0, pause)) from problem

    def _give_up(self, answer: Answer, state: str) -> None:
        errors = self._api.profile.errors
        why = replies.reason(answer.body, errors.fields, self._secret)
        told = f"{state}: {why}" if why and why != state else state
        self._ticket.failed(told, credits_used=self._spent(answer) or 0.0)
        if set(errors.no_subject) & set(replies.codes(answer.data)):
            raise Declined(f"{self._title} finds no product in the picture")
        raise Declined(f"{self._title}: {told}")

    def _fetch(self, url: str, *, again: str | None) -> bytes:
        """Fetch a result; an address that lapsed is asked for anew once, where there is a job."""
        try:
            return self._download(url)
        except Gone:
            if again is None:
                raise Declined(self._lapsed()) from None
        try:
            return self._download(self._finished(again)[0])
        except Gone:
            raise Declined(self._lapsed()) from None

    def _download(self, url: str) -> bytes:
        def attempt() -> bytes:
            data = download(self._api, url, self._base, self._auth)
            try:
                self._whole(data)
            except NoPictureError as problem:
                raise Again(f"the result is no whole picture: {problem}") from problem
            return data

        try:
            return patiently(
                attempt,
                within_s=max(0.0, self._until - time.monotonic()),
                backoff_s=self._api.settings.backoff_s,
                attempts=_FETCHES,
            )
        except Again as problem:
            raise Declined(
                f"{self._title}: {problem.reason}",
                hint="run fix again: the result is fetched again, nothing is paid",
            ) from problem

    # -- words --------------------------------------------------------------------------------

    @property
    def _title(self) -> str:
        return self._api.profile.title

    @property
    def _job(self) -> Job:
        assert self._api.profile.job is not None  # noqa: S101  (loading a profile requires it)
        return self._api.profile.job

    def _spent(self, answer: Answer) -> float | None:
        """Return the credits an answer reports, where they can be believed."""
        told = self._api.profile.credits
        named = next(
            (answer.headers[name] for name in told.headers if name in answer.headers), None
        )
        for value in (named, replies.field(answer.data, told.fields)):
            spent = replies.number(value)
            if spent is not None and (spent == 0 or spent >= told.least):
                return spent
        return None

    def _unsure(self, reason: str) -> str:
        return (
            f"whether {self._title} did and charged this work is not known: {reason}; "
            "it is not asked for again by itself"
        )

    def _lapsed(self) -> str:
        return f"{self._title} did the work, but its result can no longer be fetched"
