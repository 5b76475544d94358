"""A remote service as a processor, made from its profile."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, ClassVar

from imgrules.ext import (
    API,
    Context,
    Cutout,
    Declined,
    Draft,
    Facts,
    Offer,
    Safety,
    Stopped,
    Value,
)
from imgrules_processors.http.api import Api
from imgrules_processors.http.calls import Call
from imgrules_processors.http.choose import choose, price
from imgrules_processors.http.line import Line
from imgrules_processors.http.profile import Profile
from imgrules_processors.http.purchase import Purchase
from imgrules_processors.http.settings import ServiceOptions, settle

if TYPE_CHECKING:
    from PIL import Image


class Service:
    """Sends pictures to a remote service and takes back what it was asked for.

    Of a cut-out only the transparency is used; imgrules applies it to the original pixels. Work is
    paid for through the ledger, so that the same work is never bought twice.
    """

    api: ClassVar[int] = API
    version: int = 1
    Options: ClassVar[type[ServiceOptions]] = ServiceOptions

    def __init__(
        self, profile: Profile, options: ServiceOptions | None = None, *, day: date | None = None
    ) -> None:
        """``day``: whose prices hold; today's where left out. Raises ValueError."""
        self.profile = profile
        self.name: str = profile.name
        self.operations: tuple[str, ...] = profile.operations
        self._options = options or ServiceOptions()
        self._settings = settle(profile, self._options)
        self._api = Api(profile, self._settings)
        self._day = day or datetime.now(UTC).date()

    def offer(self, operation: str, facts: Facts, params: Mapping[str, Value]) -> Offer:
        """Say what the step would cost and how grave it is. Raises Declined."""
        _, call = self._chosen(operation, params)
        safety = Safety.SUGGEST if call.gives == "picture" else Safety.UNSAFE
        return Offer(safety, self._credits(operation, params), self._note(call, facts))

    def price(self, operation: str, params: Mapping[str, Value] | None = None) -> float | None:
        """Return what a step costs in credits; None where nobody said."""
        name = choose(self.profile, operation, params or {})
        own = self._options.credits
        given = own.get(name, own.get(operation))
        return given if given is not None else price(self.profile, name, self._day)

    def run(
        self, operation: str, draft: Draft, params: Mapping[str, Value], context: Context
    ) -> Draft | Cutout:
        """Buy the step's work, or take what was bought before. Raises Declined or Stopped."""
        from imgrules_processors.http.upload import body, encode, fields

        name, call = self._chosen(operation, params)
        if not context.network:
            raise Declined(f"use of the network is off; {self.profile.title} is not asked")
        auth, secret = self._auth(context.environ)
        values = fields(call, params, draft)
        upload, side = self.profile.upload, self._settings.max_side
        sent = encode(draft, call, upload, side)
        ticket = context.till.open(
            processor=self.name,
            operation=operation,
            work=draft.digest(),
            params={"call": name, **values},
            credits=self._credits(operation, params),
        )
        purchase = Purchase(self._line(call, auth, secret), call, ticket, whole=self._decoded)
        if sent.scale < 1:
            context.say(f"{self.profile.title} is sent a smaller picture ({sent.scale:.0%})")
        data = purchase.buy(lambda: body(call, sent, values))
        return self._made(call, self._decoded(data), draft, params)

    def close(self) -> None:
        """Let go of the sockets."""
        self._api.close()

    def _line(self, call: Call, auth: tuple[str, str], secret: str) -> Line:
        base = self._settings.base_url or call.base_url or self.profile.base_url
        return Line(self._api, base.rstrip("/"), auth, secret)

    def _chosen(self, operation: str, params: Mapping[str, Value]) -> tuple[str, Call]:
        name = choose(self.profile, operation, params)
        return name, self.profile.calls[name]

    def _credits(self, operation: str, params: Mapping[str, Value]) -> float:
        """Return the price of a call. Raises Declined: a budget cannot hold without one."""
        told = self.price(operation, params)
        if told is None:
            name = choose(self.profile, operation, params)
            raise Declined(
                f"what {name} costs at {self.profile.title} is unknown",
                hint=f"say it in imgrules.yaml: fix: options: {self.name}: credits: {{{name}: …}}",
            )
        return told

    def _note(self, call: Call, facts: Facts) -> str:
        from imgrules_processors.http.upload import fit

        scale = fit(facts.width, facts.height, self.profile.upload, self._settings.max_side)
        if scale < 1 and call.gives == "picture":
            raise Declined(
                f"{facts.width} × {facts.height} pixels are more than {self.profile.title} takes"
            )
        smaller = f", sent at {scale:.0%} of its size" if scale < 1 else ""
        what = "new pixels" if call.gives == "picture" else "only the transparency is taken"
        return f"sent to {self.profile.title}{smaller}; {what}"

    def _auth(self, environ: Mapping[str, str]) -> tuple[tuple[str, str], str]:
        """Return the header that carries the key, and the key itself. Raises Stopped."""
        key, env = self.profile.key, self._settings.key_env
        secret = self._set(environ, env)
        if key.user_env:
            pair = f"{self._set(environ, key.user_env)}:{secret}".encode()
            return (key.header, f"Basic {b64encode(pair).decode('ascii')}"), secret
        return (key.header, f"{key.scheme} {secret}".strip()), secret

    def _set(self, environ: Mapping[str, str], name: str) -> str:
        value = environ.get(name, "").strip()
        if not value:
            raise Stopped(
                f"{self.profile.title} needs a key: the environment variable {name} is not set",
                hint=f"get a key: {self.profile.docs}",
            )
        if not value.isascii() or not value.isprintable():
            raise Stopped(f"the key in {name} holds characters that no key has")
        return value

    def _decoded(self, data: bytes) -> Image.Image:
        from imgrules_processors.http.results import decode

        return decode(data, self.profile.results.max_megapixels)

    def _made(
        self, call: Call, picture: Image.Image, draft: Draft, params: Mapping[str, Value]
    ) -> Draft | Cutout:
        from imgrules_processors.http.results import cutout, enlarged, repainted

        title = self.profile.title
        if call.gives != "picture":
            return cutout(picture, draft, mask=call.gives == "mask", title=title)
        width, height = params.get("width"), params.get("height")
        if call.operation == "size.enlarge" and isinstance(width, int) and isinstance(height, int):
            return enlarged(picture, draft, (width, height), title=title)
        return repainted(picture, draft, title=title)
