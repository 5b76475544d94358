"""Fetching a result: from hosts that were named, at public addresses, no larger than stated."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from imgrules.ext import Declined
from imgrules_processors.http.address import allowed, resolve
from imgrules_processors.http.api import Api, read_whole
from imgrules_processors.http.failures import Again, Gone, TooMuch, Unsure
from imgrules_processors.http.line import Line

if TYPE_CHECKING:
    import httpx

_GONE = (403, 404, 410)
_REDIRECTS = 3
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535


def download(line: Line, url: str) -> bytes:
    """Return what lies at an address. Raises Gone, Again or Declined.

    The key is sent to the service's own address and to nobody else.
    """
    api, own = line.api, line.base
    for _ in range(_REDIRECTS + 1):
        host, port = _admitted(api, url, own)
        headers = dict([line.auth]) if _origin(url) == _origin(own) else {}
        addresses = _addresses(api, host, port)
        onward, body = _fetch(api, url, addresses, headers)
        if onward is None:
            return body
        url = onward
    raise Declined(f"the result of {api.profile.title} is redirected more than {_REDIRECTS} times")


def _addresses(api: Api, host: str, port: int) -> tuple[str, ...]:
    """Return where to connect to: looked up once, and looked at.

    Behind a proxy it is the proxy that looks names up; then the name itself is asked for.
    """
    if not api.settings.loopback and getproxies() and not proxy_bypass(host):
        return (host,)
    try:
        return resolve(host, port, loopback=api.settings.loopback)
    except OSError as problem:
        raise Again(f"{host} cannot be found: {problem}") from problem


def _origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port as the client understands them; empty where it does not."""
    import httpx

    try:
        read = httpx.URL(url)
    except httpx.InvalidURL:
        return "", "", None
    return read.scheme, read.host, read.port or _PORTS.get(read.scheme)


def _admitted(api: Api, url: str, own: str) -> tuple[str, int]:
    """Return host and port of an address that may be asked. Raises Declined."""
    scheme, host, port = _origin(url)
    safe = scheme == "https" or (scheme == "http" and api.settings.loopback)
    if not safe or not host or port is None or port > _LAST_PORT:
        raise Declined(f"the result of {api.profile.title} lies at no https address; not fetched")
    if not allowed(host, (str(urlsplit(own).hostname), *api.profile.results.hosts)):
        raise Declined(
            f"the result of {api.profile.title} lies at {host}, which its profile does not name",
            hint=f"add {host} under results: hosts: if it is the service's",
        )
    return host, port


def _fetch(
    api: Api, url: str, addresses: tuple[str, ...], headers: dict[str, str]
) -> tuple[str | None, bytes]:
    """Return where to go on, or None and the body."""
    import httpx

    try:
        with closing(_connected(api, url, addresses, headers)) as response:
            if response.next_request is not None:
                return _onward(url, response), b""
            _check(api, response)
            return None, read_whole(
                response, api.profile.results.max_bytes, api.settings.deadline_s
            )
    except httpx.RequestError as problem:
        said = str(problem) or type(problem).__name__
        raise Again(f"the result did not arrive whole: {said}") from problem
    except Unsure as problem:
        raise Again(problem.reason) from problem
    except TooMuch as problem:
        raise Declined(f"the result of {api.profile.title} is refused: {problem}") from problem


def _onward(url: str, response: httpx.Response) -> str:
    """Return where a redirect leads, seen from the name that was asked for, not its IP address."""
    import httpx

    return str(httpx.URL(url).join(response.headers["Location"]))


def _connected(
    api: Api, url: str, addresses: tuple[str, ...], headers: dict[str, str]
) -> httpx.Response:
    """Open the address at one of the IP addresses that were looked at.

    The name goes into the Host header and into TLS, which checks the certificate against it; a
    second look-up, which could answer otherwise, never happens.
    """
    import httpx

    named = httpx.URL(url)
    for left, address in enumerate(addresses, 1 - len(addresses)):
        request = api.client.build_request(
            "GET",
            named.copy_with(host=address),
            headers={"Host": named.netloc.decode("ascii"), **headers},
            extensions={"sni_hostname": named.host},
        )
        try:
            return api.client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if left == 0:
                raise
    raise Again(f"{named.host} has no address")


def _check(api: Api, response: httpx.Response) -> None:
    """Refuse what is not there, not a picture or too large."""
    code, results = response.status_code, api.profile.results
    if code in _GONE:
        raise Gone
    if code != 200:
        raise Again(f"the result cannot be fetched: HTTP {code}")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and kind not in results.media_types:
        raise Declined(f"{api.profile.title} sends {kind} instead of a picture")
    length = response.headers.get("Content-Length", "0")
    if length.isdigit() and int(length) > results.max_bytes:
        raise Declined(f"the result is larger than {results.max_bytes} bytes")
