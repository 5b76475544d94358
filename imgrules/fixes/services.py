"""The profiles of remote services: finding, reading and validating them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from imgrules.errors import RulebookError
from imgrules.model import Value
from imgrules.rulebook import yaml
from imgrules.rulebook.draft07 import DRAFT, Schema, from_model
from imgrules.rulebook.faults import position
from imgrules.rulebook.names import suggest
from imgrules.rulebook.schema import validate

if TYPE_CHECKING:
    from imgrules_processors.http.profile import Profile


def bundled_profiles() -> dict[str, Path]:
    """Return the profiles that are installed with imgrules, by name."""
    folder = Path(str(files("imgrules_processors"))) / "services"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load_profile(path: Path) -> Profile:
    """Read a profile. Raises RulebookError or RulebookErrors with file:line:column."""
    from imgrules_processors.http.profile import Profile

    document = yaml.read(path)
    yaml.raise_all(validate(document, service_schema()))
    profile = Profile.model_validate(document.data)
    yaml.raise_all(list(_incoherent(profile, document)))
    return profile


def price(
    profile: Profile, operation: str, day: date, params: dict[str, Value] | None = None
) -> float | None:
    """Return what a step costs in credits on a day; None where no table says so by then.

    ``operation`` is an operation of imgrules or the name of one of the profile's calls.
    """
    from imgrules_processors.http.choose import price as told

    return told(profile, operation, day, params)


@cache
def service_schema() -> Schema:
    """Return the published schema of a profile."""
    from imgrules_processors.http.profile import Profile

    return {"$schema": DRAFT, **from_model(Profile)}


def _incoherent(profile: Profile, document: yaml.Document) -> Iterator[RulebookError]:
    """Yield what a schema cannot say, in file order."""
    found = [
        *_bad_limits(profile, document),
        *_bad_addresses(profile, document),
        *_bad_calls(profile, document),
        *_bad_prices(profile, document),
        *_bad_days(profile, document),
    ]
    yield from sorted(found, key=lambda fault: position(fault.location))


def _bad_limits(profile: Profile, document: yaml.Document) -> Iterator[RulebookError]:
    limits = profile.limits
    if limits.plan is not None and limits.plan not in limits.plans:
        yield RulebookError(
            f"{limits.plan} is none of the plans",
            location=document.where(("limits", "plan")),
            hint=suggest(limits.plan, limits.plans, what="plans"),
        )
    for name, per_minute in limits.plans.items():
        if per_minute < 1:
            place = document.where(("limits", "plans", name))
            yield RulebookError(f"{name} allows no request a minute", location=place)


def _bad_calls(profile: Profile, document: yaml.Document) -> Iterator[RulebookError]:
    for name, call in profile.calls.items():
        steps = ("calls", name)
        if call.reply == "job" and profile.job is None:
            yield RulebookError(
                f"{name} is answered with a job, but the file does not say how to ask about one",
                location=document.where((*steps, "reply")),
                hint="add job:",
            )
        if (call.picture.sent_as == "file") != (call.body == "multipart"):
            yield RulebookError(
                f"{name} sends the picture as {call.picture.sent_as} in a body of {call.body}",
                location=document.where((*steps, "picture")),
                hint="a file goes with multipart, text with json or form",
            )


def _bad_addresses(profile: Profile, document: yaml.Document) -> Iterator[RulebookError]:
    places: list[tuple[str | None, yaml.Steps]] = [(profile.base_url, ("base_url",))]
    places += [(call.base_url, ("calls", name, "base_url")) for name, call in profile.calls.items()]
    for address, steps in places:
        if address is not None and _open(address):
            yield RulebookError(
                "the key would travel unencrypted",
                location=document.where(steps),
                hint="write https:",
            )


def _open(address: str) -> bool:
    return not address.startswith(("https://", "http://127.0.0.1", "http://localhost"))


def _bad_prices(profile: Profile, document: yaml.Document) -> Iterator[RulebookError]:
    for index, table in enumerate(profile.prices):
        for name in table.credits:
            if name not in profile.calls:
                yield RulebookError(
                    f"{name} is none of the calls",
                    location=document.where(("prices", index, "credits", name), key=True),
                    hint=suggest(name, profile.calls, what="calls"),
                )


def _bad_days(profile: Profile, document: yaml.Document) -> Iterator[RulebookError]:
    days: list[tuple[str, yaml.Steps]] = [(profile.retrieved, ("retrieved",))]
    days += [(each.since, ("prices", at, "since")) for at, each in enumerate(profile.prices)]
    for day, steps in days:
        try:
            date.fromisoformat(day)
        except ValueError:
            place = document.where(steps)
            yield RulebookError(f"{day} is no day of the calendar", location=place)
