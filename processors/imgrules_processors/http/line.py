"""A service with the key to it: requests that only need a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from imgrules_processors.http import replies
from imgrules_processors.http.api import Answer, Api
from imgrules_processors.http.profile import Profile

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Line:
    """``auth`` is the header that carries the key, ``secret`` the key itself."""

    api: Api
    base: str
    auth: tuple[str, str] = field(repr=False)
    secret: str = field(repr=False)

    @property
    def profile(self) -> Profile:
        return self.api.profile

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may show."""
        return self.auth[1], self.secret

    @property
    def title(self) -> str:
        return self.api.profile.title

    def request(self, path: str, accept: str, body: Mapping[str, Any]) -> httpx.Request:
        """Return a request for work; nothing leaves yet."""
        headers = dict([self.auth, ("Accept", accept)])
        return self.api.client.build_request("POST", self.base + path, headers=headers, **body)

    def send(self, request: httpx.Request) -> Answer:
        """Make a request for work, whose turn has come."""
        return self.api.send(request, self.secrets, counted=False)

    def get(self, path: str) -> Answer:
        """Ask about something; costs nothing."""
        request = self.api.client.build_request("GET", self.base + path, headers=dict([self.auth]))
        return self.api.send(request, self.secrets, counted=self.profile.limits.polls_count)

    def why(self, answer: Answer) -> str:
        """Return the reason a reply gives, in the service's words."""
        return replies.reason(answer.body, self.profile.errors.fields, self.secrets)

    def spent(self, answer: Answer) -> float | None:
        """Return the credits a reply reports, where they can be believed."""
        told = self.profile.credits
        named = next(
            (answer.headers[name] for name in told.headers if name in answer.headers), None
        )
        for value in (named, replies.field(answer.data, told.fields)):
            spent = replies.number(value)
            if spent is not None and (spent == 0 or spent >= told.least):
                return spent
        return None
