"""What a service profile may say. ``imgrules.fixes.services`` reads and validates the files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from imgrules_processors.http.calls import Call
from imgrules_processors.http.parts import ADDRESS, Codes, Day, Part, Slug, Words


class Key(Part):
    """How the service knows who asks. Keys come from the environment, never from a file."""

    env: str = Field(description="Environment variable that holds the key (the password of Basic).")
    header: str = Field("Authorization", description="Header the key is sent in.")
    scheme: str = Field("Bearer", description="Word before the key; empty where it stands alone.")
    user_env: str | None = Field(
        None, description="Environment variable with the user's name: HTTP Basic is used."
    )


class Limits(Part):
    """How much may be asked, and how the service says that it was too much."""

    plans: dict[str, int] = Field(
        default_factory=dict, description="Plan to requests a minute; kept to on this side."
    )
    plan: str | None = Field(None, description="The plan taken where the user names none.")
    polls_count: bool = Field(
        True, description="Whether asking for a job's state counts as a request."
    )
    throttled: Codes = Field((429, 420), description="Status codes that mean: later.")
    wait_headers: Words = Field(
        ("Retry-After",),
        description="Headers that say how long: seconds, seconds since 1970, or a date.",
    )
    remaining_header: str | None = Field(
        None, description="Header with the number of requests left until the reset."
    )
    reset_header: str | None = Field(
        None, description="Header that says when the count starts anew; forms as wait_headers."
    )
    attempts: int = Field(
        6, ge=1, description="How often a request that was refused for the moment is made."
    )
    backoff_s: float = Field(
        1, ge=0, description="First pause after a failure in seconds; doubled each time, jittered."
    )
    timeout_s: float = Field(
        60, gt=0, description="Seconds without a byte after which a reply is given up."
    )
    deadline_s: float = Field(300, gt=0, description="Seconds after which a picture is given up.")


class Upload(Part):
    """The largest picture the service takes; larger ones are sent smaller."""

    max_bytes: int = Field(25_000_000, gt=0, description="Largest file in bytes.")
    max_megapixels: float = Field(25, gt=0, description="Largest picture in millions of pixels.")
    max_side: int = Field(12_000, gt=0, description="Largest width or height in pixels.")


class Job(Part):
    """Asking about work that takes a while."""

    id_fields: Words = Field(
        ("generation_id", "job_id", "id"), description="Where the job's number stands; first found."
    )
    path: str = Field(pattern=r"^/.*\{id\}", description="Path to ask at, with {id}.")
    status_field: str = Field("status", description="Where the state stands.")
    done: Words = Field(("completed",), description="States that mean: finished.")
    failed: Words = Field(("failed",), description="States that mean: it did not work.")
    blocked: Words = Field((), description="States that mean: refused for its content.")
    interval_s: float = Field(2, gt=0, description="Seconds between two questions.")


class Results(Part):
    """Where results may come from, and what they may be."""

    fields: Words = Field(("output_url", "url"), description="Where the result stands; dots go in.")
    hosts: Words = Field(
        (), description="Hosts, with all below them, beside the service's own. https only."
    )
    media_types: Words = Field(
        ("image/png", "image/webp", "image/jpeg", "application/octet-stream"),
        description="Content types a result may have.",
    )
    max_bytes: int = Field(100_000_000, gt=0, description="Largest result in bytes.")
    max_megapixels: float = Field(64, gt=0, description="Largest result in millions of pixels.")


class Credits(Part):
    """Where the service says what a call cost."""

    headers: Words = Field((), description="Headers with the number of credits; first found.")
    fields: Words = Field((), description="JSON fields with the number of credits; first found.")
    least: float = Field(
        0, ge=0, description="Smaller numbers are not believed: they may be another unit."
    )


class Errors(Part):
    """How the service says no."""

    fields: Words = Field(
        ("error_message", "error", "detail", "message", "errors"),
        description="Where the reason stands: text, a block or a list.",
    )
    no_credits: Codes = Field((402,), description="Status codes that mean: nothing left to spend.")
    bad_key: Codes = Field((401, 403), description="Status codes that mean: wrong key.")
    unsure: Codes = Field(
        (504, 524),
        description="Status codes after which nobody knows whether the work was done and charged.",
    )
    no_subject: Words = Field(
        (), description="Codes in the reply that mean: no product found. Asked once, never again."
    )


class Price(Part):
    """What one source said calls cost from one day on."""

    since: Day = Field(description="The day from which it is known to hold.")
    source: str = Field(description="Where it was read.")
    credits: dict[str, Annotated[float, Field(ge=0)]] = Field(
        description="Call to credits. A call left out keeps its earlier price, or none is known."
    )


class Profile(Part):
    """How a remote service is spoken to."""

    version: Literal[1] = Field(alias="schema", description="Version of this format.")
    name: Slug = Field(description="Name of the processor.")
    title: str = Field(description="Name as people write it.")
    docs: str = Field(pattern=ADDRESS, description="Where the service documents itself.")
    retrieved: Day = Field(description="When that was read last.")
    base_url: str = Field(pattern=ADDRESS, description="Start of every address.")
    user_agent: str = Field(description="What the client calls itself.")
    key: Key = Field(description="How the service knows who asks.")
    limits: Limits = Field(default_factory=Limits, description="How much may be asked.")
    upload: Upload = Field(default_factory=Upload, description="The largest picture it takes.")
    calls: Annotated[dict[Slug, Call], Field(min_length=1)] = Field(
        description="What it can be asked for, by a name of this profile's choosing."
    )
    job: Job | None = Field(None, description="Asking about jobs; needed where a reply is one.")
    results: Results = Field(default_factory=Results, description="What results may be.")
    credits: Credits = Field(default_factory=Credits, description="Where it says what was spent.")
    errors: Errors = Field(default_factory=Errors, description="How it says no.")
    prices: Annotated[tuple[Price, ...], Strict(False)] = Field(
        (), description="Dated price tables, in any order."
    )

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations of imgrules it performs, each once."""
        return tuple(dict.fromkeys(call.operation for call in self.calls.values()))
