"""The page of a remote service, from its profile."""

from __future__ import annotations

from collections.abc import Iterator

from docs.generator.fields import fields_table
from docs.generator.markdown import NOTICE, code, table
from imgrules_processors.http.calls import Call
from imgrules_processors.http.profile import Profile
from imgrules_processors.http.settings import ServiceOptions

GIVES = {
    "cutout": "a cut-out; only its transparency is used",
    "mask": "a mask",
    "picture": "new pixels; used only where the operation is allowed by name",
}


def page(profile: Profile, file: str) -> str:
    """Return what a profile says, in the order a reader asks: what, how much, how often."""
    parts = [
        f"# {profile.name}\n\n{NOTICE}",
        _facts(profile, file),
        f"## What it is asked for\n\n{_calls(profile)}",
        f"## Prices in credits\n\n{_prices(profile)}",
        f"## Requests a minute\n\n{_plans(profile)}",
        f"## Options under `fix: options: {profile.name}:`\n\n{_options()}",
    ]
    return "\n".join(parts)


def _facts(profile: Profile, file: str) -> str:
    upload = profile.upload
    return (
        f"{profile.title}, a remote service, described by `services/{file}` from\n"
        f"[its documentation]({profile.docs}), read on {profile.retrieved}. What is unconfirmed\n"
        "is marked in that file.\n\n"
        f"- Key: environment variable {code(profile.key.env)}.\n"
        f"- Largest picture sent: {upload.max_bytes / 1e6:g} MB, {upload.max_megapixels:g} "
        f"megapixels, {upload.max_side} px a side; larger ones are sent smaller.\n"
        f"- Given up: after {profile.limits.deadline_s:g} s a picture, "
        f"{profile.limits.timeout_s:g} s without a byte.\n"
    )


def _calls(profile: Profile) -> str:
    head = ("call", "operation", "made where", "gives")
    rows = [
        (code(name), code(call.operation), _where(profile, call), GIVES[call.gives])
        for name, call in profile.calls.items()
    ]
    return table(head, rows)


def _where(profile: Profile, call: Call) -> str:
    wanted = [f"{name} is given" for name in call.needs]
    wanted += [f"{name} is {code(str(value))}" for name, value in call.when.items()]
    alone = [each.operation for each in profile.calls.values()].count(call.operation) == 1
    return " and ".join(wanted) or ("always" if alone else "none of the others is meant")


def _prices(profile: Profile) -> str:
    if not profile.prices:
        return "None is known: state them in the option `credits`.\n"
    rows = table(("known to hold since", "credits", "read at"), _price_rows(profile))
    return f"A call costs what the newest row that names it says.\n\n{rows}"


def _price_rows(profile: Profile) -> Iterator[tuple[str, str, str]]:
    for each in sorted(profile.prices, key=lambda price: price.since):
        told = (f"{code(call)} {number:g}" for call, number in each.credits.items())
        yield each.since, ", ".join(told), each.source


def _plans(profile: Profile) -> str:
    limits = profile.limits
    if not limits.plans:
        return "No limit is known; the service's own answers are heeded.\n"
    rows = table(("plan", "requests"), ((n, str(count)) for n, count in limits.plans.items()))
    counted = "counts" if limits.polls_count else "does not count"
    taken = f" `{limits.plan}` is taken where no plan is named." if limits.plan else ""
    return f"{rows}\nAsking whether a result is ready {counted} as a request.{taken}\n"


def _options() -> str:
    return fields_table("option", ServiceOptions.model_json_schema())
