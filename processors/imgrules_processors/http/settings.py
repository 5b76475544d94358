"""What the user may change about a service, and the numbers that hold in the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from imgrules.ext import Options
from imgrules_processors.http.parts import ADDRESS
from imgrules_processors.http.profile import Profile

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ServiceOptions(Options):
    """Options of a remote service in ``imgrules.yaml``; each overrides the profile."""

    plan: str | None = Field(None, description="The plan paid for: how many requests a minute.")
    per_minute: int | None = Field(None, ge=1, description="Requests a minute, whatever the plan.")
    base_url: str | None = Field(
        None, pattern=ADDRESS, description="Where the service is; https, or http on this machine."
    )
    key_env: str | None = Field(None, description="Environment variable that holds the key.")
    credits: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict,
        description="What a call costs, by its name or operation; before the profile's prices.",
    )
    max_px: int | None = Field(None, ge=64, description="Longest side of what is sent, in pixels.")
    deadline_s: float | None = Field(None, gt=0, description="Seconds given to one picture.")
    timeout_s: float | None = Field(None, gt=0, description="Seconds without a byte.")
    interval_s: float | None = Field(None, gt=0, description="Seconds between two questions.")
    backoff_s: float | None = Field(None, ge=0, description="First pause after a failure.")
    attempts: int | None = Field(None, ge=1, description="How often a refused request is made.")


@dataclass(frozen=True, slots=True)
class Settings:
    """The profile's numbers with the user's laid over them."""

    per_minute: int | None
    key_env: str
    max_side: int
    deadline_s: float
    timeout_s: float
    interval_s: float
    backoff_s: float
    attempts: int
    base_url: str | None
    loopback: bool
    """The service runs on this machine: http and local addresses are meant."""


def settle(profile: Profile, options: ServiceOptions) -> Settings:
    """Lay the options over the profile. Raises ValueError where they contradict it."""
    limits, base = profile.limits, options.base_url
    plan = options.plan or limits.plan
    if options.plan is not None and options.plan not in limits.plans:
        raise ValueError(f"{profile.title} has no plan {plan}; plans: {', '.join(limits.plans)}")
    loopback = urlsplit(base or profile.base_url).hostname in _LOOPBACK
    if not loopback and not (base or profile.base_url).startswith("https:"):
        raise ValueError(f"base_url {base or profile.base_url} is not https")
    per_minute = options.per_minute or (limits.plans.get(plan) if plan else None)
    return Settings(
        per_minute=per_minute,
        key_env=options.key_env or profile.key.env,
        max_side=min(profile.upload.max_side, options.max_px or profile.upload.max_side),
        deadline_s=options.deadline_s or limits.deadline_s,
        timeout_s=options.timeout_s or limits.timeout_s,
        interval_s=options.interval_s or _interval(profile, per_minute),
        backoff_s=limits.backoff_s if options.backoff_s is None else options.backoff_s,
        attempts=options.attempts or limits.attempts,
        base_url=base,
        loopback=loopback,
    )


def _interval(profile: Profile, per_minute: int | None) -> float:
    """Return the seconds between two questions: no more of them than a small plan can bear."""
    usual = profile.job.interval_s if profile.job else 2.0
    return max(usual, 60 / per_minute) if per_minute and profile.limits.polls_count else usual
