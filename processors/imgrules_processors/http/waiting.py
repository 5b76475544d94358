"""How long a service asks to wait, and never asking faster than the plan allows."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

_EPOCH = 1_000_000_000
"""Larger numbers are moments, not spans: 32 years would be a long wait."""
_EPOCH_MS = 1_000_000_000_000


def asked_to_wait(
    headers: Mapping[str, str], names: Iterable[str], *, now: float | None = None
) -> float | None:
    """Return the seconds the first readable header asks for; None where none does."""
    moment = time.time() if now is None else now
    for name in names:
        if (text := headers.get(name)) is not None:
            seconds = _seconds(text.strip(), moment)
            if seconds is not None:
                return max(0.0, seconds)
    return None


def _seconds(text: str, now: float) -> float | None:
    """Read a span in seconds, a moment in seconds or milliseconds since 1970, or an HTTP date."""
    try:
        value = float(text)
    except ValueError:
        return _until_date(text, now)
    if not -_EPOCH < value < 1e15:
        return None
    if value >= _EPOCH_MS:
        return value / 1000 - now
    return value - now if value >= _EPOCH else value


def _until_date(text: str, now: float) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now


class Pace:
    """Lets at most ``limit`` requests through in any ``window`` seconds, over all threads."""

    def __init__(self, limit: int | None, *, window: float = 60.0) -> None:
        self._limit = limit
        self._window = window
        self._taken: deque[float] = deque(maxlen=limit)
        self._not_before = 0.0
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for a turn."""
        while True:
            with self._lock:
                now = time.monotonic()
                pause = max(self._not_before, self._free_at()) - now
                if pause <= 0:
                    if self._limit is not None:
                        self._taken.append(now)
                    return
            time.sleep(pause)

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long: the service asked for it."""
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + seconds)

    def _free_at(self) -> float:
        full = self._limit is not None and len(self._taken) == self._limit
        return self._taken[0] + self._window if full and self._taken else 0.0
