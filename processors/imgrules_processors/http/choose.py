"""Which of a service's calls a step means, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from imgrules.ext import Declined, Value
from imgrules_processors.http.profile import Profile


def choose(profile: Profile, operation: str, params: Mapping[str, Value]) -> str:
    """Return the name of the most specific call that fits. Raises Declined where none does."""
    if (call := _fitting(profile, operation, params)) is not None:
        return call
    raise Declined(f"{profile.title} does no {operation} with what this step says")


def _fitting(profile: Profile, operation: str, params: Mapping[str, Value]) -> str | None:
    fitting = [
        (call.specific, name)
        for name, call in profile.calls.items()
        if call.operation == operation
        and all(params.get(need) for need in call.needs)
        and all(params.get(key) == value for key, value in call.when.items())
    ]
    best = max((specific for specific, _ in fitting), default=0)
    return next((name for specific, name in fitting if specific == best), None)


def price(
    profile: Profile, operation: str, day: date, params: Mapping[str, Value] | None = None
) -> float | None:
    """Return what a step costs in credits on a day; None where no table says so by then.

    ``operation`` is an operation of imgrules or the name of one of the profile's calls. The newest
    table that names the call and has begun by ``day`` counts: prices drift.
    """
    call = operation if operation in profile.calls else _fitting(profile, operation, params or {})
    told = [
        (table.since, table.credits[call])
        for table in profile.prices
        if call in table.credits and date.fromisoformat(table.since) <= day
    ]
    return max(told)[1] if told else None
