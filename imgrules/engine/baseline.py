"""Findings known before a gate was set up, by the bytes and the rule they are about. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from imgrules.document import speakable
from imgrules.engine.waive import Holder, excusable
from imgrules.model import (
    Finding,
    ImageResult,
    Outcome,
    Result,
    SetResult,
    Severity,
    Status,
    Suppression,
)
from imgrules.rulebook.spellings import DAY
from imgrules.rulebook.waivers import SHA256

Key = tuple[str, str, str]
"""Rule in full, hash of what it asks, hash of the picture or of the set's pictures."""
Sha256 = Annotated[str, Field(pattern=SHA256)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Known(_Entry):
    """A finding that was there when the gate was set up."""

    rule: str = Field(description="The rule in full: rulebook/rule-id.", min_length=1)
    path: str = Field("", description="Where the picture was; it is known by its bytes.")
    sku: str = Field("", description="The product, where the rule is about all its pictures.")
    image: Sha256 = Field(
        description="SHA-256 of the picture's bytes; for a product, of its pictures."
    )
    rule_sha256: Sha256 = Field(description="SHA-256 of what the rule asks.")
    severity: Annotated[Severity, Strict(False)] = Field(
        description="As the rule said it then; a graver one is judged afresh."
    )
    outcome: Literal["fail", "review"] = Field(
        description="As it was judged then; one known as review does not excuse a failure."
    )
    first_seen: str = Field(description="The day it entered, YYYY-MM-DD.", pattern=DAY)

    @property
    def key(self) -> Key:
        return (self.rule, self.rule_sha256, self.image)

    def covers(self, finding: Finding) -> bool:
        """Whether it excuses a finding of the same key: one that is no graver than it was."""
        return finding.severity.rank <= self.severity.rank and self.outcome in (
            "fail",
            finding.outcome.value,
        )


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known findings, by what they are about."""

    entries: Mapping[Key, Known] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Known]) -> Baseline:
        return cls({entry.key: entry for entry in sorted(entries, key=order)})

    def about(self, finding: Finding, image: str | None) -> Known | None:
        """Return the entry that excuses a finding; ``image``: hash of what it is about."""
        if image is None or not excusable(finding):
            return None
        entry = self.entries.get((finding.full_id, finding.rule_sha256, image))
        return entry if entry is not None and entry.covers(finding) else None


def order(entry: Known) -> tuple[str, ...]:
    return (entry.rule, entry.path, entry.sku, entry.image, entry.rule_sha256)


def known_before(finding: Finding, entry: Known) -> Finding:
    """Return the finding with the day since which it is known."""
    suppression = Suppression("baseline", since=entry.first_seen)
    return replace(finding, status=Status.BASELINED, suppression=suppression)


def content_of(holder: Holder, images: Mapping[str, ImageResult]) -> str | None:
    """Return the hash of what a finding is about; None where a picture could not be read.

    A set is its pictures' bytes and what each of them stands for: a rule on sets asks for both.
    ``images``: path to picture.
    """
    if isinstance(holder, ImageResult):
        return holder.sha256
    members = [images[name] for name in holder.members if name in images]
    if len(members) < len(holder.members) or any(each.sha256 is None for each in members):
        return None
    lines = sorted(f"{_role(each, holder.rulebook)} {each.sha256}" for each in members)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _role(image: ImageResult, rulebook: str) -> str:
    return next((choice.role for choice in image.roles if choice.rulebook == rulebook), "")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One finding of a result, and the content it is about."""

    finding: Finding
    holder: Holder
    image: str | None

    @property
    def key(self) -> Key:
        return (self.finding.full_id, self.finding.rule_sha256, self.image or "")

    @property
    def can_be_known(self) -> bool:
        return excusable(self.finding) and bool(self.image and self.finding.rule_sha256)


def sightings(result: Result) -> Iterator[Sighting]:
    """Yield every finding of a result with the content it is about."""
    images = {image.path: image for image in result.images}
    holders: tuple[Holder, ...] = (*result.images, *result.sets)
    for holder in holders:
        image = content_of(holder, images)
        for finding in holder.findings:
            yield Sighting(finding, holder, image)


def entry_for(seen: Sighting, day: date) -> Known:
    """Return the entry for a finding that can be known."""
    of_set = isinstance(seen.holder, SetResult)
    return Known(
        rule=seen.finding.full_id,
        path="" if isinstance(seen.holder, SetResult) else speakable(seen.holder.path),
        sku=speakable(seen.holder.sku or "") if of_set else "",
        image=seen.image or "",
        rule_sha256=seen.finding.rule_sha256,
        severity=seen.finding.severity,
        outcome="fail" if seen.finding.outcome is Outcome.FAIL else "review",
        first_seen=day.isoformat(),
    )
