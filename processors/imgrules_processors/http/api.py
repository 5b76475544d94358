"""Talking to a service's API: one request, and what its answer means."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cache
from ssl import SSLContext
from threading import Lock
from typing import TYPE_CHECKING, Any

from imgrules.ext import Declined, Stopped
from imgrules_processors.http import replies
from imgrules_processors.http.failures import Again, TooMuch, Unsure
from imgrules_processors.http.profile import Profile
from imgrules_processors.http.settings import Settings
from imgrules_processors.http.waiting import Pace, asked_to_wait

if TYPE_CHECKING:
    import httpx

_LATER = 500


class Answer:
    """A reply that says yes: its body, whole, and its headers."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self.body = body
        self.headers = headers
        self.data: Any = replies.parse(body) if body[:1] in (b"{", b"[") else None


class Api:
    """One service as one run uses it; every thread shares it."""

    def __init__(self, profile: Profile, settings: Settings) -> None:
        self.profile = profile
        self.settings = settings
        self.pace = Pace(settings.per_minute)
        self._client: httpx.Client | None = None
        self._making = Lock()

    def send(
        self, request: httpx.Request, secrets: Sequence[str], *, counted: bool = True
    ) -> Answer:
        """Make one request; nothing said of it shows ``secrets``.

        Raises Again, Unsure, Declined or Stopped.
        """
        import httpx

        if counted:
            self.pace.take()
        try:
            response = self.client.send(request, stream=True)
            with closing(response):
                body = read_whole(
                    response, self.profile.results.max_bytes, self.settings.deadline_s
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout,
                httpx.ProxyError) as problem:  # fmt: skip
            raise Again(f"{self._title} cannot be reached: {problem}") from problem
        except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as problem:
            said = replies.masked(str(problem), secrets)  # a header is quoted in full
            raise Declined(f"the request to {self._title} cannot be made: {said}") from None
        except httpx.RequestError as problem:
            said = str(problem) or type(problem).__name__
            raise Unsure(f"{self._title} was asked, and the answer did not arrive: {said}") from (
                problem
            )
        except TooMuch as problem:
            raise Unsure(str(problem)) from problem
        self._judge(response, body, secrets)
        return Answer(body, response.headers)

    @property
    def client(self) -> httpx.Client:
        """The client; a connection carries one request.

        A kept connection may be closed by the other side just as a paid request is written to it:
        nobody could tell whether it was read.
        """
        import httpx

        with self._making:
            if self._client is None:
                self._client = httpx.Client(
                    headers={"User-Agent": self.profile.user_agent},
                    timeout=self.settings.timeout_s,
                    limits=httpx.Limits(max_keepalive_connections=0),
                    follow_redirects=False,
                    trust_env=not self.settings.loopback,
                    verify=_trust(),
                )
            return self._client

    def close(self) -> None:
        """Let go of the sockets."""
        if self._client is not None:
            self._client.close()

    @property
    def _title(self) -> str:
        return self.profile.title

    def _judge(self, response: httpx.Response, body: bytes, secrets: Sequence[str]) -> None:
        """Return for an answer that says yes; raise what any other means."""
        code, errors, limits = response.status_code, self.profile.errors, self.profile.limits
        self._mind_the_rest(response.headers)
        if 200 <= code < 300:
            return
        why = replies.reason(body, errors.fields, secrets)
        said = f"{self._title}: {why} (HTTP {code})" if why else f"{self._title}: HTTP {code}"
        if code in limits.throttled:
            raise self._throttled(said, response.headers)
        if code in (*errors.no_credits, *errors.bad_key):
            raise self._stopped(code, said, why)
        if code in errors.unsure:
            raise Unsure(said)
        if code >= _LATER:
            raise Again(said, after=asked_to_wait(response.headers, limits.wait_headers))
        raise self._declined(code, said, body)

    def _throttled(self, said: str, headers: Mapping[str, str]) -> Again:
        limits = self.profile.limits
        names = (*limits.wait_headers, *filter(None, [limits.reset_header]))
        after = asked_to_wait(headers, names)
        self._pause(after)
        return Again(said, after=after)

    def _stopped(self, code: int, said: str, why: str) -> Stopped:
        if code in self.profile.errors.no_credits:
            return Stopped(f"no credits left at {said}", hint=f"buy credits: {self.profile.docs}")
        return Stopped(
            f"{self._title} refuses the key (HTTP {code})" + (f": {why}" if why else ""),
            hint=f"correct the environment variable {self.settings.key_env}",
        )

    def _declined(self, code: int, said: str, body: bytes) -> Declined:
        if set(self.profile.errors.no_subject) & set(replies.codes(replies.parse(body))):
            return Declined(f"{self._title} finds no product in the picture")
        if 300 <= code < 400:
            return Declined(
                f"{self._title} answers with a redirect (HTTP {code}), which is not followed",
                hint="correct base_url",
            )
        return Declined(said)

    def _mind_the_rest(self, headers: Mapping[str, str]) -> None:
        """Pause everybody where the service says that nothing is left until some moment."""
        limits = self.profile.limits
        if not (limits.remaining_header and limits.reset_header):
            return
        if replies.number(headers.get(limits.remaining_header)) == 0:
            self._pause(asked_to_wait(headers, (limits.reset_header,)))

    def _pause(self, after: float | None) -> None:
        """Hold every thread back, unless it would be for longer than a picture is given."""
        if after is not None and after <= self.settings.deadline_s:
            self.pace.pause(after)


@cache
def _trust() -> SSLContext:
    """Return what certificates are checked against; reading it takes a while."""
    import httpx

    return httpx.create_ssl_context()


def read_whole(response: httpx.Response, most: int, within_s: float) -> bytes:
    """Read a body of at most so many bytes in at most so many seconds.

    Raises httpx.RemoteProtocolError where it ends before its stated length, TooMuch where it is
    too large, Unsure where it trickles in for too long.
    """
    body, begun = bytearray(), time.monotonic()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > most:
            raise TooMuch(f"the answer is larger than {most} bytes")
        if time.monotonic() - begun > within_s:
            raise Unsure(f"{response.url.host} took longer than {within_s:g} s to answer")
    return bytes(body)
