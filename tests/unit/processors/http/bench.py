"""What the tests of remote services share: a ledger in memory, and pictures."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from imgrules.ext import Draft
from tests.unit.processors.http.fake_service import KEY, fingerprint

ENVIRON = {"PIXELAPI_KEY": KEY, "REMOVEBG_KEY": KEY, "PHOTOROOM_KEY": KEY}


@dataclass
class MemoryTicket:
    """A ticket that is durable as long as the test runs; ``history`` tells what it went through."""

    state: str = "planned"
    remote_id: str | None = None
    result: bytes | None = None
    credits: float | None = None
    history: list[str] = field(default_factory=list)

    def sent(self) -> None:
        assert self.state == "planned"
        self._to("sent")

    def accepted(self, remote_id: str, *, credits_used: float | None = None) -> None:
        assert self.state == "sent"
        self.remote_id, self.credits = remote_id, credits_used
        self._to("accepted")

    def done(self, result: bytes, *, credits_used: float | None = None) -> None:
        assert self.state in ("sent", "accepted")
        self.result, self.credits = result, credits_used
        self._to("done")

    def failed(self, reason: str, *, credits_used: float = 0.0) -> None:
        self.remote_id, self.credits = None, credits_used
        self._to("planned", f"failed: {reason}")

    def _to(self, state: str, told: str | None = None) -> None:
        self.state = state
        self.history.append(told or state)


class MemoryTill:
    """A ledger without a file and without a budget."""

    def __init__(self) -> None:
        self.tickets: dict[tuple, MemoryTicket] = {}
        self.opened: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def open(self, *, processor, operation, work, params, credits) -> MemoryTicket:
        with self._lock:
            self.opened.append({"params": dict(params), "credits": credits})
            key = (processor, operation, work, repr(sorted(params.items())))
            return self.tickets.setdefault(key, MemoryTicket())

    @property
    def only(self) -> MemoryTicket:
        (ticket,) = self.tickets.values()
        return ticket


def shot(width: int = 60, height: int = 40, shade: int = 60) -> Draft:
    """Return a dark rectangle on light grey; ``shade`` makes it another picture."""
    samples = np.full((height, width, 3), 225, np.uint8)
    samples[height // 4 : -height // 4, width // 4 : -width // 4] = (shade, 40, 90)
    return Draft(samples=samples)


def name_of(draft: Draft) -> str:
    """Return what the fake service calls this picture."""
    return fingerprint(draft.samples)
