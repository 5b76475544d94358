"""A remote service on loopback that behaves like the real ones, on good days and on bad ones.

    with FakeService() as fake:
        fake.script("submit", "throttle:0.1", "ok")   # what the next requests of a kind get
        ...                                           # use fake.url as base_url, KEY as the key
        fake.charges                                  # picture (see fingerprint) to times charged

Contracts, by path: PixelAPI (``/v1/image/<work>`` and ``/v1/edit``), remove.bg
(``/v1.0/removebg``), Photoroom (``/v1/segment``, ``/v2/edit``); whoever accepts nothing but JSON
gets the picture as text. Every cut-out is a real one: what differs from the colour of the border
stays.

Kinds of requests and what they can be told to do (the default is ``ok``; for polls ``queued``,
``processing``, then ``completed``). ``script(kind, *words, picture=…)`` is for one picture only.

- submit: ok, throttle[:seconds|date|epoch], slow-down (420), error, error-object, unavailable,
  no-credits, bad-key, invalid, invalid-object, no-subject, moved, refused-late (504 after the work
  was charged), drop (charged, then the connection breaks), hang (charged, no answer), no-id,
  blank (charged, answers with HTML), bad-text (charged, the text of the picture is broken),
  last:seconds (taken, and says that no request is left for so long)
- poll: queued, processing, completed, failed, blocked, mystery, error, drop, missing, throttle:…,
  bad-key
- download: ok, truncated, broken, wrong-type, expired, error, slow, huge, private, elsewhere,
  nowhere, loop, cropped, opaque, small, empty, whole

As a process of its own: ``python fake_service.py PORT_FILE CHARGES_FILE [--polls N] [--pause S]``
writes its address to PORT_FILE when it listens, and the charges as JSON after each one.
"""

from __future__ import annotations

import argparse
import json
import socket
import struct
import sys
import time
from base64 import b64decode, b64encode
from collections import Counter, defaultdict, deque
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import unquote_plus

import numpy as np
from PIL import Image

KEY = "test-key-4711"
CREDITS = 10


def fingerprint(samples: np.ndarray) -> str:
    """Name a picture by its pixels (uint8, height × width × 3), whatever file carries them."""
    return sha256(str(samples.shape).encode() + samples.tobytes()).hexdigest()[:16]


def cut(samples: np.ndarray) -> np.ndarray:
    """Return the alpha (uint8) of what differs from the border's colour."""
    border = np.concatenate([samples[0], samples[-1], samples[:, 0], samples[:, -1]])
    away = np.abs(samples.astype(int) - np.median(border, axis=0)).max(axis=2)
    return np.clip((away - 12) * 16, 0, 255).astype(np.uint8)


class FakeService:
    """The service. Use it as a context manager; every attribute may be read while it runs."""

    def __init__(
        self,
        *,
        polls: tuple[str, ...] = ("queued", "processing"),
        pause: float = 0.0,
        result_host: str = "127.0.0.1",
        charges_file: Path | None = None,
    ) -> None:
        self.polls = polls
        self.pause = pause
        self.result_host = result_host
        self.charges_file = charges_file
        self.charges: Counter[str] = Counter()
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.fields: list[dict[str, str]] = []
        self.jobs: dict[str, dict] = {}
        self.lock = Lock()
        self.closing = Event()
        self._scripts: dict[tuple[str, str | None], deque[str]] = defaultdict(deque)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self

    def __enter__(self) -> FakeService:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def script(self, kind: str, *words: str, picture: str | None = None) -> None:
        """Say what the next requests of a kind get, one word each."""
        with self.lock:
            self._scripts[kind, picture].extend(words)

    def next_word(self, kind: str, picture: str | None, default: str) -> str:
        with self.lock:
            for key in ((kind, picture), (kind, None)):
                if self._scripts[key]:
                    return self._scripts[key].popleft()
        return default

    def count(self, method: str, part: str = "") -> int:
        """Say how many requests of a method had ``part`` in their path."""
        return sum(1 for verb, path, _ in self.requests if verb == method and part in path)

    def charge(self, picture: str) -> None:
        with self.lock:
            self.charges[picture] += 1
            if self.charges_file is not None:
                aside = self.charges_file.with_suffix(".part")
                aside.write_text(json.dumps(self.charges))
                aside.replace(self.charges_file)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *given) -> None:
        """Say nothing of clients that hang up: some are meant to."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*given)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "fake"

    @property
    def fake(self) -> FakeService:
        return self.server.fake

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._note()
        if self._shut_out():
            return
        fields, files = _form(self.headers.get("Content-Type", ""), body)
        with self.fake.lock:
            self.fake.fields.append(fields)
        samples = _picture(fields, files)
        picture = fingerprint(samples)
        word = self.fake.next_word("submit", picture, "ok")
        if not self._refused(word):
            self.fake.charge(picture)
            time.sleep(self.fake.pause)
            self._work(word, picture, samples, fields)

    def do_GET(self) -> None:
        self._note()
        parts = self.path.strip("/").split("/")
        if parts[0] == "files":
            self._download(parts[1])
        elif not self._shut_out():
            self._poll(parts[-1])

    # -- submitting -----------------------------------------------------------------------------

    def _refused(self, word: str) -> bool:
        """Answer a request that is not taken; nothing is charged."""
        verb, _, detail = word.partition(":")
        plain = {
            "error": (500, {"detail": "internal error"}),
            "unavailable": (503, {"detail": "try later"}),
            "error-object": (
                503,
                {"detail": {"message": "recovering from a memory pressure event", "code": "mem"}},
            ),
            "no-credits": (402, {"detail": "Insufficient credits"}),
            "bad-key": (401, {"detail": f"unknown key {KEY}"}),
            "invalid": (422, {"detail": "image is too small"}),
            "invalid-object": (
                422,
                {
                    "detail": [
                        {"loc": ["body", "image"], "msg": "field required", "type": "missing"}
                    ]
                },
            ),
            "no-subject": (
                400,
                {
                    "errors": [
                        {"code": "unknown_foreground", "title": "Could not identify foreground"}
                    ]
                },
            ),
        }
        if verb in ("throttle", "slow-down"):
            self._json({"detail": "slow down"}, 420 if verb == "slow-down" else 429,
                       _wait_header(detail))  # fmt: skip
        elif verb == "moved":
            self._json({}, 307, {"Location": f"{self.fake.url}/v1/elsewhere"})
        elif verb in plain:
            code, data = plain[verb]
            self._json(data, code)
        else:
            return False
        return True

    def _work(self, word: str, picture: str, samples: np.ndarray, fields: dict) -> None:
        if word == "drop":
            self._break()
        elif word == "hang":
            self.fake.closing.wait(30)
            self._break()
        elif word == "refused-late":
            self._json({"detail": "gateway timeout"}, 504)
        elif word == "blank":
            self._send(b"<html>busy</html>", 200, {"Content-Type": "text/html"})
        else:
            self._deliver(word, picture, samples, fields)

    def _deliver(self, word: str, picture: str, samples: np.ndarray, fields: dict) -> None:
        job = f"job-{len(self.fake.jobs) + 1}-{picture}"
        made = _result(self.path, samples, fields)
        with self.fake.lock:
            self.fake.jobs[job] = {"picture": picture, "made": made, "asked": 0}
        if self.headers.get("Accept") == "application/json" and word != "no-id":
            text = b64encode(_png(made)).decode()
            self._json({"data": {"result_b64": text[7:] if word == "bad-text" else text}})
        elif self.path.startswith(("/v1.0/removebg", "/v1/segment", "/v2/edit")):
            how = self.fake.next_word("download", picture, "ok")
            self._give(how, made, job, {"X-Credits-Charged": "1"})
        elif word == "no-id":
            self._json({"status": "queued"})
        elif self.path == "/v1/edit":
            self._json({"output_url": self._address(job), "credits_used": CREDITS})
        else:
            left = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": word.partition(":")[2]}
            self._json(
                {"generation_id": job, "status": "queued", "credits_used": CREDITS},
                headers=left if word.startswith("last:") else None,
            )

    # -- asking and fetching --------------------------------------------------------------------

    def _poll(self, job: str) -> None:
        known = self.fake.jobs.get(job)
        if known is None:
            self._json({"detail": "not found"}, 404)
            return
        at = known["asked"]
        known["asked"] += 1
        usual = self.fake.polls[at] if at < len(self.fake.polls) else "completed"
        word = self.fake.next_word("poll", known["picture"], usual)
        if word == "drop":
            self._break()
        elif word == "missing":
            self._json({"detail": "not found"}, 404)
        elif word == "completed":
            self._json({"status": word, "output_url": self._address(job), "processing_ms": 12})
        elif word in ("failed", "blocked"):
            self._json(
                {"status": word, "error_message": f"the model {word} it", "output_url": None}
            )
        elif not self._refused(word):
            self._json({"status": word})

    def _address(self, job: str) -> str:
        return f"http://{self.fake.result_host}:{self.fake.port}/files/{job}/{time.time_ns()}.png"

    def _download(self, job: str) -> None:
        known = self.fake.jobs[job]
        word = self.fake.next_word("download", known["picture"], "ok")
        self._give(word, known["made"], job, {})

    def _give(self, word: str, made: Image.Image, job: str, headers: dict[str, str]) -> None:
        onward = {
            "private": "http://10.11.12.13/secret.png",
            "elsewhere": "http://example.test/result.png",
            "nowhere": "https://[::1",
            "loop": f"/files/{job}/again.png",
        }
        sized = {
            "cropped": lambda one: one.crop((0, 0, one.width, one.height // 2)),
            "small": lambda one: one.resize((one.width // 2, one.height // 2)),
            "opaque": lambda one: one.convert("RGB"),
            "empty": lambda one: Image.new("RGBA", one.size),
            "whole": lambda one: Image.new("RGBA", one.size, "red"),
        }
        headers = {"Content-Type": "image/png", **headers}
        data = _png(sized.get(word, lambda one: one)(made))
        if word in onward:
            self._send(b"", 302, {"Location": onward[word]})
        elif word == "expired":
            self._send(b"<Error>expired</Error>", 403, {"Content-Type": "application/xml"})
        elif word == "error":
            self._send(b"", 500, {})
        elif word == "wrong-type":
            self._send(b"<html></html>", 200, {**headers, "Content-Type": "text/html"})
        elif word == "broken":
            self._send(data[: len(data) // 2], 200, headers)
        elif word == "truncated":
            self._send(data, 200, headers, cut_at=len(data) // 2)
        elif word == "huge":
            self._send(data + bytes(3_000_000), 200, headers)
        else:
            time.sleep(0.3 if word == "slow" else 0)
            self._send(data, 200, headers)

    # -- the wire -------------------------------------------------------------------------------

    def _note(self) -> None:
        with self.fake.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.fake.requests.append((self.command, self.path, headers))

    def _shut_out(self) -> bool:
        """Refuse a wrong key, and a library's own User-Agent as a CDN would."""
        agent = self.headers.get("User-Agent", "")
        if agent.startswith(("python-", "Python-")):
            self._json({"detail": "blocked by the CDN"}, 403)
            return True
        given = {self.headers.get("Authorization"), self.headers.get("X-Api-Key")}
        if not given & {f"Bearer {KEY}", KEY}:
            self._json({"detail": "invalid key"}, 401)
            return True
        return False

    def _json(self, data: object, code: int = 200, headers: dict[str, str] | None = None) -> None:
        more = {"Content-Type": "application/json", **(headers or {})}
        self._send(json.dumps(data).encode(), code, more)

    def _send(self, body: bytes, code: int, headers: dict[str, str], cut_at: int = -1) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut_at < 0 else body[:cut_at])
        if cut_at >= 0:
            self._break()

    def _break(self) -> None:
        """Cut the connection without a farewell."""
        self.close_connection = True
        self.wfile.flush()
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.shutdown(socket.SHUT_RDWR)


def _wait_header(detail: str) -> dict[str, str]:
    """Return Retry-After as seconds (the default), or two seconds on as a date or an epoch."""
    if detail == "date":
        return {"Retry-After": formatdate(time.time() + 2, usegmt=True)}
    if detail == "epoch":
        return {"Retry-After": str(int(time.time()) + 1)}
    return {"Retry-After": detail} if detail else {}


def _form(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """Read JSON, a form or a multipart body."""
    if kind.startswith("application/json"):
        return json.loads(body), {}
    if kind.startswith("application/x-www-form-urlencoded"):
        pairs = (pair.partition("=") for pair in body.decode().split("&"))
        return {unquote_plus(name): unquote_plus(value) for name, _, value in pairs}, {}
    fields, files = {}, {}
    for part in body.split(b"--" + kind.partition("boundary=")[2].encode())[1:-1]:
        head, _, value = part[2:-2].partition(b"\r\n\r\n")
        told = head.decode()
        name = told.partition('name="')[2].partition('"')[0]
        if "filename=" in told:
            files[name] = value
        else:
            fields[name] = value.decode()
    return fields, files


def _picture(fields: dict[str, str], files: dict[str, bytes]) -> np.ndarray:
    """Return the pixels of whatever was sent as a picture."""
    for name in ("image", "image_file", "imageFile"):
        if name in files:
            return np.asarray(Image.open(BytesIO(files[name])).convert("RGB"))
    data = b64decode(fields["image_url"].partition(",")[2])
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def _result(path: str, samples: np.ndarray, fields: dict) -> Image.Image:
    """Do what was asked: enlarge, put on a scene, or cut out."""
    picture = Image.fromarray(samples)
    if "upscale" in path or fields.get("operation") == "upscale":
        scale = int(fields.get("scale", 2))
        return picture.resize((picture.width * scale, picture.height * scale))
    if "replace" in path or fields.get("operation") == "replace_background":
        scene = Image.new("RGB", picture.size, (90, 140, 90))
        return Image.composite(picture, scene, Image.fromarray(cut(samples)))
    if "remove-text" in path or "remove-object" in path or "v2/edit" in path:
        return picture
    return Image.fromarray(np.dstack([samples, cut(samples)]))


def _png(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port_file", type=Path)
    parser.add_argument("charges_file", type=Path)
    parser.add_argument("--polls", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.0)
    given = parser.parse_args()
    with FakeService(
        polls=("processing",) * given.polls, pause=given.pause, charges_file=given.charges_file
    ) as fake:
        aside = given.port_file.with_suffix(".part")
        aside.write_text(fake.url)
        aside.replace(given.port_file)
        Event().wait()


if __name__ == "__main__":
    main()
