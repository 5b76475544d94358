"""Trying again: as long as the service asks for, else longer each time, never past the deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    stop_never,
    wait_random_exponential,
)

from imgrules_processors.http.failures import Again

T = TypeVar("T")
_LONGEST_S = 30.0


def patiently(
    attempt: Callable[[], T], *, within_s: float, backoff_s: float, attempts: int | None = None
) -> T:
    """Call until it does not raise Again; the last Again is raised when time or tries run out."""
    backoff = wait_random_exponential(multiplier=backoff_s, max=_LONGEST_S)

    def wait(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        asked = failure.after if isinstance(failure, Again) else None
        return backoff(state) if asked is None else asked

    tries = stop_never if attempts is None else stop_after_attempt(attempts)
    retrying = Retrying(
        retry=retry_if_exception_type(Again),
        wait=wait,
        stop=tries | stop_before_delay(within_s),
        reraise=True,
    )
    return retrying(attempt)
